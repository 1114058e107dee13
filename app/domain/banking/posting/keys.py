"""What a bank's row says, as keys: rows that may be one payment share one of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from app.domain.banking.accounts.names import account_name
from app.domain.banking.ledger.bank_transaction import BankTransaction, is_undated
from app.texts import fold

_RRN = re.compile(r"[0-9]{12}")
_DAY_DIGITS = 8
UNDATED = "undated"


def movement_key(row: BankTransaction) -> str:
    """Return day, direction, amount and currency as one word: '20260105-1250RON', at most 32 characters.

    Rows of another key are never the same payment, but for card payments; rows of one key may be: see
    posting.twins. A hold without a day is read anew every day: 'undated-1250RON'.
    """
    day = UNDATED if _has_no_day(row) else bank_day(row).replace("-", "")
    return f"{day}{'-' if row.direction == 'out' else '+'}{row.amount}{row.currency}"


def day_in(key: str) -> str:
    """Return the day within a movement's key, YYYYMMDD, or 'undated'."""
    return UNDATED if key.startswith(UNDATED) else key[:_DAY_DIGITS]


def money_in(key: str) -> str:
    """Return what a movement's key says but for its day: '-1250RON'."""
    return key[len(day_in(key)) :]


def card_key(row: BankTransaction) -> str | None:
    """Return a card payment's retrieval number with its terminal, at most 32 characters, where it has one.

    Terminals that keep no count write zeros, or one digit again and again: that names no payment.
    """
    rrn = row.details.get("rrn")
    if not isinstance(rrn, str) or not _RRN.fullmatch(rrn):
        return None
    real = rrn.lstrip("0")
    if len(real) < 7 or len(set(real)) < 3:
        return None
    return f"{rrn}:{fold(str(row.details.get('tid') or ''))[:19]}"


def content_key(row: BankTransaction, occurrence: int = 0) -> str:
    """Return 32 hex digits of what a row says, its account included: an id for a row that has none.

    occurrence: how many rows of the same content come before this one in what was read.
    """
    day = "" if _has_no_day(row) else bank_day(row)
    said = (
        account_name(row.account), day, fold(row.description), str(row.amount), row.currency, row.direction,
        str(occurrence),
    )  # fmt: skip
    return hex_of("\x1f".join(said))


def numbered(rows: Iterable[BankTransaction]) -> Iterator[tuple[BankTransaction, str]]:
    """Give each row its content's key, counting equal ones as they come: two equal coffees are two."""
    seen: Counter[str] = Counter()
    for row in rows:
        first = content_key(row)
        count = seen[first]
        seen[first] += 1
        yield row, content_key(row, count) if count else first


def hex_of(text: str) -> str:
    """Return a text's hash, 32 hex digits."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _has_no_day(row: BankTransaction) -> bool:
    return is_undated(row.details) and not row.booked


def bank_day(row: BankTransaction) -> str:
    """Return the civil day of a row, ISO; of a moment that names no day of its own, the day in UTC."""
    return (row.booked_on or row.occurred_at.date()).isoformat()
