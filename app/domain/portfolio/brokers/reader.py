"""From a broker's file to its activities: finds out what it is, asks what is uncertain, reads the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from app.db import is_storable
from app.domain.portfolio.brokers.detection import DocumentPlace, TablePlace, find, refuse
from app.domain.portfolio.brokers.presets.preset import TablePreset
from app.domain.portfolio.drafts.currencies import read_currency
from app.domain.portfolio.drafts.dates import find_order
from app.domain.portfolio.drafts.draft import Draft, Item
from app.domain.portfolio.drafts.errors import UnreadableBrokerFile
from app.domain.portfolio.drafts.mapping import Mapping
from app.domain.portfolio.drafts.numbers import Numbers, gather_evidence
from app.domain.portfolio.drafts.reversals import pair_reversals
from app.domain.portfolio.drafts.settlement import (
    Rules,
    base_currency_of,
    moments_of,
    needs_no_money,
    runs_backwards,
    settle,
)
from app.domain.portfolio.drafts.shapes import Answers, BrokerFile, BrokerRow, Choice, Question
from app.domain.portfolio.drafts.sheet import DELIMITERS, Header, Sheet, first_records, read_sheet
from app.domain.portfolio.drafts.splits import settle_splits
from app.domain.portfolio.drafts.table_reader import Context

BY_MAPPING = "mapping"
"""The preset's name of files that are read by a person's own mapping."""
_NUMBERS = ("quantity", "price", "amount", "fx_rate", "received")
_OFFERED_CURRENCIES = ("EUR", "USD", "GBP", "CHF")
_RATES = (
    "The exchange rates of this file lead to the currency of the broker's account, which it does not name. "
    "They are taken to lead to the portfolio's."
)


def read_broker_file(  # noqa: PLR0913 - a file and how to read it, all by name
    data: bytes,
    *,
    filename: str,
    today: date,
    preset: str | None = None,
    mapping: Mapping | None = None,
    answers: Answers = Answers(),  # noqa: B008 - it cannot be changed
    portfolio_currency: str | None = None,
) -> BrokerFile:
    """Read a broker's file into activities, row by row.

    preset: the one to read it by, None to find it out. mapping: how to read a table that no preset knows.
    answers: to the questions of an earlier reading. today: activities after it are problems.
    portfolio_currency: exchange rates that lead elsewhere are left out.
    Returns no rows while it has questions. A row that cannot be read is a problem, and the others go on.
    Raises UnreadableBrokerFile where the file as a whole cannot be read.
    """
    answers = _checked(answers)
    last_day = None if answers.allow_future else today
    if mapping is not None:
        refuse(data, filename)
        reading = _read_table(data, _place_of(data, mapping), mapping, answers, portfolio_currency)
    else:
        found = find(data, filename=filename, preset=preset)
        reading = _read_found(data, found, answers, portfolio_currency)
    return _finished(reading, answers, last_day, portfolio_currency)


class _Reading(NamedTuple):
    preset: str
    items: list[Item]
    questions: list[Question]
    warnings: list[str]
    base_currency: str | None
    newest_first: bool


def _read_found(
    data: bytes, found: TablePlace | DocumentPlace, answers: Answers, portfolio_currency: str | None
) -> _Reading:
    if isinstance(found, TablePlace):
        return _read_table(data, found, found.preset.mapping, answers, portfolio_currency)
    read = found.preset.read(found.value, answers)
    return _Reading(
        found.preset.name, read.items, read.questions, read.warnings, read.base_currency, read.newest_first
    )


def _read_table(
    data: bytes, place: TablePlace, mapping: Mapping, answers: Answers, portfolio_currency: str | None
) -> _Reading:
    sheet = read_sheet(data, place.delimiter, place.header_line)
    if place.preset.known_by and not sheet.header.has(place.preset.known_by):
        mapping = replace(mapping, date_order=None, decimal=None)
    context, questions = _context(sheet, place.preset, mapping, answers)
    items: list[Item] = [] if questions else place.preset.items(sheet, mapping, context)
    items += [BrokerRow(problem.line, problem=problem.text) for problem in sheet.problems]
    items.sort(key=lambda item: item.line)
    if question := _currency_question(items, sheet, mapping, answers, portfolio_currency):
        questions.append(question)
    return _Reading(place.preset.name, items, questions, [], None, mapping.newest_first)


def _finished(
    reading: _Reading, answers: Answers, last_day: date | None, portfolio_currency: str | None
) -> BrokerFile:
    if reading.questions:
        return BrokerFile(
            reading.preset, [], reading.questions, reading.warnings, newest_first=reading.newest_first
        )
    items = pair_reversals(reading.items)
    moments = moments_of(items)
    newest_first = not moments and runs_backwards(items, usual=reading.newest_first)
    items = settle_splits(items, answers.ratios, newest_first=newest_first)
    base = reading.base_currency or base_currency_of(items)
    rows = settle(items, Rules(last_day, portfolio_currency, base))
    warnings = list(reading.warnings)
    if base is None and any(row.activity and row.activity.fx_rate for row in rows):
        warnings.append(_RATES)
    return BrokerFile(reading.preset, rows, [], warnings, newest_first, base, moments)


def _context(
    sheet: Sheet, preset: TablePreset, mapping: Mapping, answers: Answers
) -> tuple[Context, list[Question]]:
    """Decide how a table's numbers and dates are written, and return what must be asked about them."""
    questions: list[Question] = []
    numbers, question = _numbers(sheet, preset, mapping, answers)
    if question:
        questions.append(question)
    order = find_order(
        sheet.column(*_of(sheet, mapping, "date")), usual=mapping.date_order, said=answers.date_order
    )
    if order.question:
        questions.append(order.question)
    return Context(numbers, order.order, answers.currency), questions


def _of(sheet: Sheet, mapping: Mapping, *fields: str) -> list[str]:
    """Return the columns that hold some fields."""
    named = [mapping.columns.get(field, ()) for field in fields]  # type: ignore[call-overload]
    return [
        found for names in named if (found := next((name for name in names if sheet.header.has(name)), None))
    ]


def _numbers(
    sheet: Sheet, preset: TablePreset, mapping: Mapping, answers: Answers
) -> tuple[Numbers, Question | None]:
    costs = [cost.column for cost in (*mapping.fees, *mapping.taxes)]
    columns = [*_of(sheet, mapping, *_NUMBERS), *costs, *preset.numbers]
    marks, unclear = gather_evidence(sheet.column(*columns))
    if answers.decimal:
        return Numbers(answers.decimal, mixed=len(marks) > 1), None
    if len(marks) == 1:
        return Numbers(next(iter(marks))), None
    if unclear and mapping.decimal is None:
        return Numbers(None), _decimal_question(unclear[0])
    return Numbers(mapping.decimal, mixed=len(marks) > 1), None


def _decimal_question(cell: str) -> Question:
    digits = cell.replace(",", ".")
    return Question(
        field="decimal",
        text=f"Numbers such as {cell[:40]!r} can be read in two ways. Which mark parts the decimals?",
        choices=[
            Choice(value=mark, label=label, example=f"{cell} is {_as_read(digits, cell, mark)}")
            for mark, label in ((".", "A point parts the decimals"), (",", "A comma parts the decimals"))
        ],
    )


def _as_read(digits: str, cell: str, mark: str) -> str:
    return digits if mark in cell else digits.replace(".", "")


def _currency_question(
    items: Sequence[Item], sheet: Sheet, mapping: Mapping, answers: Answers, portfolio_currency: str | None
) -> Question | None:
    """Ask for the currency where no column could say it; a single row without one is its own problem."""
    if answers.currency or mapping.currency or _of(sheet, mapping, "currency"):
        return None
    without = [
        item
        for item in items
        if isinstance(item, Draft) and item.currency is None and not needs_no_money(item)
    ]
    if not without:
        return None
    offered = dict.fromkeys([portfolio_currency, *_OFFERED_CURRENCIES])
    return Question(
        field="currency",
        text="This file does not say its currency. Which one is it?",
        choices=[Choice(value=code, label=code) for code in offered if code],
    )


def _place_of(data: bytes, mapping: Mapping) -> TablePlace:
    """Find the header of a table by the columns that a person's mapping names."""
    names = [names for names in mapping.columns.values() if names]
    if not mapping.columns.get("date"):
        raise UnreadableBrokerFile("Say which column holds the date.")
    best: tuple[int, TablePlace] | None = None
    preset = TablePreset(BY_MAPPING, "your own columns", (), mapping)
    for delimiter in (mapping.delimiter,) if mapping.delimiter else DELIMITERS:
        for record in first_records(data, delimiter):
            header = Header(record.cells)
            count = sum(any(header.has(name) for name in group) for group in names)
            if count > (best[0] if best else 0):
                best = count, TablePlace(preset, delimiter, record.line)
    if best is None or best[0] < len(names):
        raise UnreadableBrokerFile(
            f"Not all columns of the mapping are in this file: {best[0] if best else 0} of {len(names)} are. "
            "Choose the columns again."
        )
    return best[1]


def _checked(answers: Answers) -> Answers:
    """Refuse answers that are none."""
    if answers.date_order not in {None, "dmy", "mdy", "ymd"}:
        raise UnreadableBrokerFile("The order of a date's parts is 'dmy', 'mdy' or 'ymd'.")
    if answers.decimal not in {None, ",", "."}:
        raise UnreadableBrokerFile("The mark that parts decimals is ',' or '.'.")
    if not all(is_storable(ratio) and ratio > 0 for ratio in answers.ratios.values()):
        raise UnreadableBrokerFile("The ratio of a split is a number above zero: new units per old unit.")
    if answers.currency is None:
        return answers
    try:
        return replace(answers, currency=read_currency(answers.currency))
    except ValueError as error:
        raise UnreadableBrokerFile(str(error)) from None
