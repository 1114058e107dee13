"""Portfolios, investments, activities and prices."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

from app.domain.fx.units import is_unit
from app.domain.portfolio.activities.activity import ActivityType
from app.domain.portfolio.activities.price_file import StoredPrices
from app.domain.portfolio.activities.views import ActivityView
from app.domain.portfolio.investments.views import InvestmentView
from app.domain.portfolio.portfolios.service import MAX_PORTFOLIOS
from app.domain.portfolio.portfolios.tables import CashMode
from app.domain.portfolio.portfolios.views import PortfolioView
from app.domain.portfolio.prices.service import MAX_CLOSES, MAX_SPLITS
from app.money import is_currency
from blueprints.kit import MAX_ID, Day, ExactIn, Flag, Number, left_out, model_of

SOMETHING = r"^[^\x00-\x1f]*[^\s\x00-\x1f][^\x00-\x1f]*$"


def _currency(code: str) -> str:
    if not is_currency(code):
        raise ValueError("Not an ISO 4217 currency code: EUR, USD")
    return code


def _unit(code: str) -> str:
    if not is_unit(code):
        raise ValueError("Not an ISO 4217 currency code, nor GBp, GBX, ZAc or ILA")
    return code


Currency = Annotated[str, Field(max_length=3, examples=["EUR"]), AfterValidator(_currency)]
Unit = Annotated[str, Field(max_length=3, examples=["USD", "GBp"]), AfterValidator(_unit)]
Moved = Annotated[str, Field(max_length=3, examples=["EUR"]), AfterValidator(_unit)]
"""What moved may be stated in pence, as brokers do."""
Symbol = Annotated[str, Field(min_length=1, max_length=64, pattern=SOMETHING, examples=["VWCE.DE"])]
Word = Annotated[str, Field(min_length=1, max_length=40, pattern=SOMETHING)]
Id = Annotated[int, Field(ge=1, le=MAX_ID)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PortfolioIn(Body):
    name: Annotated[str, Field(min_length=1, max_length=80, pattern=SOMETHING)]
    currency: Currency
    cash: CashMode = CashMode.IMPLICIT
    allow_shorts: Flag = False


class PortfolioPatch(Body):
    name: Annotated[str, Field(min_length=1, max_length=80, pattern=SOMETHING)] = left_out()
    currency: Currency = left_out()
    cash: CashMode = left_out()
    allow_shorts: Flag = left_out()


PortfolioOut = model_of("PortfolioOut", PortfolioView)


class PortfoliosQuery(BaseModel):
    limit: Annotated[int, Field(ge=1, le=MAX_PORTFOLIOS)] = MAX_PORTFOLIOS
    cursor: Annotated[str, Field(max_length=500)] | None = None


class PortfoliosOut(BaseModel):
    items: list[PortfolioOut]
    next_cursor: str | None


class About(Body):
    name: Annotated[str, Field(max_length=200, pattern=SOMETHING)] | None = None
    quantity: ExactIn | None = None
    purchase_price: ExactIn | None = None
    purchase_date: Day | None = None
    percent_of_par: Flag = False
    asset_class: Word | None = None
    region: Word | None = None
    sector: Word | None = None


class InvestmentIn(About):
    """quantity, purchase_price and purchase_date together stand for an opening purchase."""

    portfolio: Number
    symbol: Symbol
    currency: Unit


class InvestmentPatch(About):
    portfolio: Number = left_out()
    symbol: Symbol = left_out()
    currency: Unit = left_out()
    percent_of_par: Flag = left_out()


InvestmentOut = model_of("InvestmentOut", InvestmentView)


class InvestmentsQuery(BaseModel):
    portfolio: Id | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 1000
    cursor: Annotated[str, Field(max_length=500)] | None = None


class InvestmentsOut(BaseModel):
    items: list[InvestmentOut]
    next_cursor: str | None


class ActivityIn(Body):
    """An activity; docs/portfolios.md says which fields belong to which type."""

    on: Day
    type: ActivityType
    symbol: Symbol | None = None
    currency: Moved
    quantity: ExactIn | None = None
    unit_price: ExactIn | None = None
    price_currency: Unit | None = None
    amount: ExactIn | None = None
    fee: ExactIn = Field(default=0, validate_default=True)
    tax: ExactIn = Field(default=0, validate_default=True)
    fx_rate: ExactIn | None = None
    received: ExactIn | None = None
    received_currency: Moved | None = None
    external_id: Annotated[str, Field(max_length=100, pattern=SOMETHING)] | None = None
    note: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] | None = None


ACTIVITIES: TypeAdapter[list[ActivityIn]] = TypeAdapter(
    Annotated[list[ActivityIn], Field(min_length=1, max_length=10_000)]
)
ACTIVITY: TypeAdapter[ActivityIn] = TypeAdapter(ActivityIn)
ActivityOut = model_of("ActivityOut", ActivityView)


class ActivitiesQuery(BaseModel):
    symbol: Symbol | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    cursor: Annotated[str, Field(max_length=500)] | None = None


class ActivitiesOut(BaseModel):
    items: list[ActivityOut]
    next_cursor: str | None


class AddedOut(BaseModel):
    items: list[ActivityOut]


class CloseIn(Body):
    on: Day
    symbol: Symbol
    price: Annotated[ExactIn, Field(ge=0)]
    currency: Unit


class SplitIn(Body):
    """ratio: new units per old unit; 0.1 for one new per ten old."""

    on: Day
    ratio: Annotated[ExactIn, Field(gt=0)]


class SplitsIn(Body):
    """restated: whether the symbol's closes are restated for later splits, as most sources' are."""

    symbol: Symbol
    splits: Annotated[list[SplitIn], Field(max_length=MAX_SPLITS)]
    restated: Flag | None = None


CLOSES: TypeAdapter[list[CloseIn]] = TypeAdapter(
    Annotated[list[CloseIn], Field(min_length=1, max_length=MAX_CLOSES)]
)
SPLITS: TypeAdapter[SplitsIn] = TypeAdapter(SplitsIn)


class PriceFileQuery(BaseModel):
    symbol: Symbol
    currency: Unit | None = None
    restated: bool | None = None


StoredPricesOut = model_of("StoredPricesOut", StoredPrices)


class CloseOut(BaseModel):
    on: date
    symbol: str
    price: str
    currency: str


class SplitOut(BaseModel):
    symbol: str
    on: date
    ratio: str
    restated: bool


class PricesQuery(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    symbol: Symbol | None = None
    first: Day | None = Field(None, alias="from")
    last: Day | None = Field(None, alias="to")
    limit: Annotated[int, Field(ge=1, le=10_000)] = 1_000


class PricesOut(BaseModel):
    """items: newest first. before: ask with `to` before this day for more; None where there are none."""

    items: list[CloseOut]
    splits: list[SplitOut]
    before: date | None


class StoredOut(BaseModel):
    stored: int


DAY: TypeAdapter[date] = TypeAdapter(Day)
READ_BY_ROUTES: tuple[type[BaseModel], ...] = (ActivityIn, CloseIn, SplitsIn)
"""Bodies that are one thing or a list, which routes read by themselves."""
