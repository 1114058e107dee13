"""From a file to its statement: the right reader, and what holds for every format."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain.banking.statements.bt_csv import read_bt
from app.domain.banking.statements.camt import read_camt
from app.domain.banking.statements.csv_rows import read_csv
from app.domain.banking.statements.formats import HEAD, checked_format, refuse_entities, sniff
from app.domain.banking.statements.mt940 import read_mt940
from app.domain.banking.statements.ofx import read_ofx
from app.domain.banking.statements.shapes import CsvMapping, Format, Row, Statement
from app.domain.banking.statements.suggestion import suggest_mapping
from app.money import is_currency
from app.tabular.errors import UnreadableFile
from app.tabular.scan import MAX_ROWS


def read_statement(  # noqa: PLR0913 - a file and how to read it, all by name
    content: bytes,
    *,
    filename: str,
    format: str | None = None,
    mapping: CsvMapping | None = None,
    default_currency: str,
    zone: str,
) -> Statement:
    """Read a statement file, row by row.

    format: None to find it out. mapping: for 'csv'; None to guess it.
    default_currency: for rows that do not say theirs. zone: where a date without a time is a day.
    A row that cannot be read comes as a problem and the others go on; at most MAX_ROWS rows are read.
    Raises UnreadableFile where the file as a whole cannot be read.
    """
    kind = checked_format(format) if format else sniff(content[:HEAD], filename)
    if not content.strip():
        raise UnreadableFile("This file is empty. Download it again.")
    if kind in {"camt053", "ofx"}:
        refuse_entities(content)
    statement = _read(kind, content, filename, mapping, default_currency, zone)
    if statement.currency and not is_currency(statement.currency):
        statement = statement._replace(currency=None)
    return statement._replace(rows=_limited(statement.rows))


def _read(  # noqa: PLR0913, PLR0917 - as above
    kind: Format, content: bytes, filename: str, mapping: CsvMapping | None, default_currency: str, zone: str
) -> Statement:
    match kind:
        case "bt_csv":
            return read_bt(content, filename=filename, default_currency=default_currency, zone=zone)
        case "mt940":
            return read_mt940(content, default_currency=default_currency, zone=zone)
        case "camt053":
            return read_camt(content, zone=zone)
        case "ofx":
            return read_ofx(content, default_currency=default_currency, zone=zone)
        case "csv":
            chosen = mapping or _guessed(content, default_currency, zone)
            return read_csv(content, chosen, default_currency=default_currency, zone=zone)


def _guessed(content: bytes, default_currency: str, zone: str) -> CsvMapping:
    suggestion = suggest_mapping(content, default_currency=default_currency, zone=zone)
    if suggestion.missing:
        raise UnreadableFile(
            f"It is not clear which column holds the {' and the '.join(suggestion.missing)}. "
            "Choose the columns yourself."
        )
    if suggestion.needs:
        questions = " ".join(need.question for need in suggestion.needs)
        raise UnreadableFile(f"This file can be read in more than one way. {questions}")
    return suggestion.mapping


def _limited(rows: Iterator[Row]) -> Iterator[Row]:
    for count, row in enumerate(rows):
        if count == MAX_ROWS:
            sentence = f"This file has more than {MAX_ROWS:,} rows; those from here on were not read."
            yield Row(row.line, None, sentence)
            return
        yield row
