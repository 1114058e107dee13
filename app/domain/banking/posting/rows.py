"""Rows on their way to the table: whose they are, their columns, and which are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from app.days import local_day, noon_of
from app.domain.auth.users.tables import User
from app.domain.banking.ledger.bank_transaction import BankTransaction, is_undated
from app.domain.banking.ledger.tables import WITH_DELETED, Columns, Transaction
from app.domain.banking.posting.ids import content_hash_of, transaction_id_of
from app.domain.banking.posting.keys import card_key, movement_key
from app.extensions import db

ROWS_PER_STATEMENT = 500
Changed = list[tuple[Transaction, Columns]]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where rows come from, and whose they are.

    prefix: what is put before the bank's ids, so that two providers cannot mean the same one.
    zone: the owner's time zone, in which a moment has its day. institution: what the bank is called.
    """

    user_id: int
    source: str
    received_at: datetime
    prefix: str
    zone: str
    connection_id: int | None = None
    import_id: int | None = None
    institution: str | None = None


class RowView:
    """Columns seen as a row."""

    def __init__(self, columns: Columns) -> None:
        self.__dict__.update(columns)

    amount: int
    currency: str
    direction: str
    account: str | None
    description: str | None
    occurred_at: datetime


class Stored(NamedTuple):
    """How many rows were new, changed, and there already; and what is wrong with the rest."""

    new: int = 0
    changed: int = 0
    known: int = 0
    problems: Sequence[str] = ()


def columns_of(origin: Origin, row: BankTransaction, key: str) -> Columns:
    """Bring a row to the table's columns, without what is found out about it.

    key: its content's, from `numbered`: the id of a row that has none.
    """
    columns: Columns = {
        "user_id": origin.user_id,
        "transaction_id": transaction_id_of(origin.prefix, row.external_id)
        if row.external_id
        else f"{passing_prefix(origin) if not row.booked else f'{origin.source}:'}{key}",
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
        **_when(row, origin.zone),
        "received_at": origin.received_at,
        "connection_id": origin.connection_id,
        "import_id": origin.import_id,
        "account_id": None,
        "natural_key": movement_key(row),
        "card_key": card_key(row),
        "provider_category": row.category,
    }
    return columns | {"content_hash": content_hash_of(columns)}


def _when(row: BankTransaction, zone: str) -> Columns:
    """Return the moment, the civil day and whether a time was given; a day alone is its noon."""
    on = row.booked_on or local_day(row.occurred_at, zone)
    undated = is_undated(row.details)
    at = row.occurred_at if row.has_time or undated else noon_of(on, zone)
    return {"occurred_at": at, "booked_on": on, "has_time": row.has_time and not undated}


def passing_prefix(origin: Origin) -> str:
    """Return how the ids of holds begin whose own ids do not last: they are known by their content."""
    return f"{origin.source}:hold:"


def _clip(text: str | None, length: int) -> str | None:
    plain = (text or "").replace("\0", "").strip()
    return plain[:length] or None


def distinct(rows: Iterable[Columns]) -> Iterable[Columns]:
    """Keep each id's last word: a provider may give a page twice."""
    return {columns["transaction_id"]: columns for columns in rows}.values()


def find_known(origin: Origin, ids: Sequence[str]) -> dict[str, Transaction]:
    found: dict[str, Transaction] = {}
    for start in range(0, len(ids), ROWS_PER_STATEMENT):
        chunk = ids[start : start + ROWS_PER_STATEMENT]
        statement = select(Transaction).where(
            Transaction.user_id == origin.user_id, Transaction.transaction_id.in_(chunk)
        )
        rows = db.session.scalars(statement, execution_options=WITH_DELETED)
        found |= {row.transaction_id: row for row in rows}
    return found


def lock_user(user_id: int) -> None:
    """Let one writer of a user's bank rows go on at a time: what one stores, the next one sees."""
    db.session.execute(select(User.id).where(User.id == user_id).with_for_update(key_share=True))


def same_feed(row: Transaction, origin: Origin) -> bool:
    return row.source == origin.source and row.connection_id in {origin.connection_id, None}
