"""Which codes are currencies with a rate, and what is wrong with the others."""

from __future__ import annotations

from app.domain.fx.history import shipped_currencies
from app.domain.fx.units import unit_of
from app.money import is_currency

EURO = "EUR"


def currency_problem(code: str) -> str | None:
    """Say what is wrong with a code; None for a currency, also for one that is no more, as HRK."""
    if is_currency(code) or code in shipped_currencies():
        return None
    if (whole := unit_of(code).currency) != code:
        return f"{code} is a hundredth of {whole} and no currency: use {whole}, and divide amounts by 100"
    if is_currency(code.upper()):
        return f"Currencies are written in capitals: {code.upper()}"
    return "Not an ISO 4217 currency code"


def known_base(code: str) -> str:
    """Return a user's base currency; the euro for one that has ceased to be since they chose it."""
    return code if is_currency(code) else EURO
