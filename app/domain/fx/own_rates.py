"""A user's own rates: said, listed, taken back; of nobody's but theirs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import delete, select

from app.db import insert_into
from app.domain.fx.changes import tell_rates_changed
from app.domain.fx.tables import OwnRate
from app.errors import NotFound
from app.extensions import db
from app.pagination import Page, page_of


class Pair(NamedTuple):
    """From one currency to another; a rate is what one unit of the first is worth in the second."""

    from_currency: str
    to_currency: str


def set_own_rate(user_id: int, pair: Pair, on: date, rate: Decimal) -> OwnRate:
    """Say a day's rate; one that was said for this pair and day before is replaced."""
    key = ["user_id", "from_currency", "to_currency", "on"]
    statement = (
        insert_into(OwnRate)
        .values(user_id=user_id, on=on, rate=rate, **pair._asdict())
        .on_conflict_do_update(index_elements=key, set_={"rate": rate})
        .returning(OwnRate)
        .execution_options(populate_existing=True)
    )
    made: OwnRate = db.session.scalars(statement).one()
    tell_rates_changed(user_id, on)
    return made


def list_own_rates(user_id: int, *, limit: int, cursor: str | None) -> Page[OwnRate]:
    """Return a user's own rates, the latest day first."""
    statement = select(OwnRate).where(OwnRate.user_id == user_id)
    return page_of(db.session, statement, [OwnRate.on, OwnRate.id], limit=limit, cursor=cursor)


def delete_own_rate(user_id: int, pair: Pair, on: date) -> None:
    """Take a day's rate back. Raises NotFound."""
    o = OwnRate
    theirs = [o.user_id == user_id, o.from_currency == pair.from_currency, o.to_currency == pair.to_currency]
    gone = db.session.scalars(delete(o).where(*theirs, o.on == on).returning(o.id))
    if gone.one_or_none() is None:
        raise NotFound
    tell_rates_changed(user_id, on)
