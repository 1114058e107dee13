"""Currencies as brokers write them: ISO 4217, and hundredths of one that shares are quoted in."""

from __future__ import annotations

from app.money import is_currency
from app.tabular.encoding import shown

HUNDREDTHS = {
    "GBX": "GBX", "GBx": "GBX", "GBp": "GBp", "ZAc": "ZAc", "ZAC": "ZAc", "ILA": "ILA", "ILa": "ILA",
}  # fmt: skip
"""Their spellings, each with the code that it is stored by; exchange rates know them under these."""
FIAT_OF_EXCHANGES = frozenset(
    {
        "AED", "AUD", "BRL", "CAD", "CHF", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR",
        "JPY",
        "MXN", "NOK", "NZD", "PLN", "RON", "SEK", "SGD", "THB", "TRY", "USD", "ZAR",
    }
)  # fmt: skip
"""Money on crypto exchanges; other codes of ISO 4217 are also names of coins there (MNT, GEL, ALL)."""


def read_currency(text: str) -> str:
    """Return the code of a currency. Raises ValueError with a sentence."""
    text = text.strip()
    if text in HUNDREDTHS:
        return HUNDREDTHS[text]
    code = text.upper()
    if len(code) == 3 and is_currency(code):
        return code
    raise ValueError(f"{shown(text)} is not a currency. Use its code of three letters, such as USD.")
