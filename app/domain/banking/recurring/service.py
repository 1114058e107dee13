"""A user's recurring payments, found anew from what is stored each time they are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from app.days import local_day
from app.domain.auth.users.tables import User
from app.domain.banking.feed.tables import Connection
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.recurring.logic import AT_LEAST, Recurring, Seen, find_recurring
from app.domain.fx.conversion import BaseTotal, DayAmount, converter_for
from app.domain.fx.currencies import known_base
from app.extensions import db
from app.letters import folded

LOOKED_BACK = timedelta(days=1_200)
"""Three yearly payments, and some days."""


def list_recurring(user_id: int, today: date) -> list[Recurring]:
    """Return what recurs, outgoing and incoming, what is due next first. today: the user's own day."""
    zone = db.session.scalar(select(User.time_zone).where(User.id == user_id)) or "UTC"
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
    often = select(folded(who)).where(*mine).group_by(folded(who)).having(func.count() >= AT_LEAST)
    columns = (who, t.currency, t.direction, t.booked_on, t.amount, t.category, *_SOURCE)
    rows = db.session.execute(select(*columns).where(*mine, folded(who).in_(often)))
    known = _known_until(user_id, zone)
    return find_recurring(
        (
            Seen(name, currency, direction, on, amount, category, known[*source])
            for name, currency, direction, on, amount, category, *source in rows
        ),
        today,
    )


def worth_of(user: User, found: Sequence[Recurring], today: date) -> list[BaseTotal]:
    """Return what the typical amount of each comes to in the base currency, by the rate of today."""
    amounts = [DayAmount(today, each.currency, each.typical_amount) for each in found]
    converter = converter_for(user.id, known_base(user.base_currency), amounts)
    return [converter.total([each]) for each in amounts]


_SOURCE = (Transaction.account, Transaction.connection_id, Transaction.import_id.is_(None))


def _known_until(user_id: int, zone: str) -> Mapping[Any, date]:
    """Return until when each of a user's accounts is known: a file ends, a bank was last asked.

    What came since is not known yet, so that a payment which is due by then is not missed.
    """
    t, c = Transaction, Connection
    mine = select(*_SOURCE, func.max(t.booked_on)).where(t.user_id == user_id).group_by(*_SOURCE)
    connections = db.session.execute(select(c.id, c.last_sync_at).where(c.user_id == user_id))
    asked = {each.id: local_day(each.last_sync_at, zone) for each in connections if each.last_sync_at}
    return {
        (account, connection, fed): max(newest, asked.get(connection, newest))
        for account, connection, fed, newest in db.session.execute(mine)
    }
