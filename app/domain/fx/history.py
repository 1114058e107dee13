"""The European Central Bank's rates up to this release: a file that is read a currency at a time.

Nothing of it is in the database (docs/decisions/0032-shipped-rates.md); launch/exchange_rates.py makes it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from zipfile import ZipFile

_FILE = Path(__file__).with_name("data") / "ecb.zip"
_OTHERS = {"SOURCE", "days"}
KEPT_CURRENCIES = 8
"""How many currencies' texts a process keeps; one is some 400 kB and read in some milliseconds."""


@lru_cache(maxsize=1)
def shipped_currencies() -> frozenset[str]:
    """Return the currencies of the file; some are no more, as HRK and BGN."""
    with ZipFile(_FILE) as archive:
        return frozenset(archive.namelist()) - _OTHERS


def shipped_rates(currency: str, first: date, last: date) -> Iterator[tuple[date, Decimal]]:
    """Yield a currency's rates per euro from `first` to `last`, and the last one before, oldest first."""
    if currency not in shipped_currencies():
        return
    days, rates = _days(), _rates(currency)
    begin = bisect_right(days, first.isoformat()) - 1
    while begin > 0 and not rates[begin]:
        begin -= 1
    for place in range(max(begin, 0), bisect_right(days, last.isoformat())):
        if rates[place]:
            yield date.fromisoformat(days[place]), Decimal(rates[place])


def shipped_rate(currency: str, on: date) -> Decimal | None:
    """Return the rate of exactly one day."""
    found = [rate for day, rate in shipped_rates(currency, on, on) if day == on]
    return found[0] if found else None


def newest_shipped_day() -> date:
    return date.fromisoformat(_days()[-1])


@lru_cache(maxsize=1)
def _days() -> Sequence[str]:
    return _lines("days")


@lru_cache(maxsize=KEPT_CURRENCIES)
def _rates(currency: str) -> Sequence[str]:
    return _lines(currency)


def _lines(name: str) -> list[str]:
    with ZipFile(_FILE) as archive:
        return archive.read(name).decode().split("\n")
