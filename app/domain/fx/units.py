"""Units in which exchanges quote that are no currencies: pence, cents and agorot.

Source: the trading currencies of the London, Johannesburg and Tel Aviv stock exchanges.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from app.money import CODE_LETTERS, is_currency

ONE = Decimal(1)
HUNDRED = Decimal(100)

_HUNDREDTHS = {"GBp": "GBP", "GBX": "GBP", "ZAc": "ZAR", "ZAC": "ZAR", "ILA": "ILS", "ILa": "ILS"}


class Unit(NamedTuple):
    """A currency, and how many of the unit make one of it."""

    currency: str
    per_currency: Decimal


def unit_of(code: str) -> Unit:
    """Return the currency behind a code as a statement or an exchange writes it: 'GBp' is GBP, 100 to one."""
    return _remembered(code) if len(code) == CODE_LETTERS else Unit(code, ONE)


@lru_cache(maxsize=512)
def _remembered(code: str) -> Unit:
    currency = _HUNDREDTHS.get(code)
    return Unit(code, ONE) if currency is None else Unit(currency, HUNDRED)


def is_unit(code: str) -> bool:
    """Tell whether an amount can be stated in `code`: an ISO 4217 currency or one of these units."""
    return is_currency(unit_of(code).currency)
