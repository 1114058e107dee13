"""Texts compared as people read them: without capitals, accents and blanks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BETWEEN = re.compile(r"[\W_]+")


@lru_cache(maxsize=8_192)
def fold(text: str) -> str:
    """Write a text without capitals, accents and doubled blanks, as banks differ in all three."""
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", text)
        text = "".join(char for char in apart if not unicodedata.combining(char))
    return " ".join(text.casefold().split())


def letters_of(text: str) -> str:
    """Write a text folded, of letters and digits alone: formats differ in all that is between them."""
    return _BETWEEN.sub("", fold(text))
