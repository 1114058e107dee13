"""The questions about a file, each with how its first rows read under every answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgspec

from app.domain.banking.statements.csv_rows import Columns
from app.domain.banking.statements.header_words import bare
from app.domain.banking.statements.money_columns import Reading
from app.domain.banking.statements.shapes import Choice, CsvMapping, Need, SampleRow
from app.money import decimal_string
from app.tabular.dates import civil_day
from app.tabular.lines import Record
from app.tabular.table import Column, Table, cell_of

MAX_ROWS_COMPARED = 200
SHOWN_ROWS = 5
SHOWN_TEXT = 200
MAX_CURRENCIES = 8
_ORDERS = {"dmy": "Day first: 31/12", "mdy": "Month first: 12/31", "ymd": "Year first: 24/12/31"}


class Answer(NamedTuple):
    """An answer that can be given. value: stable. sets: the fields of the mapping that it fixes."""

    value: str
    label: str
    sets: dict[str, Any]


class Question(NamedTuple):
    """What a file leaves open."""

    column: str
    field: str
    text: str
    answers: list[Answer]


def date_question(column: str, orders: Sequence[str]) -> Question:
    answers = [Answer(order, _ORDERS[order], {"date_format": order}) for order in orders]
    text = f"In the dates of {column!r}, which part comes first?"
    return Question(column, "date_format", text, answers)


def day_question(table: Table, columns: Sequence[Column]) -> Question:
    names = table.names()
    answers = [
        Answer(f"column_{column.at + 1}", names[column.at], {"date": table.key(column.at)})
        for column in columns
    ]
    return Question(names[columns[0].at], "date", "Which column holds the day of the booking?", answers)


def account_question(table: Table, column: Column) -> Question:
    name = table.names()[column.at]
    shown = ", ".join(cell[:40] for cell in column.distinct[:3])
    answers = [
        Answer("own", "They are mine: money moved on them", {"account": table.key(column.at)}),
        Answer("other", "They are the other party's", {"account": None}),
    ]
    return Question(name, "account", f"Whose accounts does {name!r} hold ({shown})?", answers)


def state_question(table: Table, column: Column, words: Sequence[str]) -> Question:
    said = ", ".join(f"'{word[:40]}'" for word in words[:5])
    key = table.key(column.at)
    answers = [
        Answer("booked", "They moved money", {"state": key, "void_words": []}),
        Answer("void", "They moved nothing", {"state": key, "void_words": [bare(word) for word in words]}),
    ]
    name = column.name or f"Column {column.at + 1}"
    return Question(name, "state", f"Did payments that {name!r} calls {said} move money?", answers)


def currency_question(table: Table, at: int, codes: Sequence[str]) -> Question:
    """Ask which of the currencies that share a sign is meant."""
    name = table.names()[at]
    answers = [Answer(code, code, {"fixed_currency": code}) for code in codes[:MAX_CURRENCIES]]
    return Question(
        name, "fixed_currency", f"Which currency is {name!r} in? Its sign is that of several.", answers
    )


def money_question(
    table: Table, readings: Sequence[Reading], currency_of: Callable[[Reading], dict[str, Any]]
) -> Question:
    """Ask which reading of the amounts is right; what all of them share is not said.

    currency_of: the mapping's fields of the currency that goes with a reading's columns.
    """
    first = readings[0]
    field, at, text = _subject(table, readings)
    name = table.names()[at] if at is not None else table.names()[first.columns()[0]]
    answers = [_answer(table, reading, readings) for reading in readings]
    currencies = [currency_of(reading) for reading in readings]
    if any(each != currencies[0] for each in currencies):
        answers = [
            answer._replace(sets=answer.sets | fields)
            for answer, fields in zip(answers, currencies, strict=True)
        ]
    return Question(name, field, text, answers)


def _subject(table: Table, readings: Sequence[Reading]) -> tuple[str, int | None, str]:
    first = readings[0]
    names = table.names()
    if _differ(readings, "base"):
        at = first.columns()[0]
        return ("amount" if first.base.amount is not None else "debit"), at, "Which columns hold the amounts?"
    if _differ(readings, "flag", "sign", "debit_sign", "credit_sign"):
        flag = next((reading.flag for reading in readings if reading.flag), None)
        at = flag.at if flag else first.columns()[0]
        field = "direction" if flag else "sign" if first.base.amount is not None else "debit_sign"
        return field, at, f"How does {names[at]!r} say whether money came in or went out?"
    if _differ(readings, "marks"):
        at = first.columns()[0]
        return "decimal", at, f"Which mark parts the decimals of {names[at]!r}?"
    fee = next(reading.fee for reading in readings if reading.fee is not None)
    return "fee", fee, f"Did the account pay {names[fee]!r} on top of the amount?"


def _differ(readings: Sequence[Reading], *fields: str) -> bool:
    return any(len({getattr(reading, field) for reading in readings}) > 1 for field in fields)


def _answer(table: Table, reading: Reading, readings: Sequence[Reading]) -> Answer:
    parts: list[tuple[str, str]] = []
    names = table.names()
    base = reading.base
    if _differ(readings, "base"):
        parts.append(_of_base(names, reading))
    if _differ(readings, "flag", "sign", "debit_sign", "credit_sign") or (
        _differ(readings, "base") and base.amount is not None
    ):
        parts.append(_of_sign(names, reading))
    if _differ(readings, "marks"):
        mark = "comma" if reading.marks.decimal == "," else "point"
        alone = "" if reading.marks.thousands else ", and no mark parts thousands"
        parts.append((f"decimal_{mark}{'_alone' if alone else ''}", f"a {mark} parts the decimals{alone}"))
    if _differ(readings, "fee"):
        top = reading.fee is not None
        parts.append(
            ("fee" if top else "no_fee", "the fee comes on top" if top else "the fee is not counted")
        )
    value = "+".join(part for part, _ in parts)
    label = "; ".join(label for _, label in parts)
    return Answer(value[:120], label[:1].upper() + label[1:], reading.sets(table))


def _of_base(names: list[str], reading: Reading) -> tuple[str, str]:
    base = reading.base
    if base.amount is not None:
        return f"amount_{base.amount + 1}", f"the amount is {names[base.amount]!r}"
    out = f"{names[base.debit]!r} went out" if base.debit is not None else ""
    came = f"{names[base.credit]!r} came in" if base.credit is not None else ""
    value = f"out_{(base.debit or 0) + 1}" if base.debit is not None else f"in_{(base.credit or 0) + 1}"
    return value, ", ".join(filter(None, [out, came]))


def _of_sign(names: list[str], reading: Reading) -> tuple[str, str]:
    flag = reading.flag
    if flag is not None:
        words = ", ".join(sorted(flag.out_words))
        strict = reading.debit_sign == "positive"
        value = f"out_{'_'.join(sorted(flag.out_words)) or 'none'}{'_strict' if strict else ''}"
        back = ", but comes back with a minus" if strict else ""
        return value, f"{words or 'nothing'!r} in {names[flag.at]!r} went out{back}"
    if reading.base.amount is None:
        if reading.credit_sign == "negative":
            return "credit_negative", "a minus in the column of what came in says nothing"
        label = {"any": "all of it went out", "positive": "a minus came back", "negative": "a minus went out"}
        return f"debit_{reading.debit_sign}", label[reading.debit_sign]
    label = {"as_is": "without a sign it came in", "negate": "without a sign it went out",
             "bare_out": "without a sign it went out"}  # fmt: skip
    return reading.sign, label[reading.sign]


def asked(
    table: Table, mapping: CsvMapping, questions: Sequence[Question], default_currency: str, zone: str
) -> list[Need]:
    """Put the questions with their sample rows; of two about one column the second waits for the first."""
    needs: dict[str, Need] = {}
    for question in questions:
        if question.column not in needs:
            needs[question.column] = _need(table, mapping, question, default_currency, zone)
    return list(needs.values())


def _need(table: Table, mapping: CsvMapping, question: Question, default_currency: str, zone: str) -> Need:
    rows = table.body[:MAX_ROWS_COMPARED]
    read: list[list[SampleRow]] = []
    for answer in question.answers:
        chosen = msgspec.convert(msgspec.to_builtins(mapping) | answer.sets, CsvMapping)
        columns = Columns(table.content, chosen, default_currency, zone)
        read.append([_sample(columns, chosen, row) for row in rows])
    differing = [at for at in range(len(rows)) if len({_told(samples[at]) for samples in read}) > 1]
    alike = [at for at in range(len(rows)) if at not in set(differing)]
    shown = [*differing, *alike][:SHOWN_ROWS]
    choices = [
        Choice(
            value=answer.value,
            label=answer.label,
            sets=answer.sets,
            sample_rows=[samples[at] for at in shown],
        )
        for answer, samples in zip(question.answers, read, strict=True)
    ]
    return Need(column=question.column, field=question.field, question=question.text, choices=choices)


def _told(sample: SampleRow) -> tuple[str | None, ...]:
    return sample.booked_on, sample.amount, sample.currency


def _sample(columns: Columns, mapping: CsvMapping, row: Record) -> SampleRow:
    try:
        read = columns.transaction(row.cells)
    except ValueError as error:
        return SampleRow(line=row.line, description=str(error))
    day = civil_day(cell_of(row, columns.date), mapping.date_format) or read.occurred_at.date()
    minor = -read.amount if read.direction == "out" else read.amount
    return SampleRow(
        line=row.line,
        booked_on=day.isoformat(),
        amount=decimal_string(minor, read.currency),
        currency=read.currency,
        description=read.description[:SHOWN_TEXT],
    )
