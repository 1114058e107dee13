"""Dates of a file: whether day or month comes first, and each row's day as the broker wrote it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from app.domain.portfolio.drafts.shapes import Choice, Question
from app.tabular.dates import civil_day
from app.tabular.day_order import fitting_orders, settled
from app.tabular.encoding import shown

_LABELS = {
    "dmy": "The day comes first (31/12)", "mdy": "The month comes first (12/31)",
    "ymd": "The year comes first",
}  # fmt: skip
_SHORT_YEAR = re.compile(r"\d{1,2}[-./ ]{1,2}(?:\d{1,2}|[A-Za-z]{3,12})[-./ ]{1,2}\d{2}(?!\d)", re.ASCII)
_TOGETHER = re.compile(r"(\d{8})[;, T]?\d{6}", re.ASCII)


class DayOrder(NamedTuple):
    """How a file's dates are read, and the question that must be answered first, if any."""

    order: str
    question: Question | None = None


def clean_date(text: str) -> str:
    """Drop the time behind a semicolon and an earlier posting date, which are no part of the day."""
    text = text.strip()
    if " as of " in text:  # '04/17/2023 as of 04/15/2023' was posted on the 17th and counts from the 15th
        text = text.rpartition(" as of ")[2].strip()
    if found := _TOGETHER.fullmatch(text):
        return found[1]
    return text.partition(";")[0].strip()


def read_day(text: str, order: str) -> date:
    """Return the day as it is written, whatever its time zone. Raises ValueError with a sentence."""
    cleaned = clean_date(text)
    if not cleaned:
        raise ValueError("This row has no date.")
    if _SHORT_YEAR.match(cleaned):
        raise ValueError(f"{shown(text)} has a year of two digits. Write all four.")
    day = civil_day(cleaned, order)
    if day is None:
        raise ValueError(f"{shown(text)} is not a date that exists. Write it as 2024-12-31.")
    return day


def find_order(cells: Sequence[str], *, usual: str | None, said: str | None) -> DayOrder:
    """Decide whether day or month comes first.

    cells: the dates of all rows. usual: the broker's own order. said: the person's answer.
    """
    dates = [cleaned for cell in cells if (cleaned := clean_date(cell))]
    if said:
        return DayOrder(said)
    if usual is None or (usual == "ymd" and not all(map(_is_year_first, dates))):
        return _without_habit(dates)
    if usual == "ymd":
        return DayOrder(usual)
    other = "mdy" if usual == "dmy" else "dmy"
    only_other = next((cell for cell in dates if civil_day(cell, other) and not civil_day(cell, usual)), None)
    if only_other is None or any(civil_day(cell, usual) and not civil_day(cell, other) for cell in dates):
        return DayOrder(usual)
    text = f"{_LABELS[usual]}, as a rule, but not in {shown(only_other)}. Which part comes first?"
    return DayOrder(usual, _question(text, dates, [usual, other]))


def _is_year_first(cell: str) -> bool:
    """Tell whether a date can be read with the year first, or in no way at all."""
    return civil_day(cell, "ymd") is not None or not (civil_day(cell, "dmy") or civil_day(cell, "mdy"))


def _without_habit(dates: list[str]) -> DayOrder:
    orders = fitting_orders(dates) or ["ymd"]
    orders = settled(dates, list(orders), beside=[], others=[], rows=None, continental=False)
    if len(orders) == 1:
        return DayOrder(orders[0])
    return DayOrder(orders[0], _question("In the dates of this file, which part comes first?", dates, orders))


def _question(text: str, dates: Sequence[str], orders: Sequence[str]) -> Question:
    choices = [Choice(value=order, label=_LABELS[order], example=_example(dates, order)) for order in orders]
    return Question(field="date_order", text=text, choices=choices)


def _example(dates: Sequence[str], order: str) -> str:
    read = next(((cell, day) for cell in dates if (day := civil_day(cell, order))), None)
    return f"{read[0]} is {read[1].isoformat()}" if read else ""
