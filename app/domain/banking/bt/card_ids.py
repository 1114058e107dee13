"""What names a card payment in its bank's text."""

from __future__ import annotations

from functools import lru_cache

from msgspec import structs

from app.domain.banking.bt.fields import BtFields
from app.domain.banking.bt.parse import parse_if_bt
from app.domain.banking.ledger.bank_transaction import BankTransaction, Direction


@lru_cache(maxsize=2_048)
def read_bt(text: str, holder: str | None, direction: Direction) -> BtFields | None:
    """Read a text of Banca Transilvania's; None for any other bank's."""
    return parse_if_bt(text, holder=holder, direction=direction)


def with_card_ids(row: BankTransaction, holder: str | None = None) -> BankTransaction:
    """Add a card payment's retrieval number and terminal, by which it is known in any file or feed."""
    fields = None if row.details.get("rrn") else read_bt(row.description, holder, row.direction)
    if fields is None or fields.rrn is None:
        return row
    ids = {"rrn": fields.rrn, **({"tid": fields.tid} if fields.tid else {})}
    return structs.replace(row, details={**row.details, **ids})
