"""Which category a transaction is in: rung after rung of rules, from what its owner said to a guess.

Every answer says which rung gave it and how sure it is; what is not sure enough is only a suggestion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple, Protocol

from msgspec import Struct

from app.domain.banking.categories.conflicts import Found, beside_words, directed, mirrored
from app.domain.banking.categories.cues import cue_category
from app.domain.banking.categories.facts import Facts, known_merchant, merchant_key
from app.domain.banking.categories.mcc import category_of_mcc
from app.domain.banking.categories.merchants import Merchant
from app.domain.banking.categories.operations import WEAK, category_of_operation
from app.domain.banking.categories.taxonomy import find

ACCEPT = 60
CERTAIN = 100
BY_RULE = 95
_READ = 1_000

Source = Literal["correction", "rule", "merchant", "provider", "mcc", "operation", "cue", "model", "none"]

_BETWEEN_PEOPLE = frozenset({"btpay_p2p", "btpay_transfer"})
_CARD = frozenset({"card_pos", "card_online", "card_hold"})
_SHOP_IS_READ = _CARD | {"btpay_merchant"}
"""Channels of rows whose grammar is known: what it did not read as the shop's name is the bank's."""
_TRANSFERS = frozenset({"transfer_in", "transfer_out", "instant_in", "instant_out"})
# A person may be called like a shop; a company says what it is.
_COMPANY = re.compile(
    r"\b(?:s\.?\s?r\.?\s?l|s\.?\s?a|ltd|limited|inc|llc|plc|gmbh|ag|b\.?v|romania|group)\b", re.I
)

_MERE_MOVEMENTS = frozenset(
    f"{primary}_{kind}"
    for primary in ("TRANSFER_IN", "TRANSFER_OUT")
    for kind in ("ACCOUNT_TRANSFER", "DEPOSIT", "WITHDRAWAL", f"OTHER_{primary}")
)


class Model(Protocol):
    """A trained guesser, which abstains where its probability is below its threshold."""

    @property
    def threshold(self) -> float: ...

    def predict(self, text: str) -> tuple[str, float]:
        """Return the likeliest category and its probability."""
        ...


class Answer(Struct, frozen=True):
    """The category, who says so and how surely (0 to 100); an unsure one is only a suggestion."""

    category: str | None
    source: Source
    confidence: int
    suggestion: str | None


class _Candidate(NamedTuple):
    source: Source
    code: str
    confidence: int


NOTHING = Answer(None, "none", 0, None)


def categorise(
    facts: Facts,
    *,
    corrections: Mapping[str, str],
    rule_category: str | None = None,
    model: Model | None = None,
) -> Answer:
    """Find the category of a transaction.

    corrections: the user's word by merchant key; rule_category: what the user's rules say of this row.
    """
    said = _said_by_user(facts, corrections, rule_category)
    if said is not None:
        return said
    best: _Candidate | None = None
    for each in _candidates(facts, model):
        if each.confidence >= ACCEPT:
            return Answer(each.code, each.source, each.confidence, None)
        if best is None or each.confidence > best.confidence:
            best = each
    return Answer(None, best.source, max(best.confidence, 0), best.code) if best else NOTHING


def _said_by_user(facts: Facts, corrections: Mapping[str, str], rule_category: str | None) -> Answer | None:
    corrected = corrections.get(merchant_key(facts)) if corrections else None
    if corrected is not None:
        # What a user said of money sent to somebody is said of money from them as well.
        outgoing_word = facts.direction == "in" and corrected.startswith("TRANSFER_OUT")
        return Answer(mirrored(corrected) if outgoing_word else corrected, "correction", CERTAIN, None)
    return Answer(rule_category, "rule", BY_RULE, None) if rule_category else None


def _candidates(facts: Facts, model: Model | None) -> Iterator[_Candidate]:
    """Yield what each rung says, in their order, brought in line with the direction."""
    for source, found in _rungs(facts, model):
        fitting = found and directed(found, incoming=facts.direction == "in", channel=facts.channel)
        if fitting:
            yield _Candidate(source, *fitting)


def _rungs(facts: Facts, model: Model | None) -> Iterator[tuple[Source, Found | None]]:
    """Yield the rungs' raw answers.

    An operation that is more than a transfer says what the row is, whatever shop its text names: cash
    from a machine at a supermarket, a fee for paying one. A mere transfer waits for words and model.
    """
    operation = category_of_operation(facts.channel, facts.direction, facts.description)
    decided = operation is not None and operation[1] > WEAK
    cue = None if decided else _by_words(facts, operation)
    if not decided:
        yield "merchant", _by_shop(facts, cue)
    yield "provider", _by_provider(facts)
    if decided:
        yield "operation", operation
    yield "mcc", _by_mcc(facts, cue)
    yield "cue", cue
    if model is not None:
        yield "model", _by_model(facts, model)
    yield "operation", operation


def _by_shop(facts: Facts, cue: Found | None) -> Found | None:
    shop = _shop(facts)
    if shop is None or not shop.known or shop.category is None:
        return None
    return beside_words((shop.category, shop.confidence), cue, incoming=facts.direction == "in")


def _shop(facts: Facts) -> Merchant | None:
    """Find the shop where one may be named; a payment between people names none."""
    if facts.channel in _BETWEEN_PEOPLE:
        return None
    if facts.channel in _TRANSFERS and facts.counterparty:
        return known_merchant(facts.counterparty) if _COMPANY.search(facts.counterparty) else None
    trade = category_of_mcc(facts.mcc) if facts.mcc else None
    named = known_merchant(facts.merchant, facts.country, trade) if facts.merchant else None
    if (named and named.known and named.category) or facts.channel in _SHOP_IS_READ:
        return named
    return known_merchant(facts.description, facts.country, trade)


def _by_provider(facts: Facts) -> Found | None:
    category = find(facts.provider_category) if facts.provider_category else None
    return (category.code, 80 if category.parent else 65) if category else None


def _by_mcc(facts: Facts, cue: Found | None) -> Found | None:
    code = category_of_mcc(facts.mcc) if facts.mcc else None
    if code is None:
        return None
    return beside_words((code, 65 if "_OTHER_" in code else 85), cue, incoming=facts.direction == "in")


def _by_words(facts: Facts, operation: Found | None) -> Found | None:
    """Read the words that stand beside the shop; that a transfer is called one tells nothing new.

    A card payment's text is the bank's own around the shop: 'comision 0.00' is no word of what was bought.
    """
    named = facts.merchant or "" if facts.channel in _SHOP_IS_READ else facts.description
    cue = _cue(named[:_READ])
    return None if cue and operation and cue[0] in _MERE_MOVEMENTS else cue


@lru_cache(maxsize=4_096)
def _cue(description: str) -> Found | None:
    return cue_category(description)


def _by_model(facts: Facts, model: Model) -> Found | None:
    """Ask the model; above its threshold it was right often enough on what it had not seen."""
    text = facts.description or facts.merchant or facts.counterparty
    if not text:
        return None
    code, probability = model.predict(text[:_READ])
    percent = round(probability * 100)
    return code, max(percent, ACCEPT) if probability >= model.threshold else min(percent, ACCEPT - 1)
