"""The one write of bank transactions: feeds, syncs, other services and files all come through here.

Promise: the same rows again change nothing; rows that a bank changed are changed in place; what a user
did to a row (category, notes, tags) survives all of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, select, update

from app.domain.banking.adapters.row_store import find_keys, insert_rows
from app.domain.banking.models import Split, Transaction
from app.domain.banking.rules.bank import BankTransaction, is_undated
from app.domain.banking.rules.identity import content_hash_of, transaction_id_of
from app.domain.banking.rules.natural_key import natural_key, numbered
from app.domain.banking.rules.pending import find_hold, suggest_hold
from app.domain.banking.service.announcing import Changes, announce
from app.domain.banking.service.enriching import Enricher, with_card_ids
from app.domain.banking.service.rules import run_rules
from app.extensions import db

AT_ONCE = 500
TWINS = 6
"""So many equal payments on one day are told apart by their place; the ones after that by luck."""
EDITED = frozenset({"user", "correction", "rule"})
FROM_BANK = (
    "amount", "currency", "direction", "status", "description", "merchant", "counterparty", "channel", "mcc",
    "account", "occurred_at", "details", "content_hash", "transaction_id", "natural_key", "source",
    "connection_id",
)  # fmt: skip
CATEGORY = ("category", "category_source", "category_confidence", "suggested_category")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where rows come from, and whose they are.

    prefix: what is put before the bank's ids, so that two providers cannot mean the same one.
    """

    user_id: int
    source: str
    received_at: datetime
    prefix: str
    connection_id: int | None = None
    import_id: int | None = None


class Stored(NamedTuple):
    """How many rows were new, changed, and there already; and what is wrong with the rest."""

    new: int = 0
    changed: int = 0
    known: int = 0
    problems: Sequence[str] = ()


Columns = dict[str, Any]


def store_feed(
    origin: Origin, rows: Sequence[BankTransaction], enricher: Enricher, *, pending_complete: bool = False
) -> Stored:
    """Store what a provider says is so, inside the caller's transaction; pushed after its commit.

    pending_complete: these rows hold all holds of the connection, so that others of it are gone.
    """
    said = [with_card_ids(row, enricher.holder) for row in rows]
    given = list(_distinct(_columns_of(origin, *keyed) for keyed in numbered(said)))
    known = _find_known(origin, [columns["transaction_id"] for columns in given])
    strangers = [row for row in known.values() if not _same_feed(row, origin)]
    new = [columns for columns in given if columns["transaction_id"] not in known]
    changed = [
        (known[columns["transaction_id"]], columns)
        for columns in given
        if _differs(known.get(columns["transaction_id"]), columns, origin)
    ]
    holds = _holds_of(origin)
    booked, new = _settle_holds(origin, holds, new, {columns["transaction_id"] for columns in given})
    claimed, new = _claim_imported(origin, new)
    changed += booked + claimed
    for row, columns in changed:
        _change(row, columns, enricher)
    created = insert_rows(db.session.connection(), enricher.enriched(new))
    gone = _drop_holds(holds, given) if pending_complete else []
    db.session.flush()
    run_rules(origin.user_id, transaction_ids=created, log=False)
    updated = [row.id for row, _ in changed]
    announce(origin.user_id, Changes(created, updated, gone))
    return Stored(
        len(created),
        len(changed) + len(gone),
        len(given) - len(created) - len(changed) - len(strangers),
        [f"The id {row.transaction_id} is taken by a transaction from elsewhere" for row in strangers],
    )


def _columns_of(origin: Origin, row: BankTransaction, key: str) -> Columns:
    """Bring a row to the table's columns, without what is found out about it."""
    columns: Columns = {
        "user_id": origin.user_id,
        "transaction_id": transaction_id_of(origin.prefix, row.external_id)
        if row.external_id
        else f"{_passing(origin) if not row.booked else f'{origin.source}:'}{key}",
        "amount": row.amount,
        "currency": row.currency,
        "direction": row.direction,
        "status": "SUCCESS" if row.booked else "PENDING",
        "description": _clip(row.description, 500),
        "merchant": _clip(row.merchant, 200),
        "counterparty": _clip(row.counterparty, 200),
        "mcc": row.mcc,
        "account": _clip(row.account, 64),
        "details": row.details or None,
        "source": origin.source,
        "occurred_at": row.occurred_at,
        "received_at": origin.received_at,
        "connection_id": origin.connection_id,
        "import_id": origin.import_id,
        "natural_key": key,
        "provider_category": row.category,
    }
    return columns | {"content_hash": content_hash_of(columns)}


def _passing(origin: Origin) -> str:
    """Return how the ids of holds begin whose own ids do not last: they are known by their content."""
    return f"{origin.source}:hold:"


def _clip(text: str | None, length: int) -> str | None:
    plain = (text or "").replace("\0", "").strip()
    return plain[:length] or None


def _distinct(rows: Iterable[Columns]) -> Iterable[Columns]:
    """Keep each id's last word: a provider may give a page twice."""
    return {columns["transaction_id"]: columns for columns in rows}.values()


def _find_known(origin: Origin, ids: Sequence[str]) -> dict[str, Transaction]:
    found: dict[str, Transaction] = {}
    for start in range(0, len(ids), AT_ONCE):
        chunk = ids[start : start + AT_ONCE]
        statement = select(Transaction).where(
            Transaction.user_id == origin.user_id, Transaction.transaction_id.in_(chunk)
        )
        found |= {row.transaction_id: row for row in db.session.scalars(statement)}
    return found


def _same_feed(row: Transaction, origin: Origin) -> bool:
    return row.source == origin.source and row.connection_id in {origin.connection_id, None}


def _differs(row: Transaction | None, columns: Columns, origin: Origin) -> bool:
    if row is None or not _same_feed(row, origin):
        return False
    reverts = row.status != "PENDING" and columns["status"] == "PENDING"  # an old event: booked stays booked
    moved = row.connection_id != origin.connection_id  # linked anew, after an unlinking that kept the data
    return (moved or row.content_hash != columns["content_hash"]) and not reverts


def _holds_of(origin: Origin) -> list[Transaction]:
    if origin.connection_id is None:
        return []
    t = Transaction
    return list(
        db.session.scalars(
            select(t).where(t.connection_id == origin.connection_id, t.status == "PENDING").order_by(t.id)
        )
    )


Changed = list[tuple[Transaction, Columns]]


def _settle_holds(
    origin: Origin, holds: list[Transaction], new: Sequence[Columns], given_ids: set[str]
) -> tuple[Changed, list[Columns]]:
    """Find the holds that book now; each is changed in place. A mere likeness is noted as a suggestion.

    A hold whose id lasts books under it: whatever else is like it is another payment.
    """
    free = [hold for hold in holds if hold.transaction_id not in given_ids]
    passing = [hold for hold in free if hold.transaction_id.startswith(_passing(origin))]
    booked: Changed = []
    left: list[Columns] = []
    for columns in new:
        row = _Row(columns)
        place = find_hold(row, passing) if columns["status"] != "PENDING" else None
        if place is not None:
            hold = passing.pop(place)
            free.remove(hold)
            holds.remove(hold)
            booked.append((hold, columns))
            continue
        maybe = suggest_hold(row, free) if columns["status"] != "PENDING" else None
        if maybe is not None:
            suggested = {"maybe_hold": free[maybe].transaction_id}
            columns = columns | {"details": (columns["details"] or {}) | suggested}  # noqa: PLW2901
        left.append(columns)
    return booked, left


class _Row:
    """Columns seen as a row."""

    def __init__(self, columns: Columns) -> None:
        self.__dict__.update(columns)

    amount: int
    currency: str
    direction: str
    account: str | None
    description: str | None
    occurred_at: datetime


def _claim_imported(origin: Origin, new: Sequence[Columns]) -> tuple[Changed, list[Columns]]:
    """Find what a file had brought before: it becomes the feed's row. The rest gets keys that are free."""
    keys = {key for columns in new if columns["natural_key"] for key in _twin_keys(columns)}
    taken = _rows_with_keys(origin.user_id, list(keys))
    claimed: Changed = []
    left: list[Columns] = []
    for columns in new:
        key, row = _free_or_imported(_twin_keys(columns), taken)
        taken[key] = None
        if row is None:
            left.append(columns | {"natural_key": key})
        else:
            claimed.append((row, columns | {"natural_key": key}))
    return claimed, left


def _free_or_imported(
    keys: Sequence[str], taken: dict[str, Transaction | None]
) -> tuple[str, Transaction | None]:
    """Return the first key that nobody has, or that an imported row has, with that row."""
    for key in keys:
        if key not in taken:
            return key, None
        row = taken[key]
        if row is not None and _is_imported(row):
            return key, row
    return keys[-1], None


def _twin_keys(columns: Columns) -> list[str]:
    said = BankTransaction(
        amount=columns["amount"], currency=columns["currency"], direction=columns["direction"],
        occurred_at=columns["occurred_at"], description=columns["description"] or "",
        details=columns["details"] or {},
    )  # fmt: skip
    return [natural_key(said, place) for place in range(TWINS)]


def _is_imported(row: Transaction) -> bool:
    return row.import_id is not None and row.connection_id is None


def _rows_with_keys(user_id: int, keys: Sequence[str]) -> dict[str, Transaction | None]:
    t = Transaction
    known = list(find_duplicates(user_id, keys))
    found: dict[str, Transaction | None] = {}
    for start in range(0, len(known), AT_ONCE):
        chunk = known[start : start + AT_ONCE]
        rows = db.session.scalars(select(t).where(t.user_id == user_id, t.natural_key.in_(chunk)))
        found |= {str(row.natural_key): row for row in rows}
    return found


def _change(row: Transaction, columns: Columns, enricher: Enricher) -> None:
    """Bring a stored row to what the bank says now; what its owner decided stays."""
    columns = enricher.enriched([columns])[0]
    if columns["amount"] != row.amount:  # its parts no longer add up to it
        db.session.execute(delete(Split).where(Split.transaction_id == row.id))
    keeps = {"occurred_at"} if is_undated(columns["details"]) else set()
    for name in FROM_BANK:
        if name not in keeps:
            setattr(row, name, columns[name])
    if row.category_source not in EDITED:
        for name in CATEGORY:
            setattr(row, name, columns[name])


def _drop_holds(holds: Iterable[Transaction], given: Sequence[Columns]) -> list[str]:
    """Delete holds that the bank no longer names, but not what their owner wrote something on."""
    still = {columns["transaction_id"] for columns in given}
    gone = [hold for hold in holds if hold.transaction_id not in still and not _is_edited(hold)]
    if gone:
        db.session.execute(delete(Transaction).where(Transaction.id.in_([hold.id for hold in gone])))
    return [hold.transaction_id for hold in gone]


def _is_edited(row: Transaction) -> bool:
    return bool(row.notes or row.tags) or row.category_source == "user"


def prepare_file(
    origin: Origin, keyed: Sequence[tuple[BankTransaction, str]], enricher: Enricher
) -> list[Columns]:
    """Bring a part of a file to the table's columns; needs no session, so that it can be done ahead.

    keyed: rows with their natural keys.
    """
    return enricher.enriched([_columns_of(origin, row, key) for row, key in keyed])


def store_file(user_id: int, rows: Sequence[Columns]) -> int:
    """Store a prepared part of a file, inside the caller's transaction; return how many rows are new.

    What a feed or another file has told is the same transaction: a natural key that somebody has stays
    his. Not pushed row by row: a file is no news.
    """
    taken = find_duplicates(user_id, [row["natural_key"] for row in rows])
    new = [row for row in _distinct(rows) if row["natural_key"] not in taken]
    return len(insert_rows(db.session.connection(), new))


def find_duplicates(user_id: int, keys: Sequence[str]) -> set[str]:
    """Return those natural keys that are stored already."""
    return find_keys(db.session.connection(), user_id, keys)


def forget_import(import_id: int) -> int:
    """Delete what an import brought, but for rows that a feed has claimed since."""
    t = Transaction
    mine = (t.import_id == import_id, t.connection_id.is_(None))
    db.session.execute(update(t).where(t.transfer_id.in_(select(t.id).where(*mine))).values(transfer_id=None))
    return int(db.session.execute(delete(t).where(*mine)).rowcount)  # type: ignore[attr-defined]


def void(origin: Origin, external_ids: Sequence[str]) -> int:
    """Mark what the provider calls void as failed: it counts no more, and its owner still sees it."""
    ids = [transaction_id_of(origin.prefix, each) for each in external_ids]
    rows = [
        row for row in _find_known(origin, ids).values() if row.status != "FAILED" and _same_feed(row, origin)
    ]
    for row in rows:
        row.status, row.content_hash = "FAILED", ""  # should it come back, it differs
    db.session.flush()
    announce(origin.user_id, Changes(updated=[row.id for row in rows]))
    return len(rows)
