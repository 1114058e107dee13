"""Queries and answers of the transactions' routes; bodies of the intake are checked by the domain, faster."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.domain.banking.intake.events import IngestUpdated
from app.domain.banking.intake.service import SecondFigures
from app.domain.banking.ledger.day_sums import CurrencyTotal
from app.domain.banking.ledger.views import StoredTransaction
from app.domain.fx.conversion import RateGap, StaleRate
from app.money import MAX_MINOR
from blueprints.kit import Day as Day
from blueprints.kit import left_out, model_of

# No control characters, and no slash at an end: such an id could not be asked for by its address.
TRANSACTION_ID = r"^[^/\x00-\x1f\x7f]([^\x00-\x1f\x7f]*[^/\x00-\x1f\x7f])?$"
Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Tag = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f,]+$")]
Amount = Annotated[int, Field(ge=0, le=MAX_MINOR)]
Status = Literal["PENDING", "SUCCESS", "FAILED"]
UserId = Annotated[int, Field(ge=1, le=MAX_MINOR)]
DayOrMoment = Annotated[str, Field(max_length=40, description="A day, 2026-01-31, or an RFC 3339 moment")]


class TransactionIn(BaseModel):
    """One transaction as a sender gives it; `amount` in the currency's minor units.

    user: whose it is; left out, it is the sender's. category: a built-in code, or one of the user's own.
    """

    model_config = ConfigDict(extra="forbid")
    transaction_id: Annotated[str, Field(min_length=1, max_length=100, pattern=TRANSACTION_ID)]
    amount: Amount
    status: Status
    user: UserId | None = None
    currency: Annotated[str, Field(min_length=3, max_length=3, examples=["EUR"])] | None = None
    description: Annotated[str, Field(max_length=500)] | None = None
    merchant: Annotated[str, Field(max_length=200)] | None = None
    occurred_at: datetime | None = None
    direction: Annotated[Literal["in", "out"] | None, Field(description="out where it is left out")] = None
    account: Annotated[str, Field(max_length=64, examples=["RO49AAAA1B31007593840000"])] | None = None
    category: Annotated[str, Field(max_length=100, examples=["FOOD_AND_DRINK_GROCERIES"])] | None = None


class PageQuery(BaseModel):
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    cursor: Annotated[str, Field(max_length=500)] | None = None


class TransactionFilters(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    since: DayOrMoment | None = Field(None, alias="from")
    until: DayOrMoment | None = Field(None, alias="to")
    status: Status | None = None
    category: Text | None = None
    merchant: Text | None = None
    source: Text | None = None
    direction: Literal["in", "out"] | None = None
    channel: Text | None = None
    tag: Text | None = None
    connection: UserId | None = None
    account_id: UserId | None = None
    deleted: Annotated[bool, Field(description="List what you have deleted instead")] | None = None
    categorized: bool | None = None
    q: Text | None = None
    min: Amount | None = None
    max: Amount | None = None


class TransactionQuery(PageQuery, TransactionFilters):
    """A page of what the filters choose."""


class AdminTransactionQuery(TransactionQuery):
    user: UserId | None = None


class OneQuery(BaseModel):
    user: UserId | None = None


Exact = Annotated[int, Field(strict=True, ge=0, le=MAX_MINOR)]
AccountId = Annotated[int, Field(strict=True, ge=1, le=MAX_MINOR)]
Described = Annotated[str, Field(max_length=500, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")]


class HandIn(BaseModel):
    """A transaction by hand; `amount` in the currency's minor units.

    transaction_id: your own id; else one is made, from the header Idempotency-Key where there is one.
    currency: the account's, or your base currency, where it is left out. booked_on: today, if left out.
    """

    model_config = ConfigDict(extra="forbid")
    amount: Exact
    transaction_id: Annotated[str, Field(min_length=1, max_length=100, pattern=TRANSACTION_ID)] | None = None
    currency: Annotated[str, Field(min_length=3, max_length=3, examples=["EUR"])] | None = None
    direction: Literal["in", "out"] = "out"
    status: Literal["PENDING", "SUCCESS"] = "SUCCESS"
    booked_on: Day | None = None
    account_id: AccountId | None = None
    description: Described | None = None
    merchant: Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f]*$")] | None = None
    category: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    notes: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")] | None = None
    tags: Annotated[list[Tag], Field(max_length=20)] | None = None


class ExportQuery(TransactionFilters):
    """The filters of the list; format: what the file is to be."""

    format: Literal["csv", "json"] = "csv"


class TransactionPatch(BaseModel):
    """What an owner may change; a field that is not named stays as it is.

    amount to account_id: of a transaction by hand; account_id also of one whose source named no account.
    """

    model_config = ConfigDict(extra="forbid")
    amount: Exact = left_out()
    direction: Literal["in", "out"] = left_out()
    status: Literal["PENDING", "SUCCESS"] = left_out()
    booked_on: Day = left_out()
    description: Described | None = None
    account_id: AccountId | None = None
    category: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    merchant: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]*$")] | None = None
    notes: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")] | None = None
    tags: Annotated[list[Tag], Field(max_length=20)] | None = None


class TransferIn(BaseModel):
    """The other half of a transfer: its `id` as a number, or its `transaction_id`."""

    model_config = ConfigDict(extra="forbid")
    other: (
        Annotated[int, Field(strict=True, ge=1, le=MAX_MINOR)]
        | Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
    ) = Field(alias="with")


class BulkIn(BaseModel):
    """One change for many transactions, by their ids."""

    model_config = ConfigDict(extra="forbid")
    transaction_ids: Annotated[
        list[Annotated[str, Field(max_length=100)]], Field(min_length=1, max_length=1000)
    ]
    category: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    add_tag: Tag | None = None


class ChangedOut(BaseModel):
    changed: int


class SplitPart(BaseModel):
    model_config = ConfigDict(extra="forbid")
    amount: Annotated[int, Field(ge=1, le=MAX_MINOR)]
    category: Annotated[str, Field(min_length=1, max_length=100)]
    note: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] | None = None


class SplitsIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    parts: Annotated[list[SplitPart], Field(max_length=20)]


class SplitOut(BaseModel):
    amount: int
    amount_decimal: str
    category: str
    note: str | None


class SplitsOut(BaseModel):
    parts: list[SplitOut]


RateGapOut = model_of("RateGapOut", RateGap)
StaleRateOut = model_of("StaleRateOut", StaleRate)


class BaseTotalOut(BaseModel):
    """What sums come to in your base currency, each by the rate of its day.

    amount: minor units, without what `missing` names: no rate of its currency is known on or before the day.
    stale: what is in it by a rate more than five business days old.
    """

    currency: str
    amount: int
    amount_decimal: str
    missing: list[RateGapOut]
    stale: list[StaleRateOut]


class RecurringOut(BaseModel):
    """amount: the median of the last few; lowest, highest: among those; base: it by the rate of today.

    paid_on: when the last were, oldest first.
    """

    merchant: str
    category: str | None
    direction: Literal["in", "out"]
    currency: str
    cadence: Literal["weekly", "biweekly", "semimonthly", "fourweekly", "monthly", "quarterly", "yearly"]
    amount: int
    amount_decimal: str
    base: BaseTotalOut
    lowest: int
    lowest_decimal: str
    highest: int
    highest_decimal: str
    varies: bool
    confidence: int
    count: int
    last_on: date
    paid_on: list[date]
    next_on: date
    missed: bool


class RecurringsOut(BaseModel):
    items: list[RecurringOut]


class AverageQuery(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    first: Day | None = Field(None, alias="from")
    last: Day | None = Field(None, alias="to")


class DeadLetterQuery(PageQuery):
    state: Literal["open", "retried", "discarded"] | None = None


class AcceptedOut(BaseModel):
    message: str
    transaction_id: str
    state: Literal["queued"]


class FieldErrorOut(BaseModel):
    pointer: str
    message: str


class RejectedOut(BaseModel):
    index: int
    errors: list[FieldErrorOut]


class BatchOut(BaseModel):
    accepted: int
    rejected: list[RejectedOut]


TransactionOut = model_of("TransactionOut", StoredTransaction)


class TransactionsOut(BaseModel):
    items: list[TransactionOut]
    next_cursor: str | None


class AverageOut(BaseModel):
    """`average` in minor units, to a hundredth of one."""

    date: date
    average: int | float
    average_decimal: str
    currency: str
    count: int


TotalOut = model_of("TotalOut", CurrencyTotal)


class PendingOut(BaseModel):
    count: int


class DayOut(BaseModel):
    date: date
    count: int
    amounts: list[TotalOut]
    base: BaseTotalOut


class SummaryOut(BaseModel):
    """today, month: what was spent, by currency; today_base, month_base: what it comes to in yours."""

    pending: PendingOut
    queued: int
    today: list[TotalOut]
    today_base: BaseTotalOut
    month: list[TotalOut]
    month_base: BaseTotalOut
    by_day: list[DayOut]
    as_of: str


class FlowOut(BaseModel):
    incoming: BaseTotalOut
    outgoing: BaseTotalOut


class DayFlowOut(FlowOut):
    date: date


class MonthFlowOut(FlowOut):
    """month: 2026-01; of a month that the range cuts, the days within it."""

    month: str


class CashFlowOut(BaseModel):
    """days: those with a transaction. months: all of the range."""

    days: list[DayFlowOut]
    months: list[MonthFlowOut]


SecondOut = model_of("SecondOut", SecondFigures)


class WaitingUserOut(BaseModel):
    user: int
    rows: int


class IngestOut(model_of("IngestFigures", IngestUpdated)):  # type: ignore[misc]
    """unaccounted: rows accepted, not flushed and not waiting; anything but 0 was lost.

    redis_lost_at: when Redis was seen without its data, until that is acknowledged; redis_lost_waiting: rows
    that waited when it was last seen before. fullest: the users with the most rows waiting.
    """

    fullest: list[WaitingUserOut]
    history: list[SecondOut]


class DeadLetterOut(BaseModel):
    id: int
    transaction_id: str | None
    user: int | None
    reason: Literal["conflict", "unknown_user", "undecodable", "refused"]
    detail: str
    payload: Any
    state: Literal["open", "retried", "discarded"]
    created_at: datetime
    resolved_at: datetime | None


class DeadLettersOut(BaseModel):
    items: list[DeadLetterOut]
    next_cursor: str | None


class DeletedOut(BaseModel):
    deleted: int
