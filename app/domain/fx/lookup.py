"""Finding the rates that a user's figures need."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.domain.fx.currencies import EURO
from app.domain.fx.history import shipped_rates
from app.domain.fx.rates import RateTable, StatedRate
from app.domain.fx.tables import ExchangeRate, OwnRate, RateSource
from app.extensions import db

OWN = "own"
Sources = dict[StatedRate, str]
"""Who said each rate: a RateSource, or 'own'."""


def rate_table(user_id: int, currencies: Collection[str], first: date, last: date) -> RateTable:
    """Return what a user's sums in some currencies need from `first` to `last`: two SELECTs, or none.

    Theirs beat what the table says of the same day, and that beats what is shipped.
    """
    return RateTable(find_rates(user_id, currencies, first, last))


def has_own_rates(user_id: int) -> bool:
    """Tell whether a user has said any rate."""
    return db.session.scalar(select(OwnRate.id).where(OwnRate.user_id == user_id).limit(1)) is not None


def find_rates(user_id: int, currencies: Collection[str], first: date, last: date) -> Sources:
    """Return the rates that lead from each of some currencies to the euro, one for a pair and day.

    Of each pair those from `first` to `last`, and the last one before. A currency that the user's own rates
    lead to is followed to the euro as well.
    """
    foreign = set(currencies) - {EURO}
    if not foreign:
        return {}
    own = list(_own(user_id, foreign, first, last))
    foreign |= {code for each in own for code in (each.source, each.target)} - {EURO}
    strongest: dict[tuple[date, frozenset[str]], tuple[StatedRate, str]] = {}
    for stated, source in (*_shipped(foreign, first, last), *_stored(foreign, first, last)):
        strongest[_key(stated)] = stated, source
    return dict((strongest | {_key(each): (each, OWN) for each in own}).values())


def _key(stated: StatedRate) -> tuple[date, frozenset[str]]:
    """Return a rate's day and pair, whichever way round it was said."""
    return stated.on, frozenset((stated.source, stated.target))


def _shipped(currencies: Collection[str], first: date, last: date) -> Iterator[tuple[StatedRate, str]]:
    for currency in currencies:
        for on, rate in shipped_rates(currency, first, last):
            yield StatedRate(on, EURO, currency, rate), RateSource.ECB


def _stored(currencies: Collection[str], first: date, last: date) -> Iterator[tuple[StatedRate, str]]:
    e, earlier = ExchangeRate, aliased(ExchangeRate)
    begins = select(func.max(earlier.on)).where(earlier.currency == e.currency, earlier.on < first)
    rows = db.session.execute(
        select(e.on, e.currency, e.rate, e.source).where(
            e.currency.in_(currencies), _in_range(e.on, first, last, begins)
        )
    )
    for on, currency, rate, source in rows:
        yield StatedRate(on, EURO, currency, rate), source


def _own(user_id: int, currencies: Collection[str], first: date, last: date) -> Iterator[StatedRate]:
    """Yield the user's own rates from or to the currencies; of two for a pair and day the later said last."""
    o, earlier = OwnRate, aliased(OwnRate)
    same_pair = and_(
        earlier.user_id == o.user_id,
        earlier.from_currency == o.from_currency,
        earlier.to_currency == o.to_currency,
    )
    begins = select(func.max(earlier.on)).where(same_pair, earlier.on < first)
    touching = or_(o.from_currency.in_(currencies), o.to_currency.in_(currencies))
    rows = db.session.execute(
        select(o.on, o.from_currency, o.to_currency, o.rate)
        .where(o.user_id == user_id, touching, _in_range(o.on, first, last, begins))
        .order_by(o.id)
    )
    for row in rows:
        yield StatedRate(*row)


def _in_range(on: InstrumentedAttribute[date], first: date, last: date, begins: Any) -> ColumnElement[bool]:
    return or_(on.between(first, last), on == begins.scalar_subquery())
