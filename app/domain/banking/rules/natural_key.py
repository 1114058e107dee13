"""The key of a transaction that has no id: what it says, so that the same one is known again."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from app.domain.banking.rules.bank import BankTransaction, is_undated

_RRN = re.compile(r"[0-9]{12}")


def natural_key(row: BankTransaction, occurrence: int = 0) -> str:
    """Return 32 hex digits that are equal for the same movement told twice, by file or by feed.

    A card payment's retrieval number and terminal say more than any text; without them it is the day, the
    amount and the description. The account is left out: files and feeds name it differently.
    occurrence: how many rows of the same content come before this one in its file.
    """
    said = "\x1f".join([*_identity(row), str(row.amount), row.currency, row.direction, str(occurrence)])
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def numbered(rows: Iterable[BankTransaction]) -> Iterator[tuple[BankTransaction, str]]:
    """Give each row its key, counting equal ones as they come: two equal coffees are two transactions."""
    seen: Counter[str] = Counter()
    for row in rows:
        first = natural_key(row)
        count = seen[first]
        seen[first] += 1
        yield row, natural_key(row, count) if count else first


def _identity(row: BankTransaction) -> tuple[str, ...]:
    rrn = row.details.get("rrn")
    if isinstance(rrn, str) and _RRN.fullmatch(rrn):
        return "card", rrn, fold(str(row.details.get("tid") or ""))
    # A hold without a day is read anew every day, and must stay the same one.
    day = "" if is_undated(row.details) and not row.booked else bank_day(row)
    return "text", day, fold(row.description)


def bank_day(row: BankTransaction) -> str:
    """Return the civil day of a row, ISO; of a moment that names no day of its own, the day in UTC."""
    return (row.booked_on or row.occurred_at.date()).isoformat()


def fold(text: str) -> str:
    """Write a text without capitals, accents and doubled blanks, as banks differ in all three."""
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in apart if not unicodedata.combining(char))
    return " ".join(text.casefold().split())
