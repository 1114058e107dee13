"""What speaks for two movements being one transfer between own accounts, and what against."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from app.domain.banking.bt.text import same_person
from app.domain.banking.categories.cues import cue_category
from app.domain.banking.categories.merchants import detect_merchant
from app.domain.banking.categories.taxonomy import primary_of
from app.letters import fold_letters
from app.word_lists import read_rows

Verdict = Literal["sure", "maybe", "no"]

_NO_SHOP = frozenset({"TRANSFER_IN", "TRANSFER_OUT", "LOAN_PAYMENTS", "BANK_FEES"})
_SHORTEST_ACCOUNT = 6
_SHORTEST_NAME = 5
_SHORTEST_REFERENCE = 6
_SURE_CUE = 70
_WORD = re.compile(r"[^\W_]+")
_REFERENCE = re.compile(r"(?=[A-Z-]*\d)[A-Z0-9/-]+")
_IN_DETAILS = ("counterparty_iban", "counterparty_account", "message")


class Movement(NamedTuple):
    """What pairing looks at; account: an account's name, or the connection that it is behind."""

    id: int
    direction: str
    account: str
    currency: str
    amount: int
    occurred_at: datetime
    description: str | None = None
    merchant: str | None = None
    counterparty: str | None = None
    channel: str | None = None
    details: dict[str, Any] | None = None


class Owner(NamedTuple):
    """Who the movements are of: their accounts as stored, and their names as banks know them."""

    accounts: Collection[str] = ()
    names: Collection[str] = ()


def verdict_on(one: Movement, other: Movement, owner: Owner) -> Verdict:
    """Tell whether two movements of one amount are one transfer.

    'sure' needs more than the amount: the other account is named, or the owner is, or the bank calls it a
    transfer, or both have one reference. 'maybe' is for a person to say. A known shop is paid, and another
    own account that is named is the one that was meant.
    """
    named = [_named(each, owner.accounts) for each in (one, other)]
    if one.account in named[1] or other.account in named[0]:
        return "sure"
    if named[0] or named[1] or _is_shop(one) or _is_shop(other):
        return "no"
    if same_reference(one, other) or _is_owners(one, other, owner) or _is_called_transfer(one, other):
        return "sure"
    return "no" if _is_paid(one) or _is_paid(other) or _differ(one, other) else "maybe"


def same_reference(one: Movement, other: Movement) -> bool:
    """Tell whether the bank gave both one reference; a running number is none."""
    mine, theirs = (str((each.details or {}).get("reference") or "").strip().upper() for each in (one, other))
    return mine == theirs and len(mine) >= _SHORTEST_REFERENCE and _REFERENCE.fullmatch(mine) is not None


def _named(each: Movement, accounts: Collection[str]) -> set[str]:
    """Return the owner's other accounts that a movement names."""
    said = _said(each)
    compact = "".join(_WORD.findall(said)).upper()
    return {
        account
        for account in accounts
        if account != each.account and (key := _key(account)) and key in compact
    }


@lru_cache(maxsize=1_024)
def _key(account: str) -> str | None:
    """Return an account's number as it can be looked for; a short one would be found in any other number."""
    key = "".join(_WORD.findall(account)).upper()
    return key if len(key) >= _SHORTEST_ACCOUNT and any(map(str.isdigit, key)) else None


def _said(each: Movement) -> str:
    details = each.details or {}
    parts = (each.description, each.counterparty, *(details.get(name) for name in _IN_DETAILS))
    return " | ".join(part for part in parts if isinstance(part, str))


def _is_shop(each: Movement) -> bool:
    """Tell whether a shop is known by name; that a bank or a wallet is named says only that money moved."""
    found = detect_merchant(each.merchant) if each.merchant else None
    if found is None or not found.known:
        found = detect_merchant(each.description or "")
    return found is not None and found.known and primary_of(found.category or "") not in _NO_SHOP


def _is_owners(one: Movement, other: Movement, owner: Owner) -> bool:
    """Tell whether the owner is on the other side of one, and nobody else of the other."""
    mine = [_is_own_name(each.counterparty, owner.names) for each in (one, other)]
    return any(mine) and all(
        own or not each.counterparty for own, each in zip(mine, (one, other), strict=True)
    )


def _is_own_name(counterparty: str | None, names: Collection[str]) -> bool:
    return bool(counterparty) and any(
        len(name) >= _SHORTEST_NAME and same_person(name, counterparty or "") for name in names
    )


@lru_cache(maxsize=1)
def _phrases() -> dict[str, re.Pattern[str]]:
    """Return what banks call transfers: 'own' between own accounts, 'plain' to anybody."""
    listed = {fields[0]: fields[1].split("|") for _, fields in read_rows(__package__, "transfer_words")}
    return {
        kind: re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, map(fold_letters, words)))})(?![^\W_])")
        for kind, words in listed.items()
    }


def _is_called(each: Movement, kind: str) -> bool:
    own = kind == "own" and each.channel == "internal_transfer"
    return own or _phrases()[kind].search(fold_letters(_said(each))) is not None


def _is_called_transfer(one: Movement, other: Movement) -> bool:
    """Tell whether the bank calls it one: between own accounts on one side, or a transfer on both.

    A transfer to Bob and one from Eve are two.
    """
    if _differ(one, other):
        return False
    own = [_is_called(each, "own") for each in (one, other)]
    plain = [_is_called(each, "plain") for each in (one, other)]
    if any(own):
        return all(
            called or moved or not (each.counterparty or _is_paid(each))
            for called, moved, each in zip(own, plain, (one, other), strict=True)
        )
    return all(plain) and bool(one.counterparty) == bool(other.counterparty)


def _differ(one: Movement, other: Movement) -> bool:
    """Tell whether two other parties are named that are not one."""
    a, b = one.counterparty, other.counterparty
    return bool(a and b) and not same_person(a or "", b or "")


def _is_paid(each: Movement) -> bool:
    """Tell whether its words say what it was for: wages, an insurance, a restaurant."""
    found = cue_category(each.description or "")
    return found is not None and found[1] >= _SURE_CUE and primary_of(found[0]) not in _NO_SHOP
