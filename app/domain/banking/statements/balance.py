"""A statement's own check: its entries lead from its opening balance to its closing one."""

from __future__ import annotations

from app.domain.banking.ledger.bank_transaction import BankTransaction
from app.money import decimal_string


class Balance:
    """Adds the booked entries of one account up. opening, closing: signed minor units, None where unknown."""

    def __init__(self, opening: int | None = None) -> None:
        self.opening = opening
        self._moved: dict[str, int] = {}

    def add(self, row: BankTransaction) -> None:
        """Count a row that was read; a hold has not moved the balance."""
        if row.booked:
            signed = -row.amount if row.direction == "out" else row.amount
            self._moved[row.currency] = self._moved.get(row.currency, 0) + signed

    def problem(self, closing: int | None, currency: str) -> str | None:
        """Say in a sentence what the entries do not explain; None where all is well or nothing is known."""
        if self.opening is None or closing is None or self._moved.keys() - {currency}:
            return None
        missing = closing - self.opening - self._moved.get(currency, 0)
        if not missing:
            return None
        written = [decimal_string(minor, currency) for minor in (self.opening, closing, missing)]
        return (
            f"The balance goes from {written[0]} to {written[1]} {currency}, but {written[2]} {currency} of "
            "that is in no entry that was read: one is missing, or was misread."
        )
