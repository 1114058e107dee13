"""The arithmetic of a running balance: which movements make it add up, and in which order of rows."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from app.domain.banking.accounts.bank_balance import BankBalance
from app.domain.banking.ledger.bank_transaction import BankTransaction
from app.money import decimal_string, is_currency
from app.tabular.day_order import RowOrder

MAX_BREAKS_IN = 8
"""One link in eight may be broken: a hold, or a row that the bank left out."""


class Mode(NamedTuple):
    """How a balance column goes: the order of the rows, and whether a row shows what was left after it."""

    order: RowOrder
    after: bool


class Chain(NamedTuple):
    """How far a balance adds up: links between two balances, and how many of them fit."""

    links: int
    fits: int
    mode: Mode

    @property
    def proven(self) -> bool:
        return self.fits > 0 and (self.links - self.fits) * MAX_BREAKS_IN <= self.links


class Line(NamedTuple):
    """A row of a running balance. group: its account and currency; None stands for what cannot be read."""

    group: Hashable
    movement: int | None
    balance: int | None


def best_chain(lines: Sequence[Line], modes: Iterable[Mode]) -> Chain:
    """Return the mode under which most links fit."""
    chains = [_chain(lines, mode) for mode in modes]
    return max(chains, key=lambda chain: (chain.fits, -chain.links, chain.mode.after))


def _chain(lines: Sequence[Line], mode: Mode) -> Chain:
    ordered = lines if mode.order == "ascending" else lines[::-1]
    links = fits = 0
    for moved, difference in _links(ordered, mode.after):
        if moved or difference:
            links += 1
            fits += moved == difference
    return Chain(links, fits, mode)


def _links(lines: Sequence[Line], after: bool) -> Iterator[tuple[int, int]]:
    """Yield what moved between two balances of a group, and by how much they differ."""
    last: dict[Hashable, int | None] = {}
    moved: dict[Hashable, int] = {}
    for group, movement, balance in lines:
        if after and movement is not None:
            moved[group] = moved.get(group, 0) + movement
        if balance is not None:
            before = last.get(group)
            if before is not None:
                yield moved.get(group, 0), balance - before
            last[group], moved[group] = balance, 0
        if not after and movement is not None:
            moved[group] = moved.get(group, 0) + movement
        if movement is None:
            last[group] = None


class Standing(NamedTuple):
    """A balance as a statement writes it: signed minor units; on: the day beside it, None if unreadable."""

    minor: int
    currency: str
    on: date | None


class Balance:
    """Adds the booked entries of one account up. opening, closing: signed minor units, None where unknown."""

    def __init__(self, opening: int | None = None) -> None:
        self.opening = opening
        self._moved: dict[str, int] = {}
        self._first: date | None = None

    def add(self, row: BankTransaction) -> None:
        """Count a row that was read; a hold has not moved the balance."""
        if row.booked:
            signed = -row.amount if row.direction == "out" else row.amount
            self._moved[row.currency] = self._moved.get(row.currency, 0) + signed
            days = [day for day in (self._first, row.booked_on) if day is not None]
            self._first = min(days, default=None)

    def stated(
        self, account: str | None, opening: Standing | None, closing: Standing | None
    ) -> Iterator[BankBalance]:
        """Yield the balances as those of the ends of days.

        Banks date the opening one by the day before the first entry, or by the first entry's own.
        """
        for each, on in ((opening, self._opened_after(opening)), (closing, closing and closing.on)):
            if each is not None and on is not None and is_currency(each.currency):
                yield BankBalance(
                    account=account, currency=each.currency, on=on, balance=each.minor, is_closing=True
                )

    def _opened_after(self, opening: Standing | None) -> date | None:
        if opening is None or self._first is None:
            return None  # without an entry the closing balance is the same
        before = self._first - timedelta(days=1)
        return min(opening.on or before, before)

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
