"""The BT Pay dashboards."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.banking.transactions.bt_pay import ConnectionState
from blueprints.banking.schemas.transactions import BaseTotalOut, Day, PageQuery, TotalOut, TransactionOut
from blueprints.kit import Flag, model_of


class ScopeQuery(BaseModel):
    """scope: everything of yours, or only what was paid with BT Pay."""

    scope: Literal["all", "btpay"] = "all"


class ListQuery(PageQuery, ScopeQuery):
    pass


class HourlyQuery(ScopeQuery):
    day: Day | None = None


class StatsOut(BaseModel):
    """pending: has no category yet; today, month: what was spent, by currency.

    today_base, month_base, received_month_base: what it comes to in your base currency.
    """

    total: int
    pending: int
    categorized: int
    today: list[TotalOut]
    today_base: BaseTotalOut
    month: list[TotalOut]
    month_base: BaseTotalOut
    received_month: list[TotalOut]
    received_month_base: BaseTotalOut
    btpay: int
    as_of: str


class HourOut(BaseModel):
    hour: int
    count: int
    amounts: list[TotalOut]
    base: BaseTotalOut


class HourlyOut(BaseModel):
    day: date
    time_zone: str
    hours: list[HourOut]


class CategorySumOut(TotalOut):
    category: str | None
    label: str
    icon: str
    colour: str
    parent: str | None
    base: BaseTotalOut


class CategorySumsOut(BaseModel):
    items: list[CategorySumOut]


class MerchantSumOut(TotalOut):
    merchant: str
    base: BaseTotalOut


DashboardConnectionOut = model_of("DashboardConnectionOut", ConnectionState)


class DashboardOut(BaseModel):
    stats: StatsOut
    hourly: HourlyOut
    categories: list[CategorySumOut]
    top_merchants: list[MerchantSumOut]
    recent: list[TransactionOut]
    connections: list[DashboardConnectionOut]
    currency: str
    as_of: str


class PendingListOut(BaseModel):
    count: int
    items: list[TransactionOut]


class CategorizedOut(BaseModel):
    categorized: int
    left: int


class SetCategoryIn(BaseModel):
    """as_rule: put what comes from this merchant there from now on, too."""

    model_config = ConfigDict(extra="forbid")
    category: Annotated[str, Field(min_length=1, max_length=100)]
    as_rule: Flag = False


class CategorySetOut(BaseModel):
    transaction: TransactionOut
    rule: dict[str, Any] | None
