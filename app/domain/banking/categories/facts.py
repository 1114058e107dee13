"""What the ladder looks at, and the key under which it knows whom a transaction was with."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from app.domain.banking.categories.merchants import Merchant, detect_merchant
from app.letters import fold_letters

KEY_LENGTH = 200
_READ = 1_000
_WORDS_IN_CORE = 6

_TOKEN = re.compile(r"\w+(?:['\u2019&.]\w+)*")
# Words that banks print around what matters; a key of nothing else would be one key for all their rows.
_PHRASES = """
    a ach achizitie and at authorized bt btpay by canal card catre charge checkcard cont contactless credit cu
    cumparare data date de debit din electronic electronica epos eur fee for from gbp in incasare instant
    intern inter intra la mastercard mc mid non numar of on op online order pay payment plata pos purchase
    recurring ref reprezentand ron rrn sepa standing terminal the tid to transaction transfer tranzactie
    tranzactiei trz usd valoare value via visa with
"""
_NOISE = frozenset(_PHRASES.split())


class Facts(Struct, frozen=True):
    """What is known of a transaction; amount: minor units, never negative, whichever its direction.

    country: the shop's, ISO 3166-1 alpha-2.
    """

    description: str
    merchant: str | None
    counterparty: str | None
    mcc: str | None
    channel: str | None
    direction: Literal["in", "out"]
    amount: int
    provider_category: str | None = None
    country: str | None = None


@lru_cache(maxsize=4_096)
def known_merchant(text: str, country: str | None = None, trade: str | None = None) -> Merchant | None:
    """Look for a merchant in a text; only its beginning is read, descriptions have no such length."""
    return detect_merchant(text[:_READ], country=country, trade=trade)


def merchant_key(facts: Facts) -> str:
    """Return whom a transaction was with, as corrections are kept by; '' if nothing tells.

    It is the same whether the merchant was named or has still to be found in the description.
    """
    if facts.merchant and facts.merchant.strip():
        return _named(facts.merchant)
    if facts.counterparty and facts.counterparty.strip():
        return _plain(facts.counterparty)
    found = known_merchant(facts.description)
    return _plain(found.name) if found and found.known else _core(facts.description)


def _named(merchant: str) -> str:
    found = known_merchant(merchant)
    return _plain(found.name if found and found.known else merchant)


@lru_cache(maxsize=4_096)
def _plain(name: str) -> str:
    """Bring a name to one spelling: no accents, case, punctuation or numbers that stand alone."""
    tokens = _TOKEN.findall(fold_letters(name[:_READ]))
    return " ".join([each for each in tokens if not each.isdigit()] or tokens)[:KEY_LENGTH].strip()


def _core(description: str) -> str:
    """Return the words of a description that are no number and no bank's phrase."""
    tokens = (each for each in _TOKEN.findall(fold_letters(description[:_READ])) if each not in _NOISE)
    words = [each for each in tokens if len(each) > 1 and not any(letter.isdigit() for letter in each)]
    return " ".join(words[:_WORDS_IN_CORE])[:KEY_LENGTH].strip()
