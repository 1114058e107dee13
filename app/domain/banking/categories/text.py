"""Bank text as words: one spelling for every way that banks print the same name."""

from __future__ import annotations

import re
from functools import lru_cache

from app.domain.banking.categories.grammar import without_bank_words
from app.letters import fold_letters

MAX_LENGTH = 300

_WORD = re.compile(r"[^\W_]+|&")
_PRINTED = re.compile(r"[^\W_]+(?:['`\u2019\u00b4][^\W_]+)*|&")
_PLUS = re.compile(r"(?<=\w)\+(?!\w)")
_APOSTROPHES = str.maketrans({**dict.fromkeys("'`\u2019\u00b4", ""), "\0": " "})
_SMALL_ENGLISH = frozenset(("and", "of", "the", "in", "at", "on", "for", "by"))
_SMALL = _SMALL_ENGLISH | frozenset(
    re.findall(r"\w+", "de la le des du del di da cu si și pe und der die das van")
)


def fold(text: str) -> str:
    """Lower the case, drop accents and apostrophes: "Pâine' ȘI" is 'paine si'. Longer text is cut."""
    text = text[:MAX_LENGTH]
    if not text.isascii() or "'" in text or "`" in text:
        text = text.translate(_APOSTROPHES)  # first: decomposed, some of them are a blank and a mark
    return fold_letters(text)


def words(text: str) -> list[str]:
    """Return the folded words; '&' and 'and' are one word, a plus after a name is 'plus'."""
    folded = _PLUS.sub(" plus ", fold(text)) if "+" in text else fold(text)
    return ["&" if word == "and" else word for word in _WORD.findall(folded)]


@lru_cache(maxsize=256)
def shop_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a description that are not the bank's own around the shop.

    Remembered, for one row after the other is asked for its merchant and then for its cues.
    """
    return tuple(words(without_bank_words(fold(text))))


def printed_words(text: str) -> list[str]:
    """Return the same words as printed, so that a name keeps its accents and apostrophes."""
    cut = text[:MAX_LENGTH]
    return _PRINTED.findall(_PLUS.sub(" Plus ", cut) if "+" in cut else cut)


def as_name(parts: list[str]) -> str:
    """Write words as a name: shouting becomes title case, other spellings stay."""
    return " ".join(_title(part, first=at == 0) for at, part in enumerate(parts))


def _title(part: str, *, first: bool) -> str:
    lower = part.lower()
    if lower in _SMALL and not first:
        return lower
    if part not in (lower, part.upper()):
        return part
    if len(part) <= 3 and part.isupper() and not set(lower) & set("aeiouy"):
        return part
    return lower[:1].upper() + lower[1:]
