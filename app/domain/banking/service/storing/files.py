"""Parts of a statement file, stored and taken back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from app.domain.banking.adapters.row_store import insert_rows
from app.domain.banking.models import Transaction
from app.domain.banking.rules.bank import BankTransaction
from app.domain.banking.service.enriching import Enricher
from app.domain.banking.service.storing.rows import Columns, Origin, columns_of, distinct, find_duplicates
from app.domain.banking.service.transfers import forget_transfers_with
from app.extensions import db


def prepare_file(
    origin: Origin, keyed: Sequence[tuple[BankTransaction, str]], enricher: Enricher
) -> list[Columns]:
    """Bring a part of a file to the table's columns; needs no session, so that it can be done ahead.

    keyed: rows with their natural keys.
    """
    return enricher.enriched([columns_of(origin, row, key) for row, key in keyed])


def store_file(user_id: int, rows: Sequence[Columns]) -> int:
    """Store a prepared part of a file, inside the caller's transaction; return how many rows are new.

    What a feed or another file has told is the same transaction: a natural key that somebody has stays
    his. Not pushed row by row: a file is no news.
    """
    taken = find_duplicates(user_id, [row["natural_key"] for row in rows])
    new = [row for row in distinct(rows) if row["natural_key"] not in taken]
    return len(insert_rows(db.session.connection(), new))


def forget_import(import_id: int) -> int:
    """Delete what an import brought, but for rows that a feed has claimed since."""
    t = Transaction
    mine = (t.import_id == import_id, t.connection_id.is_(None))
    forget_transfers_with(select(t.id).where(*mine))
    return int(db.session.execute(delete(t).where(*mine)).rowcount)  # type: ignore[attr-defined]
