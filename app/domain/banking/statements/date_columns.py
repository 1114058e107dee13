"""Which columns of a table are dates, which of them is the day, and in which order its parts stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from app.domain.banking.statements.header_words import DATE_ROLES, is_english
from app.domain.banking.statements.money_decision import Verdict
from app.tabular.dates import civil_day
from app.tabular.day_order import DateOrder, fitting_orders, settled
from app.tabular.encoding import tidy
from app.tabular.scan import Scan
from app.tabular.table import SHOWN_CELL, Column, Table

_MAX_NEIGHBOURS = 500
ToldColumn = Callable[[str, Column | None], Column | None]
"""Return the column that a person has named for a field, else the one that is guessed."""


class DateColumns:
    """The dates of one table. date: the day of the booking; fallback: the day where that is empty."""

    def __init__(self, table: Table, scan: Scan, told: Mapping[str, Any], told_column: ToldColumn) -> None:
        self.table, self.scan, self.told = table, scan, told
        self._told_column = told_column

    @cached_property
    def date(self) -> Column | None:
        dates = [column for column in self.table.columns if column.kind == "date"]
        full = [column for column in dates if column.filled * 2 >= len(self.table.body)] or dates
        return self._told_column("date", min(full, key=_rank_of_date, default=None))

    def rivals(self, orders: list[DateOrder]) -> list[Column]:
        """Return the columns that could as well be the date, where they name other days."""
        if self.date is None or "date" in self.told or not orders:
            return []
        mine = self._days(self.date, orders[0])
        return [self.date] + [
            column
            for column in self.table.columns
            if column.kind == "date"
            and column.at != self.date.at
            and _rank_of_date(column) == _rank_of_date(self.date)
            and any(
                one != other for one, other in zip(mine, self._days(column, orders[0]), strict=True) if other
            )
        ]

    def _days(self, column: Column, order: str) -> list[dt.date | None]:
        return [civil_day(cell, order) for cell in self.table.cells(column.at)]

    @cached_property
    def fallback(self) -> Column | None:
        """A hold has no booking day yet: then the day that it began is what there is."""
        if self.date is None or self.date.filled == len(self.table.body):
            return self._told_column("date_else", None)
        others = [
            column for column in self.table.columns if column.kind == "date" and column.at != self.date.at
        ]
        return self._told_column("date_else", min(others, key=_rank_of_date, default=None))

    @cached_property
    def cells(self) -> Sequence[str]:
        if self.date is None:
            return []
        return self.scan.days.get(self.date.at) or [cell for cell in self.table.cells(self.date.at) if cell]

    @cached_property
    def possible_orders(self) -> list[DateOrder]:
        if "date_format" in self.told:
            return [self.told["date_format"]]
        return fitting_orders(self.cells)

    def orders(self, verdict: Verdict) -> list[DateOrder]:
        others = [cells for at, cells in self.scan.days.items() if self.date and at != self.date.at]
        return settled(
            self.cells,
            self.possible_orders,
            beside=self._neighbours(),
            others=others,
            rows=verdict.chain.mode.order if verdict.chain and verdict.chain.fits > 1 else None,
            continental=self._is_continental(verdict),
        )

    def _neighbours(self) -> list[tuple[str, str]]:
        if self.date is None:
            return []
        mine = self.table.cells(self.date.at)
        pairs: list[tuple[str, str]] = []
        for at in self.scan.days:
            if at != self.date.at:
                pairs += zip(mine, self.table.cells(at), strict=True)
        return [(one, other) for one, other in pairs if one and other and one != other][:_MAX_NEIGHBOURS]

    def _is_continental(self, verdict: Verdict) -> bool:
        """Americans alone write the month first: neither with a decimal comma, nor under other words."""
        header = self.table.header
        if header and any(not is_english(tidy(cell)[:SHOWN_CELL]) for cell in header.cells):
            return True
        decimal = verdict.readings[0].marks.decimal if verdict.readings else "."
        return decimal == "," and any("," in cell for cells in self.scan.shapes.values() for cell, _ in cells)


def _rank_of_date(column: Column) -> int:
    return min(
        (DATE_ROLES.index(role) for role in column.roles if role in DATE_ROLES), default=len(DATE_ROLES)
    )
