"""Which codes are currencies with a rate, and what is wrong with the others."""

from __future__ import annotations

from app.domain.fx.history import shipped_currencies
from app.money import is_currency

EURO = "EUR"
HUNDREDTHS = {
    "GBp": "GBP", "GBX": "GBP", "GBx": "GBP", "ZAc": "ZAR", "ZAC": "ZAR",
    "ILA": "ILS", "ILa": "ILS", "USX": "USD", "USx": "USD", "EUX": "EUR",
}  # fmt: skip
"""Units in which exchanges quote prices: pence, cents, agorot."""


def currency_problem(code: str) -> str | None:
    """Say what is wrong with a code; None for a currency, also for one that is no more, as HRK."""
    if is_currency(code) or code in shipped_currencies():
        return None
    if whole := HUNDREDTHS.get(code):
        return f"{code} is a hundredth of {whole} and no currency: use {whole}, and divide amounts by 100"
    if is_currency(code.upper()):
        return f"Currencies are written in capitals: {code.upper()}"
    return "Not an ISO 4217 currency code"
