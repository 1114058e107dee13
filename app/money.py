"""Money without floats: integers in minor units beside an ISO 4217 code."""

import re
from functools import lru_cache

from iso4217 import Currency

MAX_MINOR = 2**53 - 1
"""The largest amount taken: a browser's JSON reads it exactly, and a thousand of them add up in a BIGINT."""
CODE_LETTERS = 3


@lru_cache(maxsize=512)
def exponent(code: str) -> int:
    """Return how many decimals a currency has (ISO 4217 table A.1).

    Raises ValueError for an unknown code, and for codes that have no minor unit (XAU, XTS).
    """
    digits = Currency(code).exponent
    if digits is None:
        raise ValueError(f"{code} has no minor unit")
    return int(digits)


def is_currency(code: str) -> bool:
    """Tell whether `code` is an active ISO 4217 currency in which an amount can be stated."""
    return len(code) == CODE_LETTERS and _has_minor_unit(code)  # nothing longer is remembered


@lru_cache(maxsize=512)
def _has_minor_unit(code: str) -> bool:
    try:
        exponent(code)
    except ValueError:
        return False
    return True


def decimal_string(amount_minor: int, code: str) -> str:
    """Write minor units as a plain decimal: (1050, "EUR") is "10.50", (1050, "JPY") is "1050"."""
    digits = exponent(code)
    if digits == 0:
        return str(amount_minor)
    sign, whole = ("-", -amount_minor) if amount_minor < 0 else ("", amount_minor)
    padded = str(whole).rjust(digits + 1, "0")
    return f"{sign}{padded[:-digits]}.{padded[-digits:]}"


def minor_units(text: str, code: str) -> int:
    """Read a decimal string into minor units exactly.

    Raises ValueError when the text is no number or has more decimals than the currency.
    """
    found = _DECIMAL.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is not an amount")
    digits, places = exponent(code), (found["places"] or "").rstrip("0")
    if len(places) > digits:
        raise ValueError(f"{text!r} has more decimals than {code}")
    return int(f"{found['sign']}{found['whole'] or 0}{places.ljust(digits, '0')}")


# Digits as text: Decimal would round past 28 of them, and read '1_000' and other scripts' digits too.
_DECIMAL = re.compile(r"(?P<sign>[+-]?)(?=\.?[0-9])(?P<whole>[0-9]*)(?:\.(?P<places>[0-9]*))?")
