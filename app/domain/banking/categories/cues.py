"""What kind of payment the plain words of a description speak of, in six languages."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from app.domain.banking.categories.text import shop_words, words
from app.word_lists import read_rows

_MAX_WORDS = 5
_TOAST = ("tst",)


class _Cue(NamedTuple):
    confidence: int
    category: str


@lru_cache(maxsize=1)
def _cues() -> tuple[dict[str, _Cue], tuple[str, ...]]:
    """Return the cues by phrase, and the phrases that also end a compound word, longest first."""
    cues: dict[str, _Cue] = {}
    endings = set()
    for _, (category, confidence, phrases) in read_rows(__package__, "cues"):
        for phrase in phrases.split("|"):
            spelt = " ".join(words(phrase))
            cues.setdefault(spelt, _Cue(int(confidence), category))
            if phrase.startswith("-"):
                endings.add(spelt)
    return cues, tuple(sorted(endings, key=len, reverse=True))


def cue_category(description: str) -> tuple[str, int] | None:
    """Return the category that a generic word speaks of, and how sure that is (0 to 100).

    The surest phrase wins, then the longest: 'ATM FEE' is a fee, 'TAX REFUND' is income.
    """
    found = list(shop_words(description))
    return _surest(found)


@lru_cache(maxsize=1)
def cue_words() -> frozenset[str]:
    """Return the single words that say what kind of shop it is: no name is told from another by them."""
    return frozenset(phrase for phrase in _cues()[0] if " " not in phrase)


def cue_of_words(found: list[str]) -> str | None:
    """Return the category that folded words speak of."""
    best = _surest(found)
    return best[0] if best else None


def _surest(found: list[str]) -> tuple[str, int] | None:
    best: tuple[int, int, str] | None = None
    for start in range(len(found)):
        for size, cue in _cues_at(found, start):
            rank = (cue.confidence + 4 * (size - 1), size, cue.category)
            if best is None or rank[:2] > best[:2]:
                best = rank
    if best is not None:
        return best[2], min(best[0], 95)
    if tuple(found[:1]) == _TOAST:
        return "FOOD_AND_DRINK_RESTAURANT", 60  # 'TST*' is the till of restaurants
    return None


def _cues_at(found: list[str], start: int) -> list[tuple[int, _Cue]]:
    cues, endings = _cues()
    phrase, hits = "", []
    for end in range(start, min(len(found), start + _MAX_WORDS)):
        phrase = f"{phrase} {found[end]}" if phrase else found[end]
        if phrase in cues:
            hits.append((end - start + 1, cues[phrase]))
    word = found[start]
    if not hits and len(word) > 8 and word.endswith(endings):
        hits.append((1, cues[next(ending for ending in endings if word.endswith(ending))]))
    return hits
