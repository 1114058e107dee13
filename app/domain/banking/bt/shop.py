"""The shop in a card row: where its name ends and its street and town begin, since nothing parts them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from app.domain.banking.bt.merchant import (
    clean_merchant,
    ends_an_address,
    is_web_address,
    name_length,
    street_at_start,
)
from app.domain.banking.bt.places import town_at_end, trailing_sector, unknown_town_length
from app.domain.banking.bt.text import fold


class Shop(NamedTuple):
    """A shop's readable name and its town."""

    merchant: str | None
    city: str | None


_GAP = re.compile(r" {2,}")
_PHONE = re.compile(r"[+\d][\d()./-]{5,}")


@lru_cache(maxsize=4096)
def split_shop(block: str, country: str | None) -> Shop:
    """Read 'MERCHANT street CITY' of a country; wider gaps, where there are some, part the three."""
    chunks = [chunk.split() for chunk in _GAP.split(block.strip()) if chunk.strip()]
    if not chunks:
        return Shop(None, None)
    if len(chunks) > 1:
        city, _ = _town(chunks[-1], country, alone=True)
        name = chunks[0]
    else:
        city, taken = _town(chunks[0], country, alone=False)
        name = chunks[0][: len(chunks[0]) - taken]
        name = trailing_sector(name) if city == "București" else name
    name = name[: _case_edge(name)]
    kept = name_length([fold(word) for word in name], abroad=country not in ("RO", None))
    return Shop(clean_merchant(" ".join(name[:kept])), city)


def _case_edge(words: list[str]) -> int:
    """Return where a name in capitals ends because the address goes on in small letters."""
    if not words or not words[0].isupper():
        return len(words)
    return next((at for at, word in enumerate(words) if len(word) > 3 and word.istitle()), len(words))


def _town(words: list[str], country: str | None, *, alone: bool) -> tuple[str | None, int]:
    """Return the town at the end and how many words it takes. alone: the words hold no shop's name."""
    least = 0 if alone else 1
    if country is None or len(words) <= least:
        return None, 0
    if _PHONE.fullmatch(words[-1]) or (not alone and is_web_address(fold(words[-1]))):
        return None, 1
    known = town_at_end(words[least:], country)
    if known:
        return known
    count = _unknown(words, alone)
    return (" ".join(words[-count:]), count) if count else (None, 0)


def _unknown(words: list[str], alone: bool) -> int:
    """Count the words of a town that no list has: those after a number, a legal form or a web address."""
    folded = [fold(word) for word in words]
    if any(char.isdigit() for char in folded[-1]):
        return 0
    if not alone and is_web_address(folded[0]):
        return len(words) - 1
    start = street_at_start(folded[:-1]) if alone else 1
    edge = next((at + 1 for at in range(len(words) - 1, 0, -1) if ends_an_address(folded, at)), start)
    after = len(words) - edge
    if (alone or edge > 1) and after <= 2:
        return after
    return min(unknown_town_length(words[start:]), after)
