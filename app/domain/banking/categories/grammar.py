"""What banks write around a shop's name: openings of card payments, terminals, references, amounts, fees.

Texts are read folded, see `app.letters`.
"""

from __future__ import annotations

import re

_CURRENCY = r"(?:ron|lei|eur|usd|gbp|chf|pln|czk|huf|sek|nok|dkk)\b"
_NUMBER = r"[-+]?\d[\d.,]{0,12}"
# Openings of several words; those of one are in the list of noise words.
_OPENING = re.compile(
    r" *(?:paiement (?:par )?(?:carte|cb)(?: bancaire)?|achat (?:par )?carte(?: bancaire)?|"
    r"bea,? *(?:betaalpas|google pay|apple pay),?|compra (?:con )?tarj(?:eta)?\.?(?: \d{4}\b)?|"
    r"(?:visa/)?dankort(?:-?nota)?|(?:platba|nakup) kartou|zakup przy uzyciu karty|"
    r"(?:pagamento|acquisto) con carta|plata cu cardul)(?![^\W_])"
)
_FACTS = re.compile(
    "|".join((
        r"\b(?:e?pos )?non-? ?bt\b",
        rf"\b(?:valoare|comision) {{0,2}}(?:tranzactiei?|trz) {{0,2}}:? {{0,2}}{_NUMBER}(?: {_CURRENCY})?",
        # A fee that was not taken says nothing of the shop.
        r"\b(?:comision|fee|commissione?|frais|entgelt|prowizja|poplatek|kosten):? {0,2}"
        rf"0[.,]00(?: {_CURRENCY})?",
        r"\b(?:tid|rrn|mid|arn|auth code|karten-?nr\.?|card no\.?|passnr|pasvolgnr) {0,2}:? {0,2}"
        r"(?=[a-z*]{0,9}\d)[a-z0-9*]{3,24}",
        rf"\b{_CURRENCY} {_NUMBER} *$|\b{_NUMBER} {_CURRENCY} *$",
    ))
)  # fmt: skip
# Most texts have none of this; to look for it is a fifth of the time that a text takes.
_OPEN_WITH = ("paie", "achat", "bea", "comp", "dank", "visa/", "plat", "naku", "zaku", "paga", "acqu", " ")
_HINTS = (
    "non",
    ".",
    ",",
    "tid",
    "rrn",
    "mid",
    "arn",
    "auth",
    "kart",
    "card no",
    "pas",
    *_CURRENCY[3:-3].split("|"),
)


def without_bank_words(folded: str) -> str:
    """Return a folded description without what only banks and terminals say: no shop is seen in that."""
    left = folded
    if left.startswith(_OPEN_WITH) and (opening := _OPENING.match(left)):
        left = left[opening.end() :]
    if any(hint in left for hint in _HINTS):
        left = _FACTS.sub(" ", left)
    return left if left.strip() else folded
