"""Which passwords are too easy to guess (NIST SP 800-63B, 5.1.1.2): no rules of composition, a price.

A password is cut into pieces that a guesser knows: common passwords, sequences, walks on the keyboard,
repetitions, years and days. Each piece costs a number of guesses; the cheapest way to put the password
together is what it is worth (Wheeler, zxcvbn, USENIX Security 2016, in short).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import log10

from app.domain.auth.users.data import common_passwords
from app.domain.auth.users.names import fold

LEAST_WORTH = 6.0
"""Powers of ten: a password that falls within a million guesses is refused."""
JUDGED_LENGTH = 64
MAX_WORD_LETTERS = 30
OWN_WORDS = ("tidewatch", "administrator", "changeme")
DIGIT_COST, LETTER_COST, MARK_COST = 1.0, 1.4, 1.5
SEQUENCE_COST, WALK_COST, WALK_TURN_COST, YEAR_COST, DAY_COST = 1.5, 2.0, 0.5, 2.0, 4.3
LEET = str.maketrans("013457@$!|", "oieastasil")
LEET_L = str.maketrans("013457@$!|", "oleastasll")
KEYBOARDS = (
    ("1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"),
    ("1234567890ß", "qwertzuiopü+", "asdfghjklöä", "yxcvbnm,.-"),
    ("1234567890)=", "azertyuiop^$", "qsdfghjklmù", "wxcvbn,;:!"),
    ("789", "456", "123", "0"),
)
YEAR = re.compile(r"(19|20)\d\d")
DAY = re.compile(
    r"(0[1-9]|[12]\d|3[01])[-./]?(0[1-9]|1[0-2])[-./]?((19|20)?\d\d)"
    r"|(0[1-9]|1[0-2])[-./]?(0[1-9]|[12]\d|3[01])[-./]?((19|20)?\d\d)"
    r"|((19|20)\d\d)[-./]?(0[1-9]|1[0-2])[-./]?(0[1-9]|[12]\d|3[01])"
)
REPEATED = re.compile(r"(.+?)\1+")

Piece = tuple[int, int, float]
"""Where it begins, where it ends, and its cost in powers of ten."""


def password_problem(password: str, *, username: str, email: str) -> str | None:
    """Say what is wrong with a password, None when it will do."""
    folded = fold(password)
    local, _, domain = fold(email).partition("@")
    for known in (fold(username), local):
        if len(known) >= 3 and known in folded:
            return "Leave your name and e-mail address out of the password"
    own = {*OWN_WORDS, fold(username), local, *domain.split(".")}
    if len(set(folded)) < 4 or guesses_log10(folded, own) < LEAST_WORTH:
        return "This password is one of the first that anyone would guess"
    return None


def guesses_log10(folded: str, own_words: Iterable[str] = ()) -> float:
    """Return how many guesses a password lasts, in powers of ten; of a long one, its beginning."""
    text = folded[:JUDGED_LENGTH]
    known = {word: 0.5 for word in own_words if len(word) >= 3}
    worth = [0.0] * (len(text) + 1)
    endings: dict[int, list[Piece]] = {}
    for piece in _pieces(text, known):
        endings.setdefault(piece[1], []).append(piece)
    for end in range(1, len(text) + 1):
        single = worth[end - 1] + _char_cost(text[end - 1])
        worth[end] = min([single, *(worth[start] + cost for start, _, cost in endings.get(end, []))])
    return worth[-1]


def _pieces(text: str, known: dict[str, float]) -> Iterator[Piece]:
    yield from _words(text, known)
    yield from _runs(text)
    yield from _walks(text)
    yield from _repetitions(text, known)
    for start in range(len(text)):
        for pattern, cost in ((YEAR, YEAR_COST), (DAY, DAY_COST)):
            if found := pattern.match(text, start):
                yield start, found.end(), cost


def _char_cost(char: str) -> float:
    if char.isdigit():
        return DIGIT_COST
    return LETTER_COST if char.isalpha() else MARK_COST


def _words(text: str, known: dict[str, float]) -> Iterator[Piece]:
    """Yield common passwords and own words, as they are, backwards, and with 3 for e and the like."""
    spelt = [(text, 0.0), (text.translate(LEET), 0.3), (text.translate(LEET_L), 0.3)]
    ranks = common_passwords()
    for start in range(len(text)):
        for end in range(start + 3, min(start + MAX_WORD_LETTERS, len(text)) + 1):
            costs = [
                extra + turned + (known[word] if word in known else log10(ranks[word] + 1))
                for spelling, extra in spelt
                for word, turned in ((spelling[start:end], 0.0), (spelling[start:end][::-1], 0.3))
                if word in known or word in ranks
            ]
            if costs:
                yield start, end, min(costs)


def _runs(text: str) -> Iterator[Piece]:
    """Yield sequences such as abcd, 9876, 2468, and one character again and again."""
    for start in range(len(text) - 2):
        step = ord(text[start + 1]) - ord(text[start])
        if abs(step) > 2:
            continue
        end = start + 1
        while end < len(text) and ord(text[end]) - ord(text[end - 1]) == step:
            end += 1
            if end - start >= 3:
                yield start, end, SEQUENCE_COST


@lru_cache(maxsize=1)
def _neighbours() -> dict[str, dict[str, tuple[int, int]]]:
    """Return for each key its neighbours and in which direction they lie, on any of the keyboards."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for rows in KEYBOARDS:
        keys = {char: (x, y) for y, row in enumerate(rows) for x, char in enumerate(row)}
        for char, (x, y) in keys.items():
            ways = {other: (a - x, b - y) for other, (a, b) in keys.items() if other != char}
            close = {other: way for other, way in ways.items() if max(map(abs, way)) <= 1}
            found.setdefault(char, {}).update(close)
    return found


def _walks(text: str) -> Iterator[Piece]:
    """Yield walks of four keys and more from neighbour to neighbour; each turn costs."""
    near = _neighbours()
    for start in range(len(text) - 3):
        turns, way, end = 0, None, start + 1
        while end < len(text) and (step := near.get(text[end - 1], {}).get(text[end])):
            turns += step != way
            way, end = step, end + 1
            if end - start >= 4:
                yield start, end, WALK_COST + WALK_TURN_COST * (turns - 1)


def _repetitions(text: str, known: dict[str, float]) -> Iterator[Piece]:
    """Yield what is the same piece twice or more: it costs hardly more than the piece."""
    for start in range(len(text)):
        if found := REPEATED.match(text, start):
            unit, times = found.group(1), (found.end() - start) // len(found.group(1))
            yield start, found.end(), guesses_log10(unit, known) + log10(times)
