"""Amounts of the formats that have a decimal mark by standard, and of banks that write another one."""

from __future__ import annotations

import re

from app.money import exponent

_AMOUNT = re.compile(
    r"(?P<sign>[+-])?(?P<whole>[0-9]+|[0-9]{1,3}(?P<group>[., '])[0-9]{3}(?:(?P=group)[0-9]{3})*)"
    r"(?:(?P<mark>[.,])(?P<places>[0-9]*))?(?P<behind>-)?"
)
_ONE_FORM = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2019": "'", "\u2212": "-"})
_PERHAPS_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}")


def plain_decimal(text: str, currency: str) -> str:
    """Write '1234,5', '-1234.50', '1.234,50' or '1.234.567' as plain decimal text.

    Three digits behind a single mark may be decimals or thousands, so they are refused where the currency has
    no third decimal. Raises ValueError.
    """
    found = _AMOUNT.fullmatch(text.strip().translate(_ONE_FORM)) if len(text) <= 60 else None
    if found is None or found["group"] == (found["mark"] or "") or (found["sign"] and found["behind"]):
        raise ValueError(text)
    places = found["places"] or ""
    unsure = not found["group"] and len(places) == 3 and _PERHAPS_THOUSANDS.fullmatch(found["whole"])
    if unsure and exponent(currency) != 3:
        raise ValueError(text)
    minus = "-" if found["sign"] == "-" or found["behind"] else ""
    whole = re.sub("[^0-9]", "", found["whole"])
    return f"{minus}{whole}.{places}" if places else f"{minus}{whole}"
