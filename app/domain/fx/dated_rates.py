"""A pair's rates by day, as they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Literal, TypedDict

from app.domain.fx.lookup import OWN, Sources, find_rates
from app.domain.fx.own_rates import Pair
from app.domain.fx.rates import DatedRate, RateTable, is_stale
from app.domain.fx.tables import RateSource

MAX_DAYS = 3_700
"""Ten years."""
SHOWN_DIGITS = 12
LESS_OFFICIAL_FIRST = (OWN, RateSource.ADMIN, RateSource.ECB)

Kind = Literal["direct", "inverse", "cross"]
Days = TypedDict("Days", {"from": str, "to": str})


class ShownRate(TypedDict):
    """What one unit was worth on a day.

    rate: a decimal text; as it was said where kind is "direct", else reckoned and rounded to 12 digits.
    said_on: the day of the rate that holds, of a cross rate the older half's.
    source: "ecb", "admin" or "own"; of a cross rate the less official half's.
    kind: "direct", "inverse" (said the other way round), or "cross" (of two rates, mostly by the euro).
    stale: it was said more than five business days before.
    """

    on: str
    rate: str
    said_on: str
    source: str
    kind: Kind
    stale: bool


class DatedRates(TypedDict):
    """rates: a line a day, oldest first. missing: the first days, before any rate; they have no line."""

    rates: list[ShownRate]
    missing: Days | None


def dated_rates(user_id: int, pair: Pair, first: date, last: date) -> DatedRates:
    """Return what a user's unit of one currency was worth in another on each day, both ends included."""
    sources = find_rates(user_id, pair, first, last)
    table = RateTable(sources)
    days = [first + timedelta(number) for number in range((last - first).days + 1)]
    rates = [(on, table.find(*pair, on)) for on in days]
    without = [on for on, rate in rates if rate is None]
    return {
        "rates": [_show(on, pair, rate, sources) for on, rate in rates if rate is not None],
        "missing": _days(without),
    }


def _show(on: date, pair: Pair, found: DatedRate, sources: Sources) -> ShownRate:
    said_by, kind = {sources[each] for each in found.stated}, _kind(pair, found)
    return {
        "on": on.isoformat(),
        "rate": _text(found.rate, exact=kind == "direct"),
        "said_on": found.on.isoformat(),
        "source": next(str(each) for each in LESS_OFFICIAL_FIRST if each in said_by),
        "kind": kind,
        "stale": is_stale(found.on, on),
    }


def _kind(pair: Pair, found: DatedRate) -> Kind:
    if len(found.stated) > 1:
        return "cross"
    return "direct" if found.stated[0].source == pair.from_currency else "inverse"


def _text(rate: Decimal, *, exact: bool) -> str:
    shown = rate if exact else Context(prec=SHOWN_DIGITS, rounding=ROUND_HALF_EVEN).plus(rate).normalize()
    return format(shown, "f")


def _days(days: Sequence[date]) -> Days | None:
    return {"from": days[0].isoformat(), "to": days[-1].isoformat()} if days else None
