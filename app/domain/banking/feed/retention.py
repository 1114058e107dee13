"""Dropping what webhooks said once it is past keeping; that they came is kept, or one could come again."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from app.clock import now
from app.db import transaction
from app.domain.banking.feed.tables import DeliveryState, WebhookEvent
from app.extensions import db

SETTLED = (DeliveryState.DONE, DeliveryState.IGNORED)
"""A dead one was never stored: it is kept until somebody has seen to it."""
ROWS_PER_TRANSACTION = 1_000
"""Rows of one transaction, so that nobody waits long for SQLite's lock."""


def prune_webhooks(keep_days: int, *, at_once: int = ROWS_PER_TRANSACTION) -> int:
    """Empty the bodies and headers of events that were settled before the retention time; return how many.

    A run: opens its own transactions.
    """
    e = WebhookEvent
    old = (e.received_at < now() - timedelta(days=keep_days), e.state.in_(SETTLED), e.body != b"")
    pruned = 0
    while True:
        with transaction():
            ids = db.session.scalars(select(e.id).where(*old).limit(at_once)).all()
            db.session.execute(update(e).where(e.id.in_(ids), *old).values(body=b"", headers={}))
        pruned += len(ids)
        if len(ids) < at_once:
            return pruned
