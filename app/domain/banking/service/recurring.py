"""A user's recurring payments, found anew from what is stored each time they are asked for."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import func, select

from app.domain.banking.models import Transaction
from app.domain.banking.rules.recurring import AT_LEAST, Recurring, Seen, find_recurring
from app.extensions import db

LOOKED_BACK = timedelta(days=1_200)
"""Three yearly payments, and some days."""


def list_recurring(user_id: int, today: date) -> list[Recurring]:
    """Return what recurs, outgoing and incoming, what is due next first. today: the user's own day."""
    t = Transaction
    # An empty name is none; a transfer between people has a counterparty and no merchant.
    who = func.coalesce(func.nullif(t.merchant, ""), func.nullif(t.counterparty, ""))
    mine = [
        t.user_id == user_id,
        t.booked_on >= today - LOOKED_BACK,
        t.status != "FAILED",
        t.transfer_id.is_(None),
        t.amount > 0,
        who.is_not(None),
    ]
    often = select(func.lower(who)).where(*mine).group_by(func.lower(who)).having(func.count() >= AT_LEAST)
    columns = (who, t.currency, t.direction, t.booked_on, t.amount, t.category)
    rows = db.session.execute(select(*columns).where(*mine, func.lower(who).in_(often)))
    return find_recurring((Seen(*row) for row in rows), today)
