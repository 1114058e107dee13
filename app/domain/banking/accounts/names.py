"""Names of accounts: which of them mean one account, which mean two."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

SHORTEST_TAIL = 6
"""Digits of an account's number that stand at the end of its IBAN: fewer may be another account's as well."""
_IBAN = re.compile(r"[a-z]{2}[0-9]{2}[a-z0-9]{11,30}")
_MASK = re.compile(r"[*•·#]|[xX]{2,}")
_CURRENCY = re.compile(r"(?<=[0-9])[a-z]{3}$")


class Relation(Enum):
    """Whether two names mean one account; UNKNOWN where one is missing, masked or of another kind."""

    SAME = "same"
    UNKNOWN = "unknown"
    OTHER = "other"


@lru_cache(maxsize=4_096)
def account_name(account: str | None) -> str:
    """Return an account's name without blanks, marks, capitals and the currency behind its number."""
    plain = "".join(char for char in (account or "").casefold() if char.isalnum())
    return plain if _IBAN.fullmatch(plain) else _CURRENCY.sub("", plain)


@lru_cache(maxsize=4_096)
def relation(left: str | None, right: str | None, *, one_kind: bool = True) -> Relation:
    """Compare two names. one_kind: both are of files, or of one feed; a feed's names may be its own ids."""
    mine, other = account_name(left), account_name(right)
    if not mine or not other:
        return Relation.UNKNOWN
    short, long = sorted((mine, other), key=len)
    if short == long or _is_tail(short, long) or (long[:-3] == short and long[-3:].isalpha()):
        return Relation.SAME
    if _MASK.search(left or "") or _MASK.search(right or ""):
        return Relation.UNKNOWN if mine[-4:] == other[-4:] else Relation.OTHER
    both_known = one_kind or (_IBAN.fullmatch(mine) and _IBAN.fullmatch(other))
    return Relation.OTHER if both_known else Relation.UNKNOWN


def _is_tail(short: str, long: str) -> bool:
    return len(short) >= SHORTEST_TAIL and short.isdigit() and long.endswith(short)
