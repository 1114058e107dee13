"""A shop's readable name: without payment facilitators, store numbers, streets and legal forms."""

from __future__ import annotations

import re

from app.domain.banking.bt.text import fold, plain_words
from app.domain.banking.bt.words import (
    BRANDS,
    LEGAL_FORMS,
    MONTHS,
    OF_CHAINS,
    STREETS,
    STREETS_ABROAD,
    STREETS_AFTER,
    USUAL_STREETS,
)

_FACILITATOR = re.compile(
    r"(?:\* *)?(?:(?:mpy|payu|pago|nyx|paypal|netopia|euplatesc|ep|librapay|sumup|zettle|iz|sq|stripe|klarna|"
    r"2co\.com|2co|tst|pp|fs|viva|paysera|mypos|smartbill) *\* *)?"
)
_WEB = re.compile(
    r"(?:www\.)?([a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:ro|com|eu|net|org|io|ai|co|uk|de|fr|it|hu|at|nl|es|shop|store|"
    r"online|app|me|tv|info|biz))(?=$|[/ *])"
)
_STREET_ENDING = re.compile(r"[a-z]{2,30}(?:strasse|straße|straat|gasse|platz|allee|weg|gatan)")
_NUMBER = re.compile(r"#?\d{1,8}(?:-\d{1,5})?[a-z]?|[a-z]{0,3}[-#]\d{2,6}|[a-z]{1,2}\d{3,6}|nr\.?\d+[a-z]?")
# A product's code after a slash, and a legal form that ran into the name: 'APPLEADS/AB164', 'MOARASRL'.
_TAIL = re.compile(r"/[^/\d]{0,20}\d[^/]{0,20}$|(?<=[^\W_]{4})s\.?r\.?l\.?$", re.I)
_GLUED_STREET = re.compile(r"(?:str|bd|bld|blvd|cal|sos|al|spl|nr)[.,][a-z0-9].*")

_BRANDS_BY_START: dict[str, list[list[str]]] = {}
for _brand in sorted(BRANDS, key=len, reverse=True):
    _BRANDS_BY_START.setdefault(_brand[0], []).append(_brand)


def is_legal_form(folded: str) -> bool:
    """Tell whether a word is a legal form, with dots or without: 'S.R.L.', 'GMBH'."""
    return folded.replace(".", "").rstrip(",;") in LEGAL_FORMS


def ends_an_address(words: list[str], at: int) -> bool:
    """Tell whether a folded word can stand only before a town, as house numbers and '1 DECEMBRIE' do."""
    return ends_a_name(words[at]) or (words[at] in MONTHS and at > 0 and words[at - 1].isdigit())


def is_web_address(folded: str) -> bool:
    """Tell whether a word is a web address of a usual ending, with a path or without."""
    return _WEB.match(folded) is not None


def ends_a_name(folded: str) -> bool:
    """Tell whether a word can only come after a shop's name: a number or a legal form."""
    return _NUMBER.fullmatch(folded.rstrip(".,")) is not None or is_legal_form(folded)


def name_length(words: list[str], *, abroad: bool) -> int:
    """Return how many of the folded words are the shop's name; at least one where there is one."""
    brand = _brand_length(words)
    for at in range(max(brand, 1), len(words)):
        word = words[at].rstrip(".,")
        if ends_a_name(words[at]):
            street = 0 if brand else _usual_street(words[:at], words[at])
            return _chain(words, brand, at - street)
        if _is_street(word, abroad):
            return _chain(words, brand, at)
        if abroad and word in STREETS_AFTER:
            return max(at - 1, 1)
    return _chain(words, brand, len(words))


def _is_street(word: str, abroad: bool) -> bool:
    if abroad:
        return word in STREETS_ABROAD or _STREET_ENDING.fullmatch(word) is not None
    return word in STREETS or _GLUED_STREET.fullmatch(word) is not None


def _brand_length(words: list[str]) -> int:
    """Return how many words a known chain's name takes at the start, 0 for an unknown shop."""
    for brand in _BRANDS_BY_START.get(words[0], ()) if words else ():
        if words[: len(brand)] == brand:
            return len(brand)
    return 0


def _chain(words: list[str], brand: int, end: int) -> int:
    """Keep of a chain's name what says which kind of shop it is; a bare street may be all that follows."""
    if not brand:
        return end
    at = brand
    while at < end and words[at] in OF_CHAINS:
        at += 1
    return at


def _usual_street(words: list[str], number: str) -> int:
    """Count the words of a well-known street at the end of a name that a house number follows."""
    if not number[:1].isdigit() or len(number) > 3:
        return 0
    for street in USUAL_STREETS:
        if len(words) > len(street) and words[-len(street) :] == street:
            return len(street)
    return 0


def street_at_start(words: list[str]) -> int:
    """Count the words of a well-known street with which the folded words begin."""
    return max((len(street) for street in USUAL_STREETS if words[: len(street)] == street), default=0)


def clean_merchant(printed: str) -> str | None:
    """Return the name a person would use: 'PayU*EMAG.RO/MARKET' is 'EMAG.RO', 'UBER *TRIP' is 'UBER'."""
    prefix = _FACILITATOR.match(fold(printed))
    name = printed[prefix.end() if prefix else 0 :].strip()
    web = _WEB.match(fold(name))
    if web:
        return name[web.start(1) : web.end(1)]
    name = name.partition("*")[0].strip() or name
    name = _TAIL.sub("", name)
    words = name.split()
    if len(words) > 1 and plain_words(words[0]) in ("sc", "s c", "pfa"):
        words = words[1:]
    while len(words) > 1 and is_legal_form(fold(words[-1])):
        words.pop()
    return " ".join(words).strip(" -,.;:/*") or None
