"""A file's running balance: what each of its days ended with, where the column is proven to add up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from app.domain.banking.accounts.bank_balance import BankBalance
from app.domain.banking.ledger.bank_transaction import BankTransaction, signed_minor
from app.domain.banking.statements.running_balance import Line, Mode, best_chain
from app.domain.banking.statements.shapes import Row
from app.tabular.day_order import RowOrder

Closings = dict[date, int]
"""What each day ended with, oldest first; signed minor units."""


class Step(NamedTuple):
    """A booked row: its day, what it moved, and the balance beside it."""

    on: date
    moved: int
    balance: int | None


class DayBalances:
    """Looks at a file's rows as they go by, and knows at their end what each day ended with.

    found: filled when the rows are at their end; the file's last day may go on after it, and is no closing.
    """

    def __init__(self) -> None:
        self.found: list[BankBalance] = []
        self._steps: dict[tuple[str | None, str], list[Step]] = defaultdict(list)

    def watch(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            if row.transaction is not None and row.transaction.booked:
                self._note(row.transaction)
            yield row
        for (account, currency), steps in self._steps.items():
            closings = closings_of(steps)
            last = max(closings, default=None)
            self.found += [
                BankBalance(account=account, currency=currency, on=on, balance=minor, is_closing=on != last)
                for on, minor in closings.items()
            ]

    def _note(self, row: BankTransaction) -> None:
        if row.booked_on is not None:
            moved = -row.amount if row.direction == "out" else row.amount
            step = Step(row.booked_on, moved, _balance_in(row))
            self._steps[row.account, row.currency].append(step)


def _balance_in(row: BankTransaction) -> int | None:
    try:
        return signed_minor(str(row.details["balance"]), row.currency)
    except (KeyError, ValueError):
        return None


def closings_of(steps: Sequence[Step]) -> Closings:
    """Return what each day ended with; nothing where no one way of reading the balance adds up.

    Cards write what is owed above zero: then it is the balance turned round that adds up.
    """
    turned = [each._replace(balance=None if each.balance is None else -each.balance) for each in steps]
    return _proven(steps) or _proven(turned)


def _proven(steps: Sequence[Step]) -> Closings:
    lines = [Line("", step.moved, step.balance) for step in steps]
    modes = [Mode(order, after) for order in _orders(steps) for after in (True, False)]
    chains = [chain for chain in (best_chain(lines, [mode]) for mode in modes) if chain.proven]
    most = max((chain.fits for chain in chains), default=0)
    readings = [_closings(steps, chain.mode) for chain in chains if chain.fits == most]
    return readings[0] if readings and all(each == readings[0] for each in readings) else {}


def _orders(steps: Sequence[Step]) -> list[RowOrder]:
    """Return in which order the days are; of a file whose days go to and fro, no day's end can be told."""
    ups = [later.on >= earlier.on for earlier, later in pairwise(steps)]
    downs = [later.on <= earlier.on for earlier, later in pairwise(steps)]
    orders: list[RowOrder] = []
    if all(ups):
        orders.append("ascending")
    if all(downs):
        orders.append("descending")
    return orders


def _closings(steps: Sequence[Step], mode: Mode) -> Closings:
    found: Closings = {}
    balance: int | None = None
    for step in steps if mode.order == "ascending" else reversed(steps):
        if step.balance is not None:
            balance = step.balance if mode.after else step.balance + step.moved
        elif balance is not None:
            balance += step.moved
        if balance is not None:
            found[step.on] = balance
    return found
