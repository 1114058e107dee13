"""What the words of a bank row are for, and the name that is left when all else is taken away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from app.domain.banking.categories.text import as_name, printed_words, words
from app.word_lists import read_rows

_MAX_NAME_WORDS = 5
_MAX_LETTERS = 80
_MAX_TOWN_WORDS = 3
_NUMBERED = re.compile(r"\d{1,3}[^\W\d]{3,}")  # '18gym' is a name, '4f7a' a code


@lru_cache(maxsize=1)
def word_kinds() -> Mapping[str, frozenset[str]]:
    """Return the word lists by kind; 'skip', 'after' and 'end' join some of the packaged ones."""
    kinds = {
        fields[0]: frozenset(fields[1].split()) for _, fields in read_rows(__package__, "descriptor_words")
    }
    kinds["skip"] = kinds["noise"] | kinds["prefix"]
    kinds["after"] = kinds["neutral"] | kinds["legal"] | kinds["domain"] | kinds["tail"] | kinds["noise"]
    kinds["end"] = kinds["legal"] | kinds["domain"] | kinds["tail"]
    return kinds


@lru_cache(maxsize=1)
def towns() -> frozenset[str]:
    """Return the towns' names, words run together."""
    return frozenset("".join(words(fields[0])) for _, fields in read_rows(__package__, "places"))


def has_digit(word: str) -> bool:
    """Tell whether a word holds a digit: a store's number, a date, a code."""
    return not word.isalpha() and word != "&"


def is_lead(found: list[str], start: int) -> bool:
    """Tell whether only noise stands before a word."""
    skip = word_kinds()["skip"]
    return all(word in skip or has_digit(word) for word in found[:start])


def stands_alone(found: list[str], end: int) -> bool:
    """Tell whether nothing but numbers, places and shop words follows a name."""
    after, seen = word_kinds()["after"], 0
    while end < len(found) and seen < 2:
        if has_digit(found[end]) or (
            len(found[end]) == 1 and has_digit("".join(found[end + 1 : end + 2]) or "a")
        ):
            return True
        step = 1 if found[end] in after else town_length(found, end)
        if not step:
            return False
        end, seen = end + step, seen + 1
    return True


def town_length(found: list[str], start: int) -> int:
    """Count the words of the town that begins here, 0 where none does."""
    for size in range(min(_MAX_TOWN_WORDS, len(found) - start), 0, -1):
        if "".join(found[start : start + size]) in towns():
            return size
    return 0


def name_start(found: list[str], at: int = 0) -> int:
    """Return where the first real word stands, past noise and numbers; the length where none does."""
    skip = word_kinds()["skip"]
    while at < len(found) and (
        found[at] in skip or (has_digit(found[at]) and not _NUMBERED.fullmatch(found[at]))
    ):
        at += 1
    return at


def unknown_name(description: str, found: list[str], at: int = 0) -> str | None:
    """Return what looks like a name from word `at` on; None where the row names nobody."""
    kinds = word_kinds()
    start = name_start(found, at)
    if start == len(found):
        return None
    kept = _without_tail(found, start, _name_end(found, start))
    name = found[start:kept]
    idle = kinds["generic"] | kinds["end"]
    if "".join(name) in towns() or all(word in idle or len(word) < 2 for word in name):
        return None
    return as_name(_as_printed(description, found)[start:kept])[:_MAX_LETTERS]


def _as_printed(description: str, found: list[str]) -> list[str]:
    """Return folded words, some of a description's, as they are printed there."""
    printed, left = printed_words(description), iter(found)
    every = words(description)
    if len(printed) != len(every):
        return found
    kept, wanted = [], next(left, None)
    for word, spelt in zip(every, printed, strict=True):
        if word == wanted:
            kept.append(spelt)
            wanted = next(left, None)
    return kept if wanted is None else found


def _name_end(found: list[str], start: int) -> int:
    """Stop at the first number or web ending; a word that only speaks of the payment ends a name, too."""
    kinds = word_kinds()
    for end in range(start + 1, min(len(found), start + _MAX_NAME_WORDS + _MAX_TOWN_WORDS)):
        word = found[end]
        if has_digit(word) or word in (
            "com",
            "www",
            "http",
            "https",
            "ref",
            "payroll",
            "autopay",
            "pymt",
            "pmt",
        ):
            return end
        if word in kinds["legal"] and len(word) > 1 and word not in ("the", "co", "intl", "international"):
            return end
    return min(len(found), start + _MAX_NAME_WORDS + _MAX_TOWN_WORDS)


def _without_tail(found: list[str], start: int, end: int) -> int:
    """Cut the country, the state and the town off a name; at least one word stays."""
    kinds, state = word_kinds(), False
    while end - start > 1 and (found[end - 1] in kinds["end"] or found[end - 1] == "&"):
        state = state or found[end - 1] in kinds["tail"]
        end -= 1
    for size in range(min(_MAX_TOWN_WORDS, end - start - 1), 0, -1):
        if "".join(found[end - size : end]) in towns():
            end -= size
            while end - start > 1 and found[end - 1] in kinds["end"]:
                end -= 1
            return min(end, start + _MAX_NAME_WORDS)
    if state and end - start > 2 and end == len(found) - 1:
        end -= 1
    return min(end, start + _MAX_NAME_WORDS)
