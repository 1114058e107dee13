"""What a preset is: by what a file of a broker is known, and how it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from app.domain.portfolio.drafts.draft import Draft, Item
from app.domain.portfolio.drafts.mapping import Mapping
from app.domain.portfolio.drafts.shapes import Answers, Question
from app.domain.portfolio.drafts.sheet import Header, Line, Sheet
from app.domain.portfolio.drafts.table_reader import Adjust, Context, TableReader
from app.texts import fold

Group = tuple[str, ...]
"""Possible names of one column."""
Signature = tuple[Group, ...]
"""Columns that must all be there."""


def fits(header: Header, signature: Signature) -> bool:
    """Tell whether a header has a column of every group."""
    return all(any(header.has(name) for name in group) for group in signature)


def warn_of_income(row: Line, draft: Draft) -> None:
    """Tell what is counted as income for want of a better place.

    Money for a fraction of a unit: the file does not say which fraction. Capital that came back.
    """
    action = fold(row.get("action"))
    if "in lieu" in action and "dividend" not in action:
        draft.warnings.append("Money for a fraction of a unit; it is counted as a dividend.")
    if "return of capital" in action:
        draft.warnings.append("This is a return of capital; it is counted as a dividend.")


class TablePreset(NamedTuple):
    """A broker's table.

    signatures: a file with all columns of one of them is this broker's.
    numbers, dates: columns beyond the mapping's that show how numbers and dates are written.
    known_by: a column that only this broker has; without it, its way of dates and numbers is not presumed.
    adjust: what is done to each draft beyond the mapping. finish: joins rows of one event.
    read: how the rows become items, where that is not row by row.
    """

    name: str
    label: str
    signatures: tuple[Signature, ...]
    mapping: Mapping
    adjust: Adjust | None = None
    read: Callable[[Sheet, Mapping, Context], list[Item]] | None = None
    numbers: tuple[str, ...] = ()
    finish: Callable[[list[Item]], list[Item]] | None = None
    known_by: str | None = None

    def items(self, sheet: Sheet, mapping: Mapping, context: Context) -> list[Item]:
        """Read a table's rows."""
        if self.read is not None:
            items = self.read(sheet, mapping, context)
        else:
            items = TableReader(sheet, mapping, context, self.adjust).items(sheet.rows)
        return self.finish(items) if self.finish else items


class Document(NamedTuple):
    """What a file that is no single table holds."""

    items: list[Item]
    warnings: list[str]
    questions: list[Question]
    base_currency: str | None = None
    newest_first: bool = False


class DocumentPreset(NamedTuple):
    """A file that is no single table.

    form: what it is handed: a JSON value, or the bytes of XML or text. fits: whether it is this broker's.
    read: takes it and the person's answers.
    """

    name: str
    label: str
    form: Literal["json", "xml", "text"]
    fits: Callable[[Any], bool]
    read: Callable[[Any, Answers], Document]
