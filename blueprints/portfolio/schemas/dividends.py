"""Questions about a portfolio's dividends, and the answer's form; the domain's classes say what is in it."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from app.domain.portfolio.dividends.report import Month, Payer, Payment
from blueprints.kit import Day, model_of

AMOUNT = str
OPTIONAL = str | None


class DividendsQuery(BaseModel):
    """Days, both included; without them, the year before today and the year after it."""

    model_config = ConfigDict(populate_by_name=True)
    first: Day | None = Field(None, alias="from")
    last: Day | None = Field(None, alias="to")


PaymentOut = model_of(
    "DividendPaymentOut",
    Payment,
    amount=AMOUNT,
    **dict.fromkeys(
        ("tax", "fee", "net", "units", "per_unit", "yield_on_cost", "base", "base_net"), OPTIONAL
    ),
)
MonthOut = model_of(
    "DividendMonthOut", Month, **dict.fromkeys(("confirmed", "confirmed_net", "expected"), OPTIONAL)
)
PayerOut = model_of("DividendPayerOut", Payer, units=AMOUNT, last_year=OPTIONAL, yield_on_cost=OPTIONAL)


class DividendsOut(BaseModel):
    """Dividends in a period, as they are known at the end of `on`.

    payments: oldest first. expected_until: no payment is expected after this day. missing: the exchange
    rates that sums lack.
    """

    model_config = ConfigDict(populate_by_name=True)
    start: date = Field(alias="from")
    end: date = Field(alias="to")
    on: date
    expected_until: date
    currency: str
    payments: list[PaymentOut]  # type: ignore[valid-type]
    months: list[MonthOut]  # type: ignore[valid-type]
    payers: list[PayerOut]  # type: ignore[valid-type]
    missing: list[dict[str, Any]]
