"""Who is who among a bank's rows: ids of our own, and fingerprints of what the bank said."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from app.domain.banking.accounts.names import account_name
from app.domain.banking.ledger.bank_transaction import is_undated
from app.domain.banking.ledger.tables import Columns

MAX_ID_LETTERS = 100


def transaction_id_of(prefix: str, external_id: str) -> str:
    """Return the id under which a user knows a bank's row; a long or odd one is told by its hash."""
    told = f"{prefix}{external_id}"
    fine = len(told) <= MAX_ID_LETTERS and told.isprintable() and told.strip("/") == told
    return told if fine else f"{prefix[:40]}{_hash(external_id)}"


FILES = "import"
_FORMATS = frozenset({"bt_csv", "csv", "mt940", "camt053", "ofx"})
_ACCOUNT_TAIL = 12
_MAX_FIRST_ID_LETTERS = MAX_ID_LETTERS - 17
_AGAIN = re.compile(r"~[0-9a-f]{16}$")


class FileId(NamedTuple):
    """What the id of a file's row tells: the format, "" where it is not known, and the bank's own id."""

    scheme: str
    bank_id: str | None


def file_id_of(scheme: str, account: str | None, bank_id: str) -> str:
    """Return the id of a file's row that has one of the bank's, which holds for its account alone."""
    prefix = f"{FILES}:{scheme}:{account_name(account)[-_ACCOUNT_TAIL:]}:"
    fits = len(prefix) + len(bank_id) <= _MAX_FIRST_ID_LETTERS
    return transaction_id_of(prefix, bank_id if fits else _hash(bank_id))


def another_id(transaction_id: str, place: str) -> str:
    """Return an id for a row whose own is taken by another payment.

    place: the file and the line, so that the same line of the same file has the same id again.
    """
    return f"{first_id(transaction_id)[:_MAX_FIRST_ID_LETTERS]}~{_hash(place)[:16]}"


def first_id(transaction_id: str) -> str:
    """Return the id that a row would have had, were it not taken."""
    return _AGAIN.sub("", transaction_id)


def read_file_id(transaction_id: str) -> FileId:
    """Read what `file_id_of`, or the version before it, wrote."""
    parts = first_id(transaction_id).split(":", 3)
    if len(parts) > 1 and parts[1] in _FORMATS:
        return FileId(parts[1], parts[3] if len(parts) == 4 else None)
    return FileId("", ":".join(parts[2:]) if len(parts) > 2 and parts[1] != "hold" else None)


def content_hash_of(columns: Columns) -> str:
    """Fingerprint what a bank said of a row, so that a change of it can be seen. 32 hex digits."""
    told = columns | {"occurred_at": _moment(columns)}
    return _hash(msgspec.json.encode([told.get(name) for name in SAID]).decode())


def _moment(columns: Columns) -> datetime | None:
    """Return the moment that counts: none where none was told, a day's first in UTC where a day was."""
    if is_undated(columns.get("details")):
        return None
    if not columns["has_time"]:
        return datetime.combine(columns["booked_on"], time.min, UTC)
    moment: datetime = columns["occurred_at"]
    return moment


SAID = (
    "amount", "currency", "direction", "status", "description", "counterparty", "mcc", "account",
    "occurred_at", "details",
)  # fmt: skip


def _hash(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
