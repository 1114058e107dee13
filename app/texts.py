"""Texts compared as people read them: without capitals, accents and blanks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BETWEEN = re.compile(r"[\W_]+")


REMEMBERED_LETTERS = 200
"""What is longer is folded each time: strangers choose the texts, and thousands of them are remembered."""


def fold(text: str) -> str:
    """Write a text without capitals, accents and doubled blanks, as banks differ in all three."""
    return _remembered(text) if len(text) <= REMEMBERED_LETTERS else _folded(text)


def _folded(text: str) -> str:
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in apart if not unicodedata.combining(char))
    return " ".join(text.casefold().split())


_remembered = lru_cache(maxsize=8_192)(_folded)


def letters_of(text: str) -> str:
    """Write a text folded, of letters and digits alone: formats differ in all that is between them."""
    return _BETWEEN.sub("", fold(text))
