"""Events about messages to users."""

from __future__ import annotations

from datetime import datetime

from app.json_values import JsonObject
from app.realtime import Event


class NotificationCreated(Event):
    """An alert fired, or a test of one was asked for. Data: the message, as GET /api/notifications has it.

    A message whose sender died in between may come twice: its `id` tells.
    """

    name = "notification"
    burst = 20
    when_fast = "list"
    plural = "notifications"
    id: int
    alert: int | None
    is_test: bool
    title: str
    body: str
    data: JsonObject
    at: datetime
