"""Transactions out again: page by page, as CSV that the import reads, or as JSON with all that is known."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from app.domain.banking.ledger.views import StoredTransaction
from app.domain.banking.transactions.service import Filters, list_transactions
from app.extensions import db
from app.tabular.formulas import guarded

ROWS_PER_PAGE = 1_000
HEADER = (
    "Date", "Direction", "Amount", "Currency", "Status", "Description", "Merchant", "Category",
    "Own account", "Annotation", "Tags", "Source", "Transaction ID",
)  # fmt: skip


def pages_of(filters: Filters) -> Iterator[Sequence[StoredTransaction]]:
    """Yield what `filters` choose, newest first; holds no transaction while a page is on its way."""
    cursor: str | None = None
    while True:
        page = list_transactions(filters, limit=ROWS_PER_PAGE, cursor=cursor)
        db.session.rollback()
        time.sleep(0)  # others have their turn: a reader who is fast would let nobody between two pages
        if page.items:
            yield page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def as_csv(pages: Iterable[Sequence[StoredTransaction]]) -> Iterator[bytes]:
    """Write pages as CSV in UTF-8, with the mark by which spreadsheets know it; amounts are signed."""
    yield "\ufeff".encode() + _lines([HEADER])
    for page in pages:
        yield _lines([_cells(row) for row in page])


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


def _cells(row: StoredTransaction) -> list[str]:
    texts = (
        row.description, row.merchant or row.counterparty, row.category, row.account, row.notes,
        ", ".join(row.tags), row.source, row.transaction_id,
    )  # fmt: skip
    signed = f"-{row.amount_decimal}" if row.direction == "out" and row.amount else row.amount_decimal
    fixed = (row.booked_on, row.direction, signed, row.currency, row.status)
    return [*fixed, *(guarded(text or "") for text in texts)]


def as_json(pages: Iterable[Sequence[StoredTransaction]]) -> Iterator[bytes]:
    """Write pages as one JSON array of transactions as GET shows them."""
    before = b"["
    for page in pages:
        yield before + b",\n".join(map(msgspec.json.encode, page))
        before = b",\n"
    yield b"]" if before == b",\n" else b"[]"
