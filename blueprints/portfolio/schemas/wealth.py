"""Questions about what a user has altogether, and the answers' form."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.portfolio.analytics.views import MissingFigure, PortfolioTotals
from app.domain.portfolio.net_worth.views import PartView
from blueprints.kit import Day, model_of


class NetWorthQuery(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    first: Day | None = Field(None, alias="from")
    last: Day | None = Field(None, alias="to")


NetWorthPartOut = model_of("NetWorthPartOut", PartView)


class NetWorthPointOut(BaseModel):
    """A day's net worth in minor units of the base currency, null where a part is not known.

    parts: by the kind of accounts, and `portfolios`. They add up to the value.
    """

    on: date
    value: int | None
    value_decimal: str | None
    parts: dict[str, NetWorthPartOut]  # type: ignore[valid-type]


class NetWorthGapOut(BaseModel):
    """What was not known, from the first such day on to the last.

    what: the name of an account or a portfolio, or the pair of an exchange rate: USD/EUR.
    """

    what: str
    kind: Literal["account", "portfolio", "rate"]
    id: int | None
    on: date
    until: date


class NetWorthOut(BaseModel):
    """Net worth day by day, oldest first; of more than three years a point a week.

    missing: what no value is known of. stale: what counts with an old one: an exchange rate said more than
    five business days before, or a portfolio that is just being valued anew.
    """

    currency: str
    points: list[NetWorthPointOut]
    missing: list[NetWorthGapOut]
    stale: list[NetWorthGapOut]


PortfolioTotalsOut = model_of("PortfolioTotalsOut", PortfolioTotals)
MissingFigureOut = model_of("MissingFigureOut", MissingFigure)


class AnalyticsOut(BaseModel):
    """Totals over all portfolios in minor units of the base currency, at the close of `on`.

    is_current: nothing has changed since `refreshed_at`. A total is null where a portfolio's part of it is
    not known; `missing` names that.
    """

    on: date
    currency: str
    value: int | None
    value_decimal: str | None
    cost: int | None
    cost_decimal: str | None
    total_gain: int | None
    total_gain_decimal: str | None
    income: int | None
    income_decimal: str | None
    portfolios: list[PortfolioTotalsOut]  # type: ignore[valid-type]
    missing: list[MissingFigureOut]  # type: ignore[valid-type]
    refreshed_at: datetime
    is_current: bool


QUEUED: dict[str, Any] = {
    "description": "It is being computed",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {"state": {"type": "string", "enum": ["queued"]}},
                "required": ["state"],
            }
        }
    },
}
