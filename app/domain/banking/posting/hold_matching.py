"""Holds that become bookings: which pending row a booked one is.

A provider gives a hold another id at each refresh and again when it books, so that ids say nothing;
account, amount, currency, direction and the text do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from app.domain.banking.accounts.names import Relation, relation

MAX_HOLD = timedelta(days=14)
EARLY = timedelta(days=2)
"""The bank's two dates of one payment may lie the other way round."""
TIP = 25
"""A restaurant or a fuel pump books at most this percentage more or less than it held."""


class Movement(Protocol):
    """What is compared of a row."""

    @property
    def amount(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def direction(self) -> str: ...
    @property
    def account(self) -> str | None: ...
    @property
    def description(self) -> str | None: ...
    @property
    def occurred_at(self) -> datetime: ...


def find_hold(booked: Movement, holds: Sequence[Movement], *, one_kind: bool = True) -> int | None:
    """Return the place of the hold that this booking surely is, or None. one_kind: see accounts.names.

    Surely: same account, money, direction, near in time, and a text that shares its words. Several that
    are equally good are the same payment made several times: the oldest books first.
    """
    fitting = [
        place
        for place, hold in enumerate(holds)
        if hold.amount == booked.amount and _may_be(booked, hold, one_kind=one_kind)
    ]
    exact = [place for place in fitting if _text(holds[place]) == _text(booked)]
    alike = exact or [place for place in fitting if _shares_words(holds[place], booked)]
    return min(alike, key=lambda place: holds[place].occurred_at, default=None)


def suggest_hold(booked: Movement, holds: Sequence[Movement]) -> int | None:
    """Return the one hold that this booking may be, where only a person can tell: a tip, another text."""
    found = [
        place
        for place, hold in enumerate(holds)
        if _may_be(booked, hold)
        and (hold.amount == booked.amount or (_shares_words(hold, booked) and _near(hold, booked)))
    ]
    return found[0] if len(found) == 1 else None


def _may_be(booked: Movement, hold: Movement, *, one_kind: bool = True) -> bool:
    between = booked.occurred_at - hold.occurred_at
    same = booked.currency == hold.currency and booked.direction == hold.direction
    account = relation(booked.account, hold.account, one_kind=one_kind)
    return same and account is not Relation.OTHER and -EARLY <= between <= MAX_HOLD


def _near(hold: Movement, booked: Movement) -> bool:
    return abs(hold.amount - booked.amount) * 100 <= TIP * hold.amount


def _text(row: Movement) -> str:
    return " ".join(_WORD.findall((row.description or "").casefold()))


def _shares_words(left: Movement, right: Movement) -> bool:
    """Tell whether half of the shorter text's words are in the longer: 'LIDL 0216' and 'POS LIDL CLUJ'."""
    few, many = sorted((set(_words(left)), set(_words(right))), key=len)
    return bool(few) and len(few & many) * 2 >= len(few)


def _words(row: Movement) -> list[str]:
    return [word for word in _text(row).split() if len(word) > 2 and not word.isdigit() and word not in _SAID]


_WORD = re.compile(r"\w+")
_SAID = frozenset(
    {"pending", "card", "purchase", "pos", "visa", "mastercard", "authorisation", "hold", "plata"}
)
"""What banks write around a shop's name, on holds above all."""
