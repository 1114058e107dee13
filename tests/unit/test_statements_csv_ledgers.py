"""Ledgers written in every dialect: each is read exactly, or asked about, and never read wrongly."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.banking.statements.shapes import CsvMapping
from tests.support.statements import read, signed, suggested


class Dialect(NamedTuple):
    """How a bank writes: its words, its marks, its dates and its columns."""

    words: tuple[str, ...]
    marks: tuple[str, str]
    day: str
    columns: tuple[str, ...]
    newest_first: bool
    empty: str


WORDS = (
    ("Date", "Description", "Amount", "Debit", "Credit", "Balance", "Dr/Cr", "DR", "CR"),
    ("Buchungstag", "Verwendungszweck", "Betrag", "Soll", "Haben", "Saldo", "S/H", "S", "H"),
    ("Datum", "Omschrijving", "Bedrag", "Af", "Bij", "Saldo", "Af Bij", "Af", "Bij"),
    ("Data operacji", "Tytuł", "Kwota", "Obciążenia", "Uznania", "Saldo", "Wn/Ma", "Wn", "Ma"),
    ("Fecha", "Concepto", "Importe", "Cargo", "Abono", "Saldo", "Signo", "Cargo", "Abono"),
    ("Spalta", "Spaltb", "Spaltc", "Spaltd", "Spalte", "Spaltf", "Spaltg", "Foo", "Bar"),
)
COLUMNS = (
    ("day", "text", "amount"), ("day", "text", "amount", "left"), ("day", "left", "text", "amount"),
    ("day", "text", "out", "came"), ("day", "text", "came", "out", "left"), ("day", "text", "size", "way"),
    ("day", "way", "size", "text", "left"), ("day", "text", "size", "left"),
)  # fmt: skip
DIALECTS = st.builds(
    Dialect,
    st.sampled_from(WORDS),
    st.sampled_from([(".", ","), (",", "."), (",", ""), (".", "'"), (",", " ")]),
    st.sampled_from(["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%y", "%Y%m%d"]),
    st.sampled_from(COLUMNS),
    st.booleans(),
    st.sampled_from(["", "0"]),
)
MOVEMENTS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(-300_000, 300_000).filter(bool)), min_size=1, max_size=12
)


def money(minor: int, marks: tuple[str, str]) -> str:
    whole, places = divmod(abs(minor), 100)
    return f"{'-' if minor < 0 else ''}{f'{whole:,}'.replace(',', marks[1])}{marks[0]}{places:02d}"


def written(dialect: Dialect, movements: list[tuple[int, int]]) -> tuple[str, list[tuple[str, int]]]:
    """Return a file and what it says: day and signed amount of each row."""
    names = dict(
        zip(("day", "text", "amount", "out", "came", "left", "way"), dialect.words[:7], strict=True),
        size=dialect.words[2],
    )
    day, left, rows, said = date(2024, 1, 5), 100_000, [], []
    zero = money(0, dialect.marks) if dialect.empty else ""
    for at, (later, minor) in enumerate(movements):
        day, left = day + timedelta(days=later), left + minor
        cells = {
            "day": day.strftime(dialect.day), "text": f"Payment at shop {at}", "amount": money(minor, dialect.marks),
            "size": money(abs(minor), dialect.marks), "left": money(left, dialect.marks),
            "way": dialect.words[7 if minor < 0 else 8],
            "out": money(-minor, dialect.marks) if minor < 0 else zero,
            "came": money(minor, dialect.marks) if minor > 0 else zero,
        }  # fmt: skip
        rows.append("\t".join(cells[column] for column in dialect.columns))
        said.append((day.isoformat(), minor))
    if dialect.newest_first:
        rows, said = rows[::-1], said[::-1]
    return "\n".join(["\t".join(names[column] for column in dialect.columns), *rows]), said


def read_as(content: str, mapping: CsvMapping) -> list[tuple[str, int]]:
    rows = list(read(content, format="csv", mapping=mapping).rows)
    days = [row.transaction.occurred_at.date().isoformat() for row in rows if row.transaction]
    return list(zip(days, signed(rows), strict=True))


@settings(max_examples=250, deadline=None)
@given(dialect=DIALECTS, movements=MOVEMENTS)
def test_a_ledger_is_read_exactly_or_asked_about(dialect: Dialect, movements: list[tuple[int, int]]) -> None:
    content, said = written(dialect, movements)
    suggestion = suggested(content)
    if suggestion.missing:
        return
    if not suggestion.needs:
        alone = "way" not in dialect.columns and "size" in dialect.columns and len(movements) == 1
        assert read_as(content, suggestion.mapping) == said or alone


@settings(max_examples=100, deadline=None)
@given(dialect=DIALECTS, movements=MOVEMENTS)
def test_of_the_answers_to_a_question_one_is_right(
    dialect: Dialect, movements: list[tuple[int, int]]
) -> None:
    content, said = written(dialect, movements)
    suggestion = suggested(content)
    if len(suggestion.needs) != 1 or suggestion.missing or "size" in dialect.columns:
        return
    mapping = msgspec.to_builtins(suggestion.mapping)
    readings = [
        read_as(content, msgspec.convert(mapping | choice.sets, CsvMapping))
        for choice in suggestion.needs[0].choices
    ]
    assert said in readings
