"""Who is who among a bank's rows: ids of our own, and fingerprints of what the bank said."""

from __future__ import annotations

from datetime import UTC, datetime, time
from hashlib import blake2b
from typing import Any

import msgspec

from app.domain.banking.rules.bank import is_undated

LONGEST_ID = 100


def transaction_id_of(prefix: str, external_id: str) -> str:
    """Return the id under which a user knows a bank's row; a long or odd one is told by its hash."""
    told = f"{prefix}{external_id}"
    fine = len(told) <= LONGEST_ID and told.isprintable() and told.strip("/") == told
    return told if fine else f"{prefix[:40]}{_hash(external_id)}"


def content_hash_of(columns: dict[str, Any]) -> str:
    """Fingerprint what a bank said of a row, so that a change of it can be seen. 32 hex digits."""
    told = columns | {"occurred_at": _moment(columns)}
    return _hash(msgspec.json.encode([told.get(name) for name in SAID]).decode())


def _moment(columns: dict[str, Any]) -> datetime | None:
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
