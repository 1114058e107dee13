"""Looking for the stored twins of rows, all of a chunk at once; also among those that owners have deleted.

Else what was deleted would come back with the next file, or the next word of the bank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, or_, select, text

from app.domain.banking.ledger.tables import HOLDS_OF_FILES, WITH_DELETED, Columns, Transaction
from app.domain.banking.posting.hold_matching import EARLY, MAX_HOLD, find_hold
from app.domain.banking.posting.ids import FILES, first_id, read_file_id
from app.domain.banking.posting.keys import UNDATED, day_in, money_in
from app.domain.banking.posting.row_store import KeyColumn, find_keys
from app.domain.banking.posting.rows import ROWS_PER_STATEMENT, RowView
from app.domain.banking.posting.twins import Entry, Match, ids_can_be_trusted, match
from app.extensions import db
from app.texts import letters_of

t = Transaction
_COMPARED = (
    t.id, t.transaction_id, t.natural_key, t.card_key, t.account, t.description, t.counterparty, t.source,
    t.status, t.amount, t.currency, t.direction, t.occurred_at,
)  # fmt: skip


def match_file(
    user_id: int, rows: Sequence[Columns], *, import_id: int | None, used: Collection[int]
) -> list[Match]:
    """Find the twins of a file's rows among what was stored by anything but this import.

    used: ids of stored rows that are the twins of other rows. What a feed has claimed of this import counts
    as stored: such a row has lost the id by which it would be known again.
    """
    entries = [entry_of(row) for row in rows]
    others = or_(t.import_id.is_distinct_from(import_id), t.connection_id.is_not(None))
    stored = [each for each in _candidates(user_id, entries, others) if each.id not in used]
    reused = _reused(user_id, rows, others)
    return match(entries, stored, trust_ids=ids_can_be_trusted(entries, stored, reused))


def match_feed(user_id: int, rows: Sequence[Columns]) -> dict[int, int]:
    """Find what files have brought and a feed tells of now; return ids of stored rows by the rows' places."""
    entries = [entry_of(row) for row in rows]
    imported = t.import_id.is_not(None) & t.connection_id.is_(None)
    found = match(entries, _candidates(user_id, entries, imported), trust_ids=False)
    return {place: each.twin.id for place, each in enumerate(found) if each.twin}


def entry_of(row: Columns) -> Entry:
    """Bring columns to what is compared; a stored row's have an `id`."""
    is_file = row["source"] == FILES
    scheme, bank_id = read_file_id(row["transaction_id"]) if is_file else (row["source"], None)
    return Entry(
        id=row.get("id", 0),
        movement=row["natural_key"],
        card=row["card_key"],
        account=row["account"],
        texts=(letters_of(row["description"] or ""), letters_of(row["counterparty"] or "")),
        scheme=scheme,
        bank_id=bank_id,
        is_file=is_file,
        is_hold=is_file and row["status"] == "PENDING",
    )


def _candidates(user_id: int, entries: Iterable[Entry], which: ColumnElement[bool]) -> list[Entry]:
    movements = {each.movement for each in entries}
    cards = {each.card for each in entries if each.card}
    found = _load(user_id, "natural_key", movements, which) | _load(user_id, "card_key", cards, which)
    return [found[number] for number in sorted(found)]


def _load(
    user_id: int, column: KeyColumn, keys: Collection[str], which: ColumnElement[bool]
) -> dict[int, Entry]:
    known = sorted(find_keys(db.session.connection(), user_id, column, list(keys)))
    found: dict[int, Entry] = {}
    for start in range(0, len(known), ROWS_PER_STATEMENT):
        chunk = known[start : start + ROWS_PER_STATEMENT]
        rows = db.session.execute(
            select(*_COMPARED).where(t.user_id == user_id, getattr(t, column).in_(chunk), which),
            execution_options=WITH_DELETED,
        )
        found |= {row.id: entry_of(dict(row._mapping)) for row in rows}
    return found


def _reused(user_id: int, rows: Sequence[Columns], others: ColumnElement[bool]) -> list[bool]:
    """Tell of each row whether the id that its bank gave it stands for another movement as well."""
    ids: list[str] = [first_id(row["transaction_id"]) for row in rows]
    holders: dict[str, set[str]] = {}
    for number, row in zip(ids, rows, strict=True):
        if read_file_id(number).bank_id is not None:
            holders.setdefault(number, set()).add(row["natural_key"])
    wanted = list(holders)
    for start in range(0, len(wanted), ROWS_PER_STATEMENT):
        chunk = t.transaction_id.in_(wanted[start : start + ROWS_PER_STATEMENT])
        held = select(t.transaction_id, t.natural_key).where(t.user_id == user_id, chunk, others)
        for number, movement in db.session.execute(held, execution_options=WITH_DELETED):
            holders[number].add(movement or "")
    return [len(holders.get(number, ())) > 1 for number in ids]


class Hold(NamedTuple):
    """A hold that a file has told, and what it is known by."""

    row: Any
    entry: Entry


def holds_of_files(user_id: int, *, besides: int | None = None) -> list[Hold]:
    """Return the holds that a user's files have told and nothing has booked, but for one import's."""
    rows = db.session.execute(
        select(*_COMPARED)
        .where(t.user_id == user_id, text(HOLDS_OF_FILES), t.connection_id.is_(None))
        .where(t.import_id.is_distinct_from(besides))
        .order_by(t.id),
        execution_options=WITH_DELETED,
    )
    return [Hold(row, entry_of(dict(row._mapping))) for row in rows]


def match_bookings(rows: Sequence[Columns], holds: Iterable[Hold], *, one_kind: bool) -> dict[int, Entry]:
    """Find the holds that rows book; return them by the rows' places."""
    free: dict[str, list[Hold]] = defaultdict(list)
    for hold in holds:
        free[money_in(hold.entry.movement)].append(hold)
    found: dict[int, Entry] = {}
    for number, columns in enumerate(rows):
        near = free.get(money_in(columns["natural_key"]), []) if columns["status"] != "PENDING" else []
        place = find_hold(RowView(columns), [hold.row for hold in near], one_kind=one_kind) if near else None
        if place is not None:
            found[number] = near.pop(place).entry
    return found


def match_booked(user_id: int, rows: Sequence[Columns], used: Collection[int]) -> dict[int, Entry]:
    """Find what has booked holds already that a file, older than what is stored, tells of."""
    holds = {place: columns for place, columns in enumerate(rows) if columns["status"] == "PENDING"}
    keys = {key for columns in holds.values() for key in _booking_keys(columns)}
    free = {each.id: each for each in _load_rows(user_id, keys) if each.id not in used}
    found: dict[int, Entry] = {}
    for place, columns in holds.items():
        fits = (each for each in free.values() if find_hold(each, [RowView(columns)], one_kind=False) == 0)
        if (booked := next(fits, None)) is not None:
            found[place] = entry_of(dict(booked._mapping))
            del free[booked.id]
    return found


def _booking_keys(columns: Columns) -> list[str]:
    """Return the keys of a hold's money on each day on which it may be booked."""
    key = columns["natural_key"]
    if day_in(key) == UNDATED:
        return []
    first = columns["booked_on"] - EARLY
    days = (first + timedelta(days=count) for count in range((EARLY + MAX_HOLD).days + 1))
    return [f"{day:%Y%m%d}{money_in(key)}" for day in days]


def _load_rows(user_id: int, keys: Collection[str]) -> list[Any]:
    known = sorted(find_keys(db.session.connection(), user_id, "natural_key", list(keys)))
    found: list[Any] = []
    for start in range(0, len(known), ROWS_PER_STATEMENT):
        chunk = t.natural_key.in_(known[start : start + ROWS_PER_STATEMENT])
        found += db.session.execute(
            select(*_COMPARED).where(t.user_id == user_id, chunk, t.status == "SUCCESS").order_by(t.id),
            execution_options=WITH_DELETED,
        ).all()
    return found
