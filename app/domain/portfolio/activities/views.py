"""How clients see an activity: numbers as decimal strings, as they were stated."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import fields

from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.activities.tables import ActivityRow


class ActivityView(Struct, frozen=True, kw_only=True):
    """An activity. is_opening: it stands for an investment that was stated as quantity and price."""

    id: int
    portfolio: int
    on: date
    type: ActivityType
    symbol: str | None
    currency: str
    quantity: str | None
    unit_price: str | None
    price_currency: str | None
    amount: str | None
    fee: str
    tax: str
    fx_rate: str | None
    received: str | None
    received_currency: str | None
    external_id: str | None
    note: str | None
    is_opening: bool


DECIMALS = frozenset({"quantity", "unit_price", "amount", "fee", "tax", "fx_rate", "received"})
STORED = tuple(each.name for each in fields(Activity) if each.name not in {"symbol", "type"})
"""The fields of an activity that its row has under the same name."""


def activity_view(row: ActivityRow, symbol: str | None) -> ActivityView:
    """Return how clients see a row."""
    found: dict[str, Any] = {name: getattr(row, name) for name in STORED}
    written = {name: None if found[name] is None else format(found[name], "f") for name in DECIMALS}
    return ActivityView(
        id=row.id,
        portfolio=row.portfolio_id,
        type=ActivityType(row.type),
        symbol=symbol,
        is_opening=row.is_opening,
        **(found | written),
    )


def activity_of(row: ActivityRow, symbol: str | None) -> Activity:
    """Return what a row says, as it can be reckoned with."""
    found: dict[str, Any] = {name: getattr(row, name) for name in STORED}
    return Activity(type=ActivityType(row.type), symbol=symbol, **found)
