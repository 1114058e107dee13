"""What stands around a short or everyday name, and whether it is that brand's there or another company's."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from app.domain.banking.categories.brands import Brand
from app.domain.banking.categories.cues import cue_of_words, cue_words
from app.domain.banking.categories.descriptor import stands_alone, word_kinds

_LOOKED_AT = 4
_DISTINCTIVE_LETTERS = 6
# Countries of companies by the form of law that their names end with.
_FORMS = {
    "srl": "RO MD IT", "pfa": "RO", "spa": "IT", "srls": "IT", "sarl": "FR BE LU CH MA", "sas": "FR IT CO",
    "sasu": "FR", "eurl": "FR", "gmbh": "DE AT CH LI", "mbh": "DE AT", "ohg": "DE AT", "ug": "DE",
    "kg": "DE AT",
    "bv": "NL BE", "nv": "NL BE", "vof": "NL", "ltd": "GB IE AU NZ", "limited": "GB IE AU NZ", "plc": "GB IE",
    "llp": "GB US", "llc": "US", "inc": "US CA", "corp": "US", "pty": "AU", "oy": "FI", "oyj": "FI",
    "ab": "SE FI", "aps": "DK", "kft": "HU", "zrt": "HU", "nyrt": "HU", "zoo": "PL", "doo": "HR RS SI BA",
    "ood": "BG", "eood": "BG", "sro": "CZ SK",
}  # fmt: skip


class Context(NamedTuple):
    """What is known of a shop besides its name: its country's ISO code, the category of its trade's code."""

    country: str | None = None
    trade: str | None = None


@lru_cache(maxsize=1)
def _generic() -> frozenset[str]:
    kinds = word_kinds()
    return kinds["generic"] | kinds["neutral"] | kinds["end"] | kinds["skip"] | cue_words() | kinds["small"]


def is_distinctive(name: list[str]) -> bool:
    """Tell whether the beginning of a name is nobody else's: 'RESTAURANT LA' begins many."""
    return sum(len(word) for word in name if word not in _generic()) >= _DISTINCTIVE_LETTERS


def stands_by_itself(brand: Brand, found: list[str], end: int, context: Context) -> bool:
    """Tell whether a short or everyday name is the brand's: alone, by its trade, or in its country."""
    follows = found[end : end + _LOOKED_AT]
    if context.trade is not None and context.trade == brand.category:
        return True
    if follows and cue_of_words(follows) == brand.category:
        return True
    if is_foreign(brand, follows, context.country) or is_another_company(found, end):
        return False
    return stands_alone(found, end) or (context.country is not None and context.country in brand.countries)


def is_foreign(brand: Brand, follows: list[str], country: str | None) -> bool:
    """Tell whether the shop is in a country, or a company of one, where the brand is none."""
    if not brand.countries:
        return False
    forms = [frozenset(_FORMS[word].split()) for word in follows if word in _FORMS]
    return (country is not None and country not in brand.countries) or any(
        brand.countries.isdisjoint(form) for form in forms
    )


def is_another_company(found: list[str], end: int) -> bool:
    """Tell whether a company of another name begins with the brand's: 'PROFI CONSULT SRL'."""
    follows = found[end : end + _LOOKED_AT]
    if not follows or follows[0].isdigit():
        return False
    if follows[0] in word_kinds()["company"] - word_kinds()["neutral"] - word_kinds()["end"]:
        return True
    legal, known = word_kinds()["legal"] & _FORMS.keys(), word_kinds()["after"]
    ends = next((at for at, word in enumerate(follows) if word in legal), None)
    return ends is not None and any(word not in known for word in follows[:ends])
