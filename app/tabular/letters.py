"""Which one-byte encoding a text is in, by the letters that each reading of its bytes would give.

Each language of Europe has its own letters with marks, and its own letters beside them: 'ř' stands after 'p'
and before 'e' in Czech, 'ø' before 'd' in Danish. The reading whose pairs of letters are the most usual ones
of any of its languages is taken; docs/decisions/0022 says how often that is right.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice, pairwise
from math import inf, log
from typing import Literal, NamedTuple

from app.word_lists import read_rows

Encoding = Literal[
    "utf-8-sig",
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1253",
    "cp1254",
    "cp1257",
    "cp850",
    "cp852",
    "cp932",
    "iso-8859-1",
    "iso-8859-2",
    "iso-8859-15",
    "iso-8859-16",
]


class Reading(NamedTuple):
    """The likeliest encoding; `rival` is another that is nearly as likely and reads other letters, if any."""

    encoding: Encoding
    rival: Encoding | None


_WEST = ("de", "fr", "es", "pt", "it", "nl", "da", "sv", "nb", "fi", "is", "ca")
_EAST = ("cs", "sk", "pl", "hu", "ro", "sl", "sh", "de")
# How unlikely each is beforehand, and which languages are written in it. The first of equals is taken.
_CODE_PAGES: tuple[tuple[Encoding, int, tuple[str, ...]], ...] = (
    ("cp1252", 0, _WEST),
    ("cp1250", 0, _EAST),
    ("iso-8859-15", 1, _WEST),
    ("iso-8859-2", 1, _EAST),
    ("cp850", 3, _WEST),
    ("cp852", 3, _EAST),
    ("cp1251", 3, ("ru", "uk", "bg")),
    ("cp1253", 3, ("el",)),
    ("iso-8859-16", 4, ("ro", "hu", "pl", "sl", "sh")),
    ("cp1254", 5, ("tr",)),
    ("cp1257", 5, ("lt", "lv")),
)
_RARE_LANGUAGES = {"is": 3}
_UNSEEN, _UNSEEN_PLAIN = 17, 9
_MONEY, _SYMBOL, _SYMBOL_BESIDE_A_LETTER, _WRONG_CASE, _MIXED, _NO_LETTER = 4, 9, 13, 4, 6, 50
_SYMBOLS = frozenset("\xa0€“”„–—’‘‚…•«»°§®©™²³½¼µ£·ªº´")  # noqa: RUF001 - these very signs are meant
_OF_ANOTHER_LANGUAGE = 8
"""What a letter may cost over what it costs in its likeliest language: files hold foreign names, too."""
_PLAIN_WEIGHT, _PLAIN_LIMIT = 0.6, 8
_CLOSE = 3
_LOOKED_AT, _MAX_PLACES, _MAX_KINDS, _MAX_NEAR = 1_000_000, 50_000, 1_500, 300

_PLACE = re.compile(rb"(?s)(?<=(.))([\x80-\xff])(?=(.))")
_NEAR = re.compile(rb"[A-Za-z' ]{0,24}[\x80-\xff][A-Za-z' \x80-\xff]{0,24}")
_PLAIN_WORD = re.compile(rb"[a-z]{2,}")
_ONE_FORM = str.maketrans("şţ", "șț")

_Place = tuple[int, int, int]


def likeliest(content: bytes, *, declared: Encoding | None = None, trust: int = 6) -> Reading:
    """Find the encoding of a text that is not UTF-8.

    declared: what the file says of itself, which counts `trust` points (about e to that power, to one).
    """
    places = _places(content)
    languages = _languages(content)
    costs = {
        name: _cost(places, _letters(name), {each: languages[each] for each in spoken})
        + (prior if name != declared else -trust)
        for name, prior, spoken in _CODE_PAGES
    }
    best = min(costs, key=lambda name: costs[name])
    said = _read(places, best)
    near = (
        name for name in sorted(costs, key=lambda name: costs[name]) if costs[name] < costs[best] + _CLOSE
    )
    return Reading(best, next((name for name in near if _read(places, name) != said), None))


def _places(content: bytes) -> dict[_Place, float]:
    """Return each letter of the upper half with its neighbours, and the weight that it has."""
    framed = b" " + content[:_LOOKED_AT] + b" "
    found = islice(_PLACE.finditer(framed), _MAX_PLACES)
    counted = Counter((each[1][0], each[2][0], each[3][0]) for each in found)
    return {place: 1 + log(count) for place, count in counted.most_common(_MAX_KINDS)}


def _cost(places: Mapping[_Place, float], letters: str, languages: Mapping[str, float]) -> float:
    totals = {language: cost + _RARE_LANGUAGES.get(language, 0) for language, cost in languages.items()}
    for place, weight in places.items():
        costs = dict(zip(totals, _place_costs(place, letters, totals), strict=True))
        least = min(costs.values())
        for language, cost in costs.items():
            totals[language] += weight * min(cost, least + _OF_ANOTHER_LANGUAGE)
    return min(totals.values())


def _place_costs(place: _Place, letters: str, languages: Mapping[str, float]) -> Iterator[float]:
    """Yield what a letter between its neighbours costs in each language."""
    before, this, after = (letters[byte] for byte in place)
    if this == "\ufffd":
        yield from (_NO_LETTER for _ in languages)
        return
    if not this.isalpha() or this in "ªº":
        yield from (_symbol_cost(before, this, after) for _ in languages)
        return
    # No word is half in Greek or Cyrillic: 'Größe' is no 'Grφίe'.
    mixed = _MIXED * sum(this > "\u0370" and each.isalpha() and each.isascii() for each in (before, after))
    case = mixed + _WRONG_CASE * (
        (this.isupper() and before.islower()) + (this.islower() and after.isupper())
    )
    first, second = _plain(before) + _plain(this), _plain(this) + _plain(after)
    for language in languages:
        pairs = _pairs()[language]
        yield pairs.get(first, _UNSEEN) + pairs.get(second, _UNSEEN) + case


def _symbol_cost(before: str, this: str, after: str) -> int:
    if this in "€£" and not before.isalpha() and not after.isalpha():
        return 2 * _MONEY
    if this not in _SYMBOLS or (before.isalpha() and after.isalpha() and this not in "’·"):  # noqa: RUF001
        return 2 * _UNSEEN
    beside = (before.isalpha() or after.isalpha()) and this not in "’·ªº"  # noqa: RUF001
    return 2 * (_SYMBOL_BESIDE_A_LETTER if beside else _SYMBOL)


def _plain(letter: str) -> str:
    return letter.lower()[0].translate(_ONE_FORM) if letter.isalpha() else "_"


def _languages(content: bytes) -> dict[str, float]:
    """Return how unlikely each language is by the words of A to Z beside the other letters, from 0."""
    near: set[str] = set()
    for found in _NEAR.finditer(content[:_LOOKED_AT]):
        for word in _PLAIN_WORD.findall(found[0].lower()):
            text = word.decode("ascii")
            near.update(map("".join, pairwise(text)))
        if len(near) > _MAX_NEAR:
            break
    costs = {
        language: _PLAIN_WEIGHT * sum(pairs.get(pair, _UNSEEN_PLAIN) for pair in near)
        for language, pairs in _pairs().items()
    }
    least = min(costs.values(), default=inf)
    return {language: min(cost - least, _PLAIN_LIMIT) for language, cost in costs.items()}


def _read(places: Mapping[_Place, float], encoding: Encoding) -> str:
    letters = _letters(encoding)
    return "".join(letters[this] for _, this, _ in places).translate(_ONE_FORM)


@lru_cache(maxsize=20)
def _letters(encoding: Encoding) -> str:
    """Return the 256 characters of a code page; U+FFFD stands for bytes that no text holds."""
    read = bytes(range(256)).decode(encoding, "replace")
    return "".join("\ufffd" if "\x80" <= letter < "\xa0" else letter for letter in read)


@lru_cache(maxsize=1)
def _pairs() -> dict[str, dict[str, int]]:
    """Return each language's pairs of letters with what they cost: the less usual, the more."""
    table: dict[str, dict[str, int]] = {}
    for _, (language, rank, pairs) in read_rows(__package__, "letters"):
        table.setdefault(language, {}).update(dict.fromkeys(pairs.split(","), 4 + int(rank)))
    return table
