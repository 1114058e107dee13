"""Pure rules of the intake: what a valid row is, what its content is, what days it falls on."""

from __future__ import annotations

from datetime import datetime
from hashlib import blake2b
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from app.clock import rfc3339
from app.domain.banking.ledger.bank_transaction import Direction
from app.domain.banking.ledger.views import Status, TransactionView
from app.errors import FieldError
from app.money import MAX_MINOR, decimal_string, is_currency

# PostgreSQL text cannot hold NUL, and other control characters only ever come from a broken sender.
# \A and \Z because `$` would let a final line break through.
# No slash at an end: such an id could not be asked for by its address.
_ID = r"\A[^/\x00-\x1f\x7f]([^\x00-\x1f\x7f]*[^/\x00-\x1f\x7f])?\Z"
_TEXT = r"\A[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*\Z"


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


class Problem(Struct, frozen=True):
    """Why a row was refused: its place in the batch, and what is wrong with which field."""

    index: int
    errors: list[FieldError]


def decode_one(raw: Any) -> NewTransaction:
    """Check one decoded JSON value strictly. Raises msgspec.ValidationError."""
    return msgspec.convert(raw, NewTransaction, strict=True)


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
    return Queued(view.user, view.transaction_id, msgspec.json.encode(view), hashed, view.occurred_at)


def content_hash(view: TransactionView, occurred_at: str | None) -> str:
    """Fingerprint what the sender said. occurred_at: None where they did not say it. 32 hex digits.

    What later versions added counts only where it was said, so that rows of before keep their fingerprint.
    """
    said: tuple[object, ...]
    said = (view.amount, view.currency, view.status, view.description, view.merchant, occurred_at)
    if view.direction != "out" or view.account or view.category:
        said += (view.direction, view.account, view.category)
    return blake2b(msgspec.json.encode(said), digest_size=16).hexdigest()


class Queued(Struct, frozen=True):
    """A row ready for the queue: its JSON, and the fingerprint of its content."""

    user: int
    transaction_id: str
    payload: bytes
    content_hash: str
    occurred_at: str
