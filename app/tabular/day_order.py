"""Whether day, month or year comes first, decided over a whole file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Literal

from app.tabular.dates import ORDERS, civil_day

DateOrder = Literal["ymd", "dmy", "mdy"]
RowOrder = Literal["ascending", "descending"]
_BY_YEAR = re.compile(r"\d{4}[-/. ]")
MIN_STEPS_PROVING = 4
"""Three days are in order by chance one time in three; five days, one time in sixty."""
MAX_DAYS_MORE = 100
MAX_DAYS_APART = 15
"""How far the booking and the value date of a payment lie apart at most, nearly always."""


def fitting_orders(cells: Sequence[str]) -> list[DateOrder]:
    """Return the orders that read the most cells, one for each way of reading them all."""
    distinct = list(dict.fromkeys(cells))
    read = {order: [civil_day(cell, order) for cell in distinct] for order in ORDERS}
    most = max((sum(day is not None for day in days) for days in read.values()), default=0)
    kept: dict[tuple[date | None, ...], DateOrder] = {}
    for order, days in read.items():
        if sum(day is not None for day in days) == most:
            kept.setdefault(tuple(days), order)
    return _likely(distinct, list(kept.values()))


def _likely(cells: list[str], orders: list[DateOrder]) -> list[DateOrder]:
    """Four digits are a year; dots part day and month, in this order; no days spread over decades."""
    if cells and all(_BY_YEAR.match(cell) for cell in cells):
        return ["ymd"]
    if "dmy" in orders and all(re.match(r"\d{1,2}\. ?\d{1,2}\. ?\d", cell) for cell in cells):
        return ["dmy"]
    if len(orders) > 1 and "ymd" in orders and all("/" in cell for cell in cells):
        orders = [order for order in orders if order != "ymd"]
    if len(orders) == 1 or "ymd" not in orders:
        return orders
    return [
        order
        for order in orders
        if _spread(cells, order) <= 3 * min(_spread(cells, each) for each in orders) + 400
    ]


def _spread(cells: list[str], order: str) -> int:
    days = [day for cell in cells if (day := civil_day(cell, order))]
    return (max(days) - min(days)).days if days else 0


def in_order(cells: Sequence[str], order: str) -> tuple[int, int]:
    """Return how many steps go forward, and how many back, from row to row."""
    days = [day for cell in cells if (day := civil_day(cell, order))]
    steps = [(later - earlier).days for earlier, later in pairwise(days)]
    return sum(step > 0 for step in steps), sum(step < 0 for step in steps)


def row_orders(cells: Sequence[str], orders: Sequence[str]) -> set[RowOrder]:
    """Return the directions in which the rows of a file may go; both where its days do not tell."""
    found: set[RowOrder] = set()
    for order in orders:
        forward, back = in_order(cells, order)
        if forward >= 3 * back and forward:
            found.add("ascending")
        elif back >= 3 * forward and back:
            found.add("descending")
        else:
            found |= {"ascending", "descending"}
    return found or {"ascending", "descending"}


def settled(  # noqa: PLR0913 - each of them is evidence
    cells: Sequence[str],
    orders: list[DateOrder],
    *,
    beside: Sequence[tuple[str, str]],
    others: Sequence[Sequence[str]],
    rows: RowOrder | None,
    continental: bool,
) -> list[DateOrder]:
    """Narrow the orders down by what the rest of the file shows.

    beside: the date of a row and another date of it, for some rows. others: the further columns of dates.
    rows: the direction that a running balance proved. continental: the words or marks are not American.
    """
    if len(orders) == 1:
        return orders
    for narrowed in (
        _of_others(orders, others),
        _of_neighbours(orders, beside),
        [order for order in orders if _runs(cells, order, rows)],
        [order for order in orders if _is_sorted(cells, order)] if _steps(cells) >= MIN_STEPS_PROVING else [],
    ):
        if len(narrowed) == 1:
            return narrowed
    if continental and not _contradicted(cells, orders):
        return [order for order in orders if order != "mdy"] or orders
    return orders


def _steps(cells: Sequence[str]) -> int:
    return len(set(cells)) - 1


def _of_others(orders: list[DateOrder], others: Sequence[Sequence[str]]) -> list[DateOrder]:
    """A bank writes all its dates alike: a value date past the twelfth tells of the booking date too."""
    for cells in others:
        fit = [order for order in fitting_orders(cells) if order in orders]
        if len(fit) == 1 and _ambiguous_form(cells):
            return fit
    return []


def _ambiguous_form(cells: Sequence[str]) -> bool:
    return any(re.match(r"\d{1,2}[-/ .]\d{1,2}[-/ .]\d{2,4}", cell) for cell in cells)


def _of_neighbours(orders: list[DateOrder], beside: Sequence[tuple[str, str]]) -> list[DateOrder]:
    """Two dates of one payment lie a few days apart, where one of them can be read in one way only."""
    return [order for order in orders if beside and all(_near(one, other, order) for one, other in beside)]


def _near(one: str, other: str, order: str) -> bool:
    first, second = civil_day(one, order), civil_day(other, order)
    return first is None or second is None or abs((first - second).days) <= MAX_DAYS_APART


def _runs(cells: Sequence[str], order: str, rows: RowOrder | None) -> bool:
    if rows is None or _steps(cells) < 2:
        return False
    forward, back = in_order(cells, order)
    return not (back if rows == "ascending" else forward)


def _is_sorted(cells: Sequence[str], order: str) -> bool:
    forward, back = in_order(cells, order)
    return not forward or not back


def _contradicted(cells: Sequence[str], orders: Sequence[str]) -> bool:
    """Tell whether only another order than day first keeps the rows in order of time."""
    return not _is_sorted(cells, "dmy") and any(_is_sorted(cells, order) for order in orders)
