"""How clients see net worth."""

from __future__ import annotations

from typing import Literal, TypedDict

from app.domain.portfolio.net_worth.logic import Gap, NetWorth, Point
from app.money import decimal_string


class PartView(TypedDict):
    """What accounts of one kind, or the portfolios, come to, in minor units; null where it is not known."""

    value: int | None
    value_decimal: str | None


class PointView(TypedDict):
    """A day's net worth in minor units of the base currency, null where a part is not known.

    parts: by the kind of accounts (current, savings, card, cash, loan, brokerage, property, other), and
    `portfolios`. They add up to the value.
    """

    on: str
    value: int | None
    value_decimal: str | None
    parts: dict[str, PartView]


class GapView(TypedDict):
    """What was not known, from the first such day on to the last.

    what: the name of an account or a portfolio, or the pair of an exchange rate: USD/EUR.
    """

    what: str
    kind: Literal["account", "portfolio", "rate"]
    id: int | None
    on: str
    until: str


class NetWorthView(TypedDict):
    """Net worth day by day, oldest first; of more than three years a point a week.

    missing: what no value is known of. stale: what counts with an old one: an exchange rate said more than
    five business days before, or a portfolio that is just being valued anew.
    """

    currency: str
    points: list[PointView]
    missing: list[GapView]
    stale: list[GapView]


def view_of(found: NetWorth, currency: str) -> NetWorthView:
    return {
        "currency": currency,
        "points": [point_view(each, currency) for each in found.points],
        "missing": [_gap_view(each) for each in found.missing],
        "stale": [_gap_view(each) for each in found.stale],
    }


def point_view(point: Point, currency: str) -> PointView:
    parts = {name: _part_view(value, currency) for name, value in point.parts.items()}
    return {"on": point.on.isoformat(), **_part_view(point.value, currency), "parts": parts}


def _part_view(value: int | None, currency: str) -> PartView:
    return {"value": value, "value_decimal": None if value is None else decimal_string(value, currency)}


def _gap_view(gap: Gap) -> GapView:
    return {
        "what": gap.what,
        "kind": gap.kind,
        "id": gap.id,
        "on": gap.on.isoformat(),
        "until": gap.until.isoformat(),
    }
