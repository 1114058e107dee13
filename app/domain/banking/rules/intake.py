"""Pure rules of the intake: what a valid row is, what its content is, what days it falls on."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import Annotated, Any, Literal

import msgspec
from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import fields

from app.clock import rfc3339
from app.domain.banking.rules.bank import Direction
from app.errors import FieldError
from app.money import MAX_MINOR, decimal_string, is_currency

Status = Literal["PENDING", "SUCCESS", "FAILED"]
State = Literal["queued", "stored"]

# PostgreSQL text cannot hold NUL, and other control characters only ever come from a broken sender.
# \A and \Z because `$` would let a final line break through.
# No slash at an end: such an id could not be asked for by its address.
_ID = r"\A[^/\x00-\x1f\x7f]([^\x00-\x1f\x7f]*[^/\x00-\x1f\x7f])?\Z"
_TEXT = r"\A[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*\Z"


Moment = Annotated[str, Meta(min_length=24, max_length=24)]
"""RFC 3339 in UTC with milliseconds."""


class NewTransaction(Struct, frozen=True, forbid_unknown_fields=True):
    """What a sender says of one transaction; `amount` in the currency's minor units.

    user: whose it is; None is the sender's own.
    """

    transaction_id: Annotated[str, Meta(min_length=1, max_length=100, pattern=_ID)]
    amount: Annotated[int, Meta(ge=0, le=MAX_MINOR)]
    status: Status
    user: Annotated[int, Meta(ge=1, le=MAX_MINOR)] | None = None
    currency: Annotated[str, Meta(min_length=3, max_length=3)] | None = None
    description: Annotated[str, Meta(max_length=500, pattern=_TEXT)] | None = None
    merchant: Annotated[str, Meta(max_length=200, pattern=_TEXT)] | None = None
    occurred_at: Annotated[datetime, Meta(tz=True)] | None = None
    direction: Direction | None = None
    account: Annotated[str, Meta(max_length=64, pattern=_TEXT)] | None = None
    category: Annotated[str, Meta(max_length=100, pattern=_TEXT)] | None = None


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

    booked_on: Annotated[str, Meta(min_length=10, max_length=10)]
    has_time: bool = True
    counterparty: str | None = None
    channel: str | None = None
    mcc: str | None = None
    connection_id: int | None = None
    category_source: str | None = None
    category_confidence: int | None = None
    suggested_category: str | None = None
    notes: str | None = None
    tags: list[str] = []
    transfer_id: int | None = None
    suggested_transfer_id: int | None = None
    details: dict[str, Any] = {}


class Queued(Struct, frozen=True):
    """A row ready for the queue: its JSON, and the fingerprint of its content."""

    user: int
    transaction_id: str
    payload: bytes
    content_hash: str
    occurred_at: str


class Problem(Struct, frozen=True):
    """Why a row was refused: its place in the batch, and what is wrong with which field."""

    index: int
    errors: list[FieldError]


def decode_one(raw: Any) -> NewTransaction:
    """Check one decoded JSON value strictly. Raises msgspec.ValidationError."""
    return msgspec.convert(raw, NewTransaction, strict=True)


def field_error(problem: msgspec.ValidationError) -> FieldError:
    """Turn msgspec's sentence ('Expected `int`, got `str` - at `$.amount`') into a pointer and a message."""
    text, _, path = str(problem).partition(" - at `$")
    pointer = path.rstrip("`").replace("[...]", "").replace("[", "/").replace("]", "").replace(".", "/")
    if "unknown field `" in text or "missing required field `" in text:
        name = text[text.index("`") + 1 : text.rindex("`")]
        pointer = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
    return {"pointer": pointer, "message": text}


def semantic_errors(row: NewTransaction) -> list[FieldError]:
    """Check what a type cannot say."""
    if row.currency is not None and not is_currency(row.currency):
        return [{"pointer": "/currency", "message": f"{row.currency!r} is not an ISO 4217 currency code"}]
    if row.occurred_at is not None and not 1900 <= row.occurred_at.year <= 2200:
        return [{"pointer": "/occurred_at", "message": "Expected a moment between 1900 and 2200"}]
    return []


def queue_row(row: NewTransaction, *, caller: int, default_currency: str, received_at: str) -> Queued:
    """Fill in the defaults and encode a row for the queue.

    caller: whose a row is that names nobody. received_at: RFC 3339 in UTC.
    """
    currency = row.currency or default_currency
    occurred = rfc3339(row.occurred_at) if row.occurred_at else None
    view = TransactionView(
        id=None,
        transaction_id=row.transaction_id,
        user=row.user or caller,
        amount=row.amount,
        amount_decimal=decimal_string(row.amount, currency),
        currency=currency,
        status=row.status,
        description=row.description or None,
        merchant=row.merchant or None,
        category=row.category or None,
        source="intake",
        occurred_at=occurred or received_at,
        received_at=received_at,
        state="queued",
        direction=row.direction or "out",
        account=row.account or None,
    )
    return queued_of(view, content_hash(view, occurred))


def queued_of(view: TransactionView, hashed: str) -> Queued:
    """Encode a row for the queue. hashed: the fingerprint of its content."""
    return Queued(view.user, view.transaction_id, _encoder.encode(view), hashed, view.occurred_at)


_encoder = msgspec.json.Encoder()
_QUEUED = frozenset(TransactionView.__struct_fields__)
_BANKLESS = b"," + _encoder.encode(
    {each.name: each.default_factory() if each.default is NODEFAULT else each.default
     for each in fields(StoredTransaction) if not each.required and each.name not in _QUEUED}
)[1:]  # fmt: skip


def in_full(payload: bytes, booked_on: str) -> bytes:
    """Return a queued row's JSON with its civil day and the fields that only a bank or its owner fills."""
    return b'%b,"booked_on":"%b"%b' % (payload[:-1], booked_on.encode(), _BANKLESS)


def storable(view: TransactionView) -> bool:
    """Tell whether a queued row fits the tables; rows that this version did not queue may not."""
    try:
        datetime.fromisoformat(view.occurred_at)
        datetime.fromisoformat(view.received_at)
    except ValueError:
        return False
    texts = (view.transaction_id, view.description, view.merchant, view.category, view.account)
    return is_currency(view.currency) and not any(text and "\0" in text for text in texts)


def content_hash(view: TransactionView, occurred_at: str | None) -> str:
    """Fingerprint what the sender said. occurred_at: None where they did not say it. 32 hex digits.

    What later versions added counts only where it was said, so that rows of before keep their fingerprint.
    """
    said: tuple[object, ...]
    said = (view.amount, view.currency, view.status, view.description, view.merchant, occurred_at)
    if view.direction != "out" or view.account or view.category:
        said += (view.direction, view.account, view.category)
    return blake2b(_encoder.encode(said), digest_size=16).hexdigest()
