"""Bodies and answers of the routes of exchange rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, model_validator

from app.domain.fx.currencies import EURO, currency_problem
from app.domain.fx.dated_rates import Days, ShownRate
from blueprints.kit import Day, ExactIn, model_of

MAX_RATE, RATE_DECIMALS = 10**9, 18
MAX_RATES = 10_000


def _currency(code: str) -> str:
    if problem := currency_problem(code):
        raise ValueError(problem)
    return code


def _rate(value: Decimal) -> Decimal:
    """Keep to what a rate can be: above 0, below a billion, 18 decimals."""
    if not 0 < value < MAX_RATE or value != round(value, RATE_DECIMALS):
        raise ValueError(
            f"Expected a rate above 0, below a billion, with {RATE_DECIMALS} decimals at most: 4.97"
        )
    return value


Currency = Annotated[str, AfterValidator(_currency), Field(max_length=3, examples=["USD"])]
RateIn = Annotated[ExactIn, AfterValidator(_rate)]


class PairRateIn(BaseModel):
    """What one unit of `from` was worth in `to` on a day."""

    model_config = ConfigDict(extra="forbid")
    on: Day
    from_currency: Currency = Field(alias="from")
    to_currency: Currency = Field(alias="to")
    rate: RateIn

    @model_validator(mode="after")
    def two_currencies(self) -> PairRateIn:
        if self.from_currency == self.to_currency:
            raise ValueError("from and to are the same currency")
        return self


class ImportedRateIn(PairRateIn):
    """A rate for everybody; one of the two currencies is the euro."""

    @model_validator(mode="after")
    def by_the_euro(self) -> ImportedRateIn:
        if EURO not in {self.from_currency, self.to_currency}:
            raise ValueError("One of from and to must be EUR: everybody's rates are kept by the euro")
        return self


IMPORTED_RATES = TypeAdapter(
    Annotated[list[ImportedRateIn], Field(min_length=1, max_length=MAX_RATES)],
    config=ConfigDict(title="Rates"),
)


class PageQuery(BaseModel):
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=500)] | None = None


class OwnRateOut(BaseModel):
    """What one unit of `from` was worth in `to`; a decimal text."""

    model_config = ConfigDict(populate_by_name=True)
    on: date
    from_currency: str = Field(alias="from")
    to_currency: str = Field(alias="to")
    rate: str


class OwnRatesOut(BaseModel):
    items: list[OwnRateOut]
    next_cursor: str | None


class RatesChangeOut(BaseModel):
    """received: rates that were sent; stored: those that said something new."""

    received: int
    stored: int


DatedRateOut = model_of("DatedRateOut", ShownRate)
DaysOut = model_of("DaysOut", Days)


class DatedRatesOut(BaseModel):
    """What one unit of `from` was worth in `to`.

    rates: a line for each day, oldest first. missing: the first days of those asked for, where no rate was
    said yet; they have no line.
    """

    model_config = ConfigDict(populate_by_name=True)
    from_currency: str = Field(alias="from")
    to_currency: str = Field(alias="to")
    rates: list[DatedRateOut]
    missing: DaysOut | None


class RangeQuery(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    first: Day | None = Field(None, alias="from")
    last: Day | None = Field(None, alias="to")
