"""Who was paid: a merchant's name out of a bank's description, by whole words only."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from app.domain.banking.categories.brands import Brand, brands, find_brand, find_cut_brand, key_starts
from app.domain.banking.categories.context import (
    Context,
    is_another_company,
    is_distinctive,
    is_foreign,
    stands_by_itself,
)
from app.domain.banking.categories.descriptor import (
    is_lead,
    name_start,
    stands_alone,
    unknown_name,
    word_kinds,
)
from app.domain.banking.categories.text import shop_words

_MAX_WORDS = 6
_CONFIDENCE = {"open": 92, "lead": 85, "short": 82, "alone": 78}
_CUT, _FACILITATED, _GUESS = 65, 45, 30


class Merchant(NamedTuple):
    """A merchant; category is a personal finance category code, confidence goes from 0 to 100."""

    name: str
    category: str | None
    confidence: int
    website: str | None
    known: bool


class _Span(NamedTuple):
    start: int
    end: int


class _Match(NamedTuple):
    brand: Brand
    start: int
    end: int


@lru_cache(maxsize=4096)
def detect_merchant(
    description: str, *, country: str | None = None, trade: str | None = None
) -> Merchant | None:
    """Find who was paid, None where the text names nobody ('ACH TRANSFER').

    country: ISO code of the shop's country; it settles names that two countries share, and a short name of
    another country is none. trade: the category that the shop's code names, which supports a short name.
    A merchant of no known brand comes back with known=False, a tidied name and low confidence.
    """
    found = list(shop_words(description))
    if not found or not word_kinds()["person"].isdisjoint(found):
        return None
    matches = _matches(found, Context(country, trade))
    transfer = not word_kinds()["transfer"].isdisjoint(found)
    match = _chosen(found, matches, transfer=transfer)
    if match is not None and match.brand.kind != "processor":
        return _known(match, country)
    if transfer:
        return None if match is None else _known(match, country)
    return _beyond(description, found, match, country)


def _matches(found: list[str], context: Context) -> list[_Match]:
    """List the brands from left to right, at each place the longest one that its guard lets pass."""
    matches, start, starts = [], 0, key_starts()
    while start < len(found):
        pair = found[start][:2]
        match = _longest(found, start, context) if len(pair) < 2 or pair in starts else None
        if match is not None:
            matches.append(match)
        start = match.end if match is not None else start + 1
    return matches


def _longest(found: list[str], start: int, context: Context) -> _Match | None:
    best, key, index = None, "", brands()
    for end in range(start, min(len(found), start + _MAX_WORDS)):
        key += found[end]
        hit = key if key in index else _bare(key) if end == start else None
        if hit is None:
            continue
        brand = find_brand(hit, context.country)
        if brand is not None and _passes(brand, found, _Span(start, end + 1), context):
            best = _Match(brand, start, end + 1)
    return best


def _bare(word: str) -> str | None:
    """Take a store number or a web ending off one word: 'LIDL0216', 'NETFLIXCOM'."""
    if word[-1].isdigit() and word[:2].isalpha():
        return word.rstrip("0123456789")
    return word[:-3] if word.endswith("com") and len(word) > 7 else None


def _passes(brand: Brand, found: list[str], span: _Span, context: Context) -> bool:
    if brand.guard == "open":
        return True
    if not is_lead(found, span.start):
        return False
    if brand.guard == "lead":
        return not is_another_company(found, span.end)
    if brand.guard == "short":
        return stands_by_itself(brand, found, span.end, context)
    return stands_alone(found, span.end) and not is_foreign(brand, found[span.end :], context.country)


def _chosen(found: list[str], matches: list[_Match], *, transfer: bool) -> _Match | None:
    """Take the first brand, unless it only carried the payment or sold for the next one."""
    for at, match in enumerate(matches):
        if transfer and match.end > match.start + 1 and found[match.end - 1] == "s":
            continue  # 'TRANSFER TO WENDY S' is a person
        following = matches[at + 1] if at + 1 < len(matches) else None
        if match.brand.kind == "processor" and following is not None:
            continue
        if match.brand.kind == "platform" and following is not None and following.start == match.end:
            continue
        return match
    return None


def _known(match: _Match, country: str | None) -> Merchant:
    brand = match.brand
    confidence = _CONFIDENCE[brand.guard] + 3 * (match.start == 0) - 12 * (brand.kind == "processor")
    if country and brand.countries and country not in brand.countries:
        confidence -= 15
    return Merchant(brand.name, brand.category, confidence, brand.website, known=True)


def _beyond(
    description: str, found: list[str], processor: _Match | None, country: str | None
) -> Merchant | None:
    """Name a merchant of no known brand: one cut off by the bank, the one a processor paid, or a guess."""
    cut = None if processor else _cut(found, country)
    if cut is not None:
        return Merchant(cut.name, cut.category, _CUT, cut.website, known=True)
    name = unknown_name(description, found, 0 if processor is None else processor.end)
    if name is None:
        return None if processor is None else _known(processor, country)
    facilitated = processor is not None or found[0] in word_kinds()["prefix"] or "com" in found
    return Merchant(name, None, _FACILITATED if facilitated else _GUESS, None, known=False)


def _cut(found: list[str], country: str | None) -> Brand | None:
    """Find a name that ends with its field: only a place or a number may follow what is left of it."""
    start = name_start(found)
    for size in (4, 3, 2):
        name = found[start : start + size]
        if len(name) == size and is_distinctive(name) and stands_alone(found, start + size):
            brand = find_cut_brand("".join(name), country)
            if brand is not None:
                return brand
    return None
