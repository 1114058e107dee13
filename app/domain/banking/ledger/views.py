"""How clients see a transaction, queued or stored: one struct, from which pushes and answers come."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import fields

from app.clock import rfc3339
from app.domain.banking.ledger.bank_transaction import Direction
from app.domain.banking.ledger.tables import Transaction
from app.json_values import JsonObject
from app.money import MAX_MINOR, decimal_string, is_currency

Status = Literal["PENDING", "SUCCESS", "FAILED"]
State = Literal["queued", "stored"]
Moment = Annotated[str, Meta(min_length=24, max_length=24)]
"""RFC 3339 in UTC with milliseconds."""
Day = Annotated[str, Meta(min_length=10, max_length=10, extra_json_schema={"format": "date"})]


class TransactionView(Struct, frozen=True):
    """A transaction as clients see it, queued or stored; also what the queue holds.

    Its limits are the tables', and `storable` says the rest.
    """

    id: int | None
    transaction_id: Annotated[str, Meta(min_length=1, max_length=100)]
    user: Annotated[int, Meta(ge=1, le=MAX_MINOR)]
    amount: Annotated[int, Meta(ge=0, le=MAX_MINOR)]
    amount_decimal: str
    currency: Annotated[str, Meta(min_length=3, max_length=3)]
    status: Status
    description: Annotated[str, Meta(max_length=500)] | None
    merchant: Annotated[str, Meta(max_length=200)] | None
    category: Annotated[str, Meta(max_length=100)] | None
    source: Annotated[str, Meta(max_length=20)]
    occurred_at: Moment
    received_at: Moment
    state: State
    direction: Direction = "out"
    account: Annotated[str, Meta(max_length=64)] | None = None


class StoredTransaction(TransactionView, frozen=True, kw_only=True):
    """A transaction with all that a bank, the categories and its owner say of it.

    booked_on: the civil day. has_time: False where only a day was told, so that no time is to be shown.
    """

    booked_on: Day
    has_time: bool
    counterparty: str | None = None
    channel: str | None = None
    mcc: str | None = None
    connection_id: int | None = None
    account_id: int | None = None
    category_source: str | None = None
    category_confidence: int | None = None
    suggested_category: str | None = None
    notes: str | None = None
    tags: list[str] = []
    transfer_id: int | None = None
    suggested_transfer_id: int | None = None
    details: JsonObject = {}


_QUEUED = frozenset(TransactionView.__struct_fields__)
_BANKLESS = b"," + msgspec.json.encode(
    {each.name: each.default_factory() if each.default is NODEFAULT else each.default
     for each in fields(StoredTransaction) if not each.required and each.name not in _QUEUED}
)[1:]  # fmt: skip


def in_full(payload: bytes, booked_on: str) -> bytes:
    """Return a queued row's JSON with its civil day and the fields that only a bank or its owner fills."""
    return b'%b,"booked_on":"%b","has_time":true%b' % (payload[:-1], booked_on.encode(), _BANKLESS)


def storable(view: TransactionView) -> bool:
    """Tell whether a queued row fits the tables; rows that this version did not queue may not."""
    try:
        datetime.fromisoformat(view.occurred_at)
        datetime.fromisoformat(view.received_at)
    except ValueError:
        return False
    texts = (view.transaction_id, view.description, view.merchant, view.category, view.account)
    return is_currency(view.currency) and not any(text and "\0" in text for text in texts)


def view_of(row: Transaction) -> StoredTransaction:
    """Show a stored row as clients see it."""
    return StoredTransaction(
        user=row.user_id,
        amount_decimal=decimal_string(row.amount, row.currency),
        occurred_at=rfc3339(row.occurred_at),
        booked_on=row.booked_on.isoformat(),
        received_at=rfc3339(row.received_at),
        state="stored",
        details=row.details or {},
        tags=row.tags or [],
        **{name: getattr(row, name) for name in _AS_STORED},
    )


_MADE = {"user", "amount_decimal", "occurred_at", "booked_on", "received_at", "state", "details", "tags"}
_AS_STORED = tuple(name for name in StoredTransaction.__struct_fields__ if name not in _MADE)
