"""The packaged brand names, keyed by their words run together: 'P.F. CHANGS' and 'PF CHANG S' are one key."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from functools import lru_cache
from itertools import takewhile
from typing import Literal, NamedTuple

from app.domain.banking.categories.descriptor import word_kinds
from app.domain.banking.categories.text import words
from app.word_lists import read_rows

Kind = Literal["brand", "platform", "processor"]
Guard = Literal["open", "lead", "short", "alone"]

_COUNTRIES = {
    "world": "",
    "us": "US CA PR",
    "uk": "GB IE",
    "ro": "RO MD",
    "de": "DE AT CH",
    "fr": "FR BE CH LU MC",
    "es_it": "ES IT PT",
    "nl_be": "NL BE",
    "pl_ce": "PL CZ SK HU BG HR SI RS GR EE LV LT",
    "nordic": "SE NO DK FI",
    "au": "AU NZ",
}
_MAX_SHORT_KEY_LETTERS = 3
_SHORTEST_CUT_KEY = 9
_LEFT_OF_CUT = 60
"""A cut-off name has at least this percentage of the whole one's letters."""


class Brand(NamedTuple):
    """A brand under one of its spellings.

    guard: 'open' counts anywhere, 'lead' only as the first real word, 'alone' only when nothing but
    a place or a number follows, too; 'short' names want support besides, see categories.context.
    kind: 'processor' pays for others, 'platform' sells for others as well.
    """

    name: str
    category: str | None
    website: str | None
    countries: frozenset[str]
    guard: Guard
    kind: Kind
    words: int


@lru_cache(maxsize=1)
def brands() -> Mapping[str, tuple[Brand, ...]]:
    """Return every brand by key; where two countries share a key, world brands come first."""
    index: dict[str, list[Brand]] = {}
    for region, fields in read_rows(__package__, "merchants_"):
        for key, brand in _spellings(frozenset(_COUNTRIES[region].split()), fields):
            index.setdefault(key, []).append(brand)
    return {key: tuple(sorted(found, key=_world_first)) for key, found in index.items()}


@lru_cache(maxsize=1)
def key_starts() -> frozenset[str]:
    """Return the first two letters of every key, to skip most words unread."""
    return frozenset(key[:2] for key in brands())


@lru_cache(maxsize=1)
def _sorted_keys() -> list[str]:
    return sorted(key for key in brands() if len(key) > _SHORTEST_CUT_KEY)


def find_brand(key: str, country: str | None) -> Brand | None:
    """Look a key up; among namesakes the country's own one wins."""
    found = brands().get(key)
    if not found:
        return None
    return next((brand for brand in found if country and country in brand.countries), found[0])


def find_cut_brand(key: str, country: str | None) -> Brand | None:
    """Look up a name that the bank cut off at its field's end: 'cheesecakefactor'."""
    if len(key) < _SHORTEST_CUT_KEY:
        return None
    keys = _sorted_keys()
    at = bisect_left(keys, key)
    if at == len(keys) or not keys[at].startswith(key) or len(key) * 100 < len(keys[at]) * _LEFT_OF_CUT:
        return None
    found = find_brand(keys[at], country)
    names = {
        brand.name
        for longer in takewhile(lambda each: each.startswith(key), keys[at:])
        for brand in brands()[longer]
    }
    return found if len(names) == 1 else None


def _spellings(countries: frozenset[str], fields: list[str]) -> list[tuple[str, Brand]]:
    name, category, website, aliases, flags = fields
    marks = flags.split()
    kind: Kind = "processor" if "processor" in marks else "platform" if "platform" in marks else "brand"
    own: Guard = "alone" if "ambiguous" in marks else "lead" if "lead" in marks else "open"
    spelt: dict[str, tuple[Guard, int]] = {}
    named: list[tuple[str, Guard]] = [] if "sub" in marks else [(name, own)]
    for alias, guard in (*named, *_guarded(aliases)):
        for key, count in _keys(alias):
            if len(key) < 2 or key.isdigit():
                continue  # 'X' and '76' would match initials and numbers
            spelt.setdefault(key, (_guard_of(key, guard, count), count))
    return [
        (key, Brand(name, category or None, website or None, countries, guard, kind, count))
        for key, (guard, count) in spelt.items()
    ]


def _guard_of(key: str, guard: Guard, words_in_it: int) -> Guard:
    if guard != "open":
        return guard
    if len(key) <= _MAX_SHORT_KEY_LETTERS:
        return "lead" if key in word_kinds()["sole"] else "short"
    return "short" if words_in_it == 1 and key in word_kinds()["common"] else "open"


def _guarded(aliases: str) -> list[tuple[str, Guard]]:
    return [
        (alias.lstrip("~^"), "alone" if alias[0] == "~" else "lead" if alias[0] == "^" else "open")
        for alias in aliases.split("|")
        if alias
    ]


def _keys(alias: str) -> list[tuple[str, int]]:
    found = words(alias)
    bare = [word for word in found if word != "&"]
    if len(bare) > 1 and len(bare) < len(found):
        return [("".join(found), len(bare))] + [("".join(bare), len(bare))] * (sum(map(len, bare)) > 5)
    return [("".join(found), len(bare))]


def _world_first(brand: Brand) -> bool:
    return bool(brand.countries)
