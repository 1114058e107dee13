"""Bodies and answers of the routes of exchange rates."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    RootModel,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import ErrorDetails

from app.domain.fx.currencies import EURO, currency_problem
from app.domain.fx.dated_rates import Days, ShownRate
from app.errors import FieldError, Invalid
from blueprints.kit import model_of

RATE_DIGITS = r"(?=.*[1-9])[0-9]{1,9}(\.[0-9]{1,18})?"
"""Above 0, below a billion, 18 decimals: no currency is worth more or less of another."""
MAX_RATES = 10_000
MAX_ERRORS = 20


def _currency(code: str) -> str:
    if problem := currency_problem(code):
        raise ValueError(problem)
    return code


def _plain_day(text: object) -> object:
    """Refuse what pydantic would also take for a day: a number of seconds, a moment."""
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError("Expected a day: 2026-01-31")
    return text


def _rate(value: object) -> Decimal:
    """Read a rate, a text or a JSON number, as its digits were written."""
    text = value if isinstance(value, str) else repr(value)
    if isinstance(value, bool) or not re.fullmatch(RATE_DIGITS, text, re.ASCII):
        raise ValueError(
            "Expected a rate above 0, with 9 digits before the point and 18 after it at most: 4.97"
        )
    return Decimal(text)


Currency = Annotated[str, AfterValidator(_currency), Field(max_length=3, examples=["USD"])]
Day = Annotated[date, BeforeValidator(_plain_day), Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))]
_RATE_SCHEMA = {
    "anyOf": [
        {"type": "string", "pattern": r"^[0-9]{1,9}(\.[0-9]{1,18})?$"},
        {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 10**9},
    ],
    "examples": ["4.9772"],
}
RateIn = Annotated[Decimal, BeforeValidator(_rate), WithJsonSchema(_RATE_SCHEMA)]


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


class ImportedRatesIn(RootModel[Annotated[list[ImportedRateIn], Field(min_length=1, max_length=MAX_RATES)]]):
    """Rates for everybody."""


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


def read_imported(body: object) -> list[ImportedRateIn]:
    """Read a list of rates. Raises Invalid, with each wrong field by its pointer."""
    try:
        return ImportedRatesIn.model_validate(body).root
    except ValidationError as exc:
        raise Invalid(errors=[_field_error(error) for error in exc.errors()[:MAX_ERRORS]]) from exc


def _field_error(error: ErrorDetails) -> FieldError:
    pointer = "".join(f"/{part}" for part in error["loc"])
    return {"pointer": pointer, "message": error["msg"].removeprefix("Value error, ")}
