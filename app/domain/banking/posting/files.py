"""Parts of a statement file, stored and taken back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, select, update

from app.domain.banking.accounts.balances import state_file
from app.domain.banking.accounts.bank_balance import BankBalance
from app.domain.banking.accounts.statements import forget_file
from app.domain.banking.accounts.tables import AccountOrigin
from app.domain.banking.accounts.ties import Chosen, Teller, tie_rows
from app.domain.banking.categories.enrichment import Enricher
from app.domain.banking.ledger.bank_transaction import BankTransaction, with_day
from app.domain.banking.ledger.outbox import Changes, announce
from app.domain.banking.ledger.tables import WITH_DELETED, Columns, Transaction
from app.domain.banking.posting.feed import overwrite
from app.domain.banking.posting.ids import another_id, file_id_of
from app.domain.banking.posting.keys import day_in, numbered
from app.domain.banking.posting.matching import Hold, holds_of_files, match_booked, match_bookings, match_file
from app.domain.banking.posting.moves import BOOKED
from app.domain.banking.posting.row_store import insert_rows
from app.domain.banking.posting.rows import ROWS_PER_STATEMENT, Origin, columns_of, lock_user, passing_prefix
from app.domain.banking.posting.twins import Entry, Match
from app.domain.banking.transfers.service import forget_transfers_with
from app.extensions import db

t = Transaction


class FileRow(NamedTuple):
    """A row on its way from a file to the table."""

    line: int
    columns: Columns


@dataclass
class FileOrigin:
    """Where a file's rows come from, and what was decided about them.

    scheme: the file's format. digest: the file's own hash, hex. account: what the file as a whole names.
    keep: lines that are stored although they have a twin; skip: lines that are not stored.
    nameless: the account of rows that name none, where somebody has said it.
    ids, used: what the rows so far have taken: ids, and stored rows as their twins. holds: those that files
    before this one have told. days, accounts: what its rows so far name. booked: the days of each account of
    which it has brought rows. balances: what it states of its accounts, all of it once its rows are read.
    """

    origin: Origin
    scheme: str
    digest: str
    account: str | None = None
    keep: Collection[int] = frozenset()
    skip: Collection[int] = frozenset()
    nameless: Chosen | None = None
    balances: Sequence[BankBalance] = ()
    ids: Counter[str] = field(default_factory=Counter)
    used: set[int] = field(default_factory=set)
    holds: list[Hold] | None = None
    days: set[str] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)
    booked: dict[int, set[date]] = field(default_factory=dict)


def file_rows(file: FileOrigin, rows: Iterable[tuple[int, BankTransaction]]) -> Iterable[FileRow]:
    """Bring a file's rows to the table's columns, in order, each with an id that no other row of it has."""
    lines: list[int] = []

    def said() -> Iterable[BankTransaction]:
        for line, row in rows:
            lines.append(line)
            yield with_day(row, file.origin.zone)

    for row, key in numbered(said()):
        line = lines.pop()
        yield FileRow(line, _columns_of(file, row, key, line))


def _columns_of(file: FileOrigin, row: BankTransaction, key: str, line: int) -> Columns:
    columns = columns_of(file.origin, row, f"{file.scheme}:{key}")
    if not row.booked:
        columns["transaction_id"] = f"{passing_prefix(file.origin)}{key}"
    elif row.external_id:
        own = file_id_of(file.scheme, row.account or file.account, row.external_id)
        file.ids[own] += 1
        columns["transaction_id"] = own
        if file.ids[own] > 1:
            columns["transaction_id"] = _another_id(file, columns, line)
    return columns


def _another_id(file: FileOrigin, columns: Columns, line: int) -> str:
    """Return an id that holds for this line of this file, as it is read now."""
    place = f"{file.digest}:{line}:{columns['natural_key']}"
    return another_id(columns["transaction_id"], place)


def prepare_file(rows: Sequence[FileRow], enricher: Enricher) -> list[FileRow]:
    """Find out what can be about a part of a file; needs no session, so that it can be done ahead."""
    enriched = enricher.enriched([row.columns for row in rows])
    return [FileRow(row.line, columns) for row, columns in zip(rows, enriched, strict=True)]


def match_rows(file: FileOrigin, rows: Sequence[FileRow]) -> list[Match]:
    """Find the stored twins of a part of a file, and note that they are taken.

    A hold is the twin of what books it, and the other way round.
    """
    columns, user_id = [row.columns for row in rows], file.origin.user_id
    found = match_file(user_id, columns, import_id=file.origin.import_id, used=file.used)
    file.used.update(each.twin.id for each in found if each.twin)
    left = [place for place, each in enumerate(found) if each.twin is None]
    for place, twin in _match_holds(file, [columns[place] for place in left]).items():
        file.used.add(twin.id)
        found[left[place]] = Match(twin=twin)
    return found


def _match_holds(file: FileOrigin, rows: Sequence[Columns]) -> dict[int, Entry]:
    if file.holds is None:
        file.holds = holds_of_files(file.origin.user_id, besides=file.origin.import_id)
    free = [hold for hold in file.holds if hold.entry.id not in file.used]
    booked = match_bookings(rows, free, one_kind=True)
    return booked | match_booked(file.origin.user_id, rows, file.used)


def store_file(file: FileOrigin, rows: Sequence[FileRow]) -> None:
    """Store a prepared part of a file, inside the caller's transaction.

    A row that a feed or another file has told stays theirs, and learns its account where only this file
    names it. A booking changes its hold in place. Not pushed row by row: a file is no news.
    """
    lock_user(file.origin.user_id)
    file.days.update(day_in(row.columns["natural_key"]) for row in rows)
    file.accounts.update(row.columns["account"] for row in rows if row.columns["account"])
    new: list[FileRow] = []
    known: list[tuple[FileRow, Entry]] = []
    for row, each in zip(rows, match_rows(file, rows), strict=True):
        if row.line in file.skip:
            continue
        if each.twin is None:
            new.append(row)
        elif row.line in file.keep:
            new.append(_apart(file, row))
        else:
            known.append((row, each.twin))
    _tie(file, new, known)
    _learn_accounts(known)
    _book(known)
    _insert(file, new)


def _tie(file: FileOrigin, new: Sequence[FileRow], known: Sequence[tuple[FileRow, Entry]]) -> None:
    """Tie rows to their accounts, those that name none to the one that somebody has said."""
    rows = [row.columns for row in (*new, *(row for row, _ in known))]
    tie_rows(
        file.origin.user_id, rows, Teller(AccountOrigin.IMPORT),
        twins=lambda: _ties_of([(row.columns, twin.id) for row, twin in known]),
    )  # fmt: skip
    for row in rows:
        if row["account"] is None and file.nameless and row["currency"] == file.nameless.currency:
            row["account_id"] = file.nameless.id
    books = [row.columns for row, twin in known if twin.is_hold]
    for row in (*(row.columns for row in new), *books):
        if row["account_id"] is not None and row["status"] == BOOKED:
            file.booked.setdefault(row["account_id"], set()).add(row["booked_on"])


def _ties_of(twins: Sequence[tuple[Columns, int]]) -> list[tuple[Columns, int | None]]:
    """Return the accounts that stored rows are tied to."""
    ids = [number for _, number in twins]
    tied: dict[int, int | None] = {}
    for start in range(0, len(ids), ROWS_PER_STATEMENT):
        some = t.id.in_(ids[start : start + ROWS_PER_STATEMENT])
        found = db.session.execute(select(t.id, t.account_id).where(some), execution_options=WITH_DELETED)
        tied |= {row.id: row.account_id for row in found}
    return [(columns, tied.get(number)) for columns, number in twins]


def _apart(file: FileOrigin, row: FileRow) -> FileRow:
    own = _another_id(file, row.columns, row.line)
    return FileRow(row.line, row.columns | {"transaction_id": own})


def _book(known: Sequence[tuple[FileRow, Entry]]) -> None:
    """Bring holds to what the bank says now that they are booked; they stay the import's that told them."""
    booking = {twin.id: row for row, twin in known if twin.is_hold and row.columns["status"] != "PENDING"}
    if not booking:
        return
    holds = db.session.scalars(select(t).where(t.id.in_(booking)), execution_options=WITH_DELETED)
    for hold in holds:
        overwrite(hold, booking[hold.id].columns | {"transaction_id": hold.transaction_id})
    db.session.flush()
    announce_user = next(iter(booking.values())).columns["user_id"]
    announce(announce_user, Changes(updated=list(booking)))


def _insert(file: FileOrigin, rows: Sequence[FileRow]) -> None:
    """Insert rows; one whose id another payment has gets another id, and is not swallowed."""
    connection = db.session.connection()
    columns = [row.columns for row in rows]
    if len(insert_rows(connection, columns)) == len(rows):
        return
    taken = _taken_elsewhere(file, [each["transaction_id"] for each in columns])
    again = [_apart(file, row).columns for row in rows if row.columns["transaction_id"] in taken]
    insert_rows(connection, again)  # what is there now is this very line of this very file


def _taken_elsewhere(file: FileOrigin, ids: Sequence[str]) -> set[str]:
    """Return those ids that a row of anything but this import has; its own were stored before a crash."""
    found: set[str] = set()
    for start in range(0, len(ids), ROWS_PER_STATEMENT):
        found |= set(
            db.session.scalars(
                select(t.transaction_id).where(
                    t.user_id == file.origin.user_id,
                    t.transaction_id.in_(ids[start : start + ROWS_PER_STATEMENT]),
                    t.import_id.is_distinct_from(file.origin.import_id),
                ),
                execution_options=WITH_DELETED,
            )
        )
    return found


def _learn_accounts(known: Sequence[tuple[FileRow, Entry]]) -> None:
    """Write the account on rows that had none: the same row of another account is another payment then."""
    learnt: dict[str, list[int]] = defaultdict(list)
    tied: dict[int, list[int]] = defaultdict(list)
    for row, twin in known:
        if twin.account is None and row.columns["account"]:
            learnt[row.columns["account"]].append(twin.id)
        if row.columns["account_id"] is not None:
            tied[row.columns["account_id"]].append(twin.id)
    for account, ids in learnt.items():
        db.session.execute(update(t).where(t.id.in_(ids), t.account.is_(None)).values(account=account))
    for number, ids in tied.items():
        db.session.execute(update(t).where(t.id.in_(ids), t.account_id.is_(None)).values(account_id=number))


def forget_import(user_id: int, import_id: int) -> int:
    """Delete what an import brought, but for rows that a feed has claimed since; pushed after the commit.

    What the file said of balances goes with it, and accounts that are left with nothing.
    """
    gone = forget_rows(user_id, (t.import_id == import_id, t.connection_id.is_(None)))
    forget_file(user_id, import_id)
    return gone


def state_balances_of(file: FileOrigin) -> None:
    """Write down what a file says of balances, once its rows are stored, inside the caller's transaction."""
    assert file.origin.import_id is not None  # noqa: S101 - for the type checker
    nameless = file.nameless.id if file.nameless else None
    state_file(
        file.origin.user_id, file.origin.import_id, file.balances, nameless=nameless, booked=file.booked
    )


def forget_rows(user_id: int, which: Sequence[ColumnElement[bool]]) -> int:
    """Delete rows of a user's, free the other halves of transfers; both are pushed after the commit."""
    freed = forget_transfers_with(select(t.id).where(*which))
    gone = list(db.session.scalars(delete(t).where(*which).returning(t.transaction_id)))
    announce(user_id, Changes(updated=freed, removed=gone))
    return len(gone)
