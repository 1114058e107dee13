"""What admins may follow of the banks' webhooks."""

from __future__ import annotations

from app.realtime import Topic, register

ADMIN_WEBHOOKS = register(Topic("admin.webhooks", scopes=("account",), role="admin"))
"""Deliveries as they come in and are processed."""
