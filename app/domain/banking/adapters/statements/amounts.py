"""Amounts as banks write them, as plain decimal text."""

from __future__ import annotations

import re
from functools import lru_cache

from app.domain.banking.adapters.statements.text import shown
from app.money import is_currency

_SIGNS = {"€": "EUR", "£": "GBP", "LEI": "RON"}
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2019": "'", "\u2212": "-", "\u2013": "-"})
_COIN = r"(?:[A-Za-z]{3}|[€£$])"


@lru_cache(maxsize=64)
def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    """Groups must be whole, so that '12,34' is refused where the comma parts thousands, not read as 1234."""
    mark, group = re.escape(decimal), re.escape(thousands)
    whole = rf"[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+" if thousands else r"[0-9]+"
    return re.compile(
        rf"(?P<open>\()? ?(?P<before>{_COIN})? ?(?P<sign>[+-])? ?(?P<after>{_COIN})? ?"
        rf"(?P<whole>{whole})?(?:{mark}(?P<places>[0-9]*))?(?P<trailing>-)? ?"
        rf"(?P<last>{_COIN})? ?(?P<close>\))?"
    )


def plain_amount(text: str, decimal: str, thousands: str) -> tuple[str, str | None]:
    """Read an amount into plain decimal text, and the currency where one is written beside it.

    '1.234,50-', '(12.00)' and 'EUR -3' are all understood. Raises ValueError with a sentence.
    """
    text = text.strip().translate(_BLANKS)
    found = _pattern(decimal, thousands).fullmatch(text) if len(text) <= 60 else None
    if (
        found is None
        or not (found["whole"] or found["places"])
        or bool(found["open"]) != bool(found["close"])
    ):
        raise ValueError(f"{shown(text)} is not an amount.")
    whole = found["whole"] or "0"
    if thousands:
        whole = whole.replace(thousands, "")
    minus = "-" if found["sign"] == "-" or found["trailing"] or found["open"] else ""
    places = found["places"]
    coin = found["before"] or found["after"] or found["last"]
    return f"{minus}{whole}.{places}" if places else f"{minus}{whole}", _currency(coin) if coin else None


def _currency(coin: str) -> str | None:
    """A dollar sign is many currencies', so it says nothing; a word that is no currency spoils the amount."""
    code = _SIGNS.get(coin.upper(), coin.upper())
    if code == "$":
        return None
    if not is_currency(code):
        raise ValueError(f"{shown(coin)} is not a currency.")
    return code


def guess_marks(samples: list[str]) -> tuple[str, str]:
    """Guess a file's decimal mark and its thousands mark from some of its amounts."""
    comma = sum(bool(re.search(r",[0-9]{1,2}\D{0,5}$", text[-60:])) for text in samples)
    point = sum(bool(re.search(r"\.[0-9]{1,2}\D{0,5}$", text[-60:])) for text in samples)
    decimal, other = (",", ".") if comma > point else (".", ",")
    bare = [text.translate(_BLANKS) for text in samples]
    for thousands in (other, "'", " "):
        if any(re.search(rf"[0-9]{re.escape(thousands)}[0-9]{{3}}", text[:60]) for text in bare):
            return decimal, thousands
    return decimal, other
