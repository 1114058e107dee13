"""When a task was sent: written into each message, so that the age of what waits can be told."""

from __future__ import annotations

import time
from typing import Any

from celery.signals import before_task_publish

SENT_AT = "sent_at"
"""A header: Unix seconds, by the sender's clock."""


@before_task_publish.connect
def _note_moment(headers: dict[str, Any] | None = None, **_: Any) -> None:
    """Keep the first moment where a message is sent once more."""
    if headers is not None:
        headers.setdefault(SENT_AT, time.time())
