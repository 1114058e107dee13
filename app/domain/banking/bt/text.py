"""Romanian text as banks spoil it: mended where that is sure, and folded so that it can be compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 10_000
"""Characters of a description that are read; no bank row is near this."""

LOST = "¿"
"""How a folded text shows a letter that the bank's export lost ('Obliga¿ie')."""

_LETTERS = "ăâîșțşţĂÂÎȘȚŞŢáéíóöőúüűÉÓÖŐÚÜŰäßÄàèç"


def _misread() -> dict[str, str]:
    """Map each letter's UTF-8 bytes, read as Windows-1252, back to the letter."""
    return {letter.encode().decode("cp1252", "ignore"): letter for letter in _LETTERS}


_MISREAD = {wrong: letter for wrong, letter in _misread().items() if len(wrong) == 2}
_MISREAD_RE = re.compile("|".join(map(re.escape, _MISREAD)))
_UNSEEN = dict.fromkeys((0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]|[^\S ]")
# Statements break lines inside 'ANA-|MARIA' and 'WWW.|SHOP.RO', and leave one space before other breaks.
_BROKEN_WORD = re.compile(r"(?<=[^\W_][.-])\r?\n(?=[^\W_])")
_LINE_END = re.compile(r" ?\r?\n")
# With no gap wider than this, patterns that allow spaces in two places stay linear.
_LONG_GAP = re.compile(r" {5,}")


def tidy(text: str) -> str:
    """Mend letters read in the wrong encoding, and turn every kind of white space into plain spaces."""
    text = text[:LONGEST]
    if not text.isascii():
        text = _MISREAD_RE.sub(lambda found: _MISREAD[found[0]], text)
        text = unicodedata.normalize("NFC", text.translate(_UNSEEN))
    if not text.isprintable():
        text = _CONTROL.sub(" ", _LINE_END.sub(" ", _BROKEN_WORD.sub("", text)))
    return _LONG_GAP.sub("    ", text).strip()


def fold(text: str) -> str:
    """Return the text in small letters without diacritics, letter for letter: offsets stay the same."""
    return text.lower() if text.isascii() else "".join(map(_fold_letter, text))


@lru_cache(maxsize=4096)
def _fold_letter(letter: str) -> str:
    if letter in "¿\ufffd":
        return LOST
    plain = unicodedata.normalize("NFKD", letter)[0].lower()[0]
    return letter if plain == " " else plain


def loose(words: str) -> str:
    """Return a pattern for words that may have lost spaces or Romanian letters on their way."""
    return "".join(f"[{char}{LOST}]" if char in "aist" else " *" if char == " " else char for char in words)


def plain_words(text: str) -> str:
    """Fold, and keep letters, digits and single spaces: 'S.C. Cluj-Napoca' is 's c cluj napoca'."""
    return " ".join(_WORD.findall(fold(text)))


_WORD = re.compile(rf"(?:[^\W_]|{LOST})+")


def same_person(one: str, other: str) -> bool:
    """Tell whether two spellings name the same person, whatever the order, case, hyphens or diacritics.

    A name may leave out given names of the other, but two words at least must be common.
    """
    few, many = sorted((plain_words(one[:200]).split(), plain_words(other[:200]).split()), key=len)
    if not few:
        return False
    if "".join(few) == "".join(many):
        return True
    left = list(many)
    for word in few:
        match = next((each for each in left if _same_word(word, each)), None)
        if match is None:
            return False
        left.remove(match)
    return not left or len(few) > 1


def _same_word(one: str, other: str) -> bool:
    return one == other or (
        len(one) == len(other) and all(a == b or LOST in (a, b) for a, b in zip(one, other, strict=True))
    )
