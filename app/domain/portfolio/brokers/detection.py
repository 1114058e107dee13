"""Which preset fits a file: by the names of its columns, or by what a document says of itself."""

from __future__ import annotations

from typing import Any, NamedTuple

from app.domain.portfolio.brokers.presets import DOCUMENTS, TABLES
from app.domain.portfolio.brokers.presets.preset import DocumentPreset, TablePreset, fits
from app.domain.portfolio.drafts.errors import UnknownTable, UnreadableBrokerFile
from app.domain.portfolio.drafts.shapes import MAX_BYTES
from app.domain.portfolio.drafts.sheet import DELIMITERS, Delimiter, Header, first_records
from app.json_values import read_json
from app.tabular.encoding import guess_encoding

MAX_JSON_BYTES = 16 * 1024 * 1024
HEAD = 65_536
_PACKED = b"PK\x03\x04"
_OTHERS = (
    (b"%PDF", "This is a PDF. Download the activities as CSV instead."),
    (
        b"PK\x03\x04",
        "This is an Excel workbook or a ZIP. Save its sheet as CSV, or unpack it, and send that.",
    ),
    (b"\xd0\xcf\x11\xe0", "This is an old Excel workbook. Save its sheet as CSV and send that."),
    (b"\x1f\x8b", "This is a compressed file. Unpack it and send what is inside."),
)
_UNKNOWN_FIELDS = "The fields of this file are no broker's that is known. Choose the broker yourself."


class TablePlace(NamedTuple):
    """A table of a file: its preset, what parts its cells, and the header's line."""

    preset: TablePreset
    delimiter: Delimiter
    header_line: int


class DocumentPlace(NamedTuple):
    """A file that is no single table: its preset, and the value that it reads."""

    preset: DocumentPreset
    value: Any


def detect(data: bytes, *, filename: str = "") -> str:
    """Return the name of the preset that fits. Raises UnreadableBrokerFile where none does."""
    return find(data, filename=filename).preset.name


def find(data: bytes, *, filename: str = "", preset: str | None = None) -> TablePlace | DocumentPlace:
    """Find out what a file is, among all presets or as one that was chosen.

    Raises UnknownTable where no preset fits, UnreadableBrokerFile where it is empty, too large or no table.
    """
    refuse(data, filename)
    if preset is not None and preset not in preset_labels():
        raise UnreadableBrokerFile(f"There is no preset {preset[:40]!r}.")
    found = _document(data, _start(data), preset) or _table(data, preset)
    if found is None:
        raise UnknownTable if preset is None else UnreadableBrokerFile(_is_not(preset))
    return found


def refuse(data: bytes, filename: str) -> None:
    """Refuse what can be no table and no document. Raises UnreadableBrokerFile with what to do instead."""
    if filename.lower().endswith(".zip") and data.startswith(_PACKED):
        raise UnreadableBrokerFile("This is a ZIP. Unpack it and send the file inside.")
    if len(data) > MAX_BYTES:
        raise UnreadableBrokerFile(
            f"This file is larger than {MAX_BYTES // 2**20} MiB. Export shorter periods."
        )
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise UnreadableBrokerFile("This file is empty. Download it again.")
    for start, sentence in _OTHERS:
        if data.startswith(start):
            raise UnreadableBrokerFile(sentence)
    if "\0" in _start(data):
        raise UnreadableBrokerFile("This file is not text. Download the activities as CSV.")


def _start(data: bytes) -> str:
    head = data[:HEAD]
    return head.decode(guess_encoding(head), "replace").lstrip("\ufeff \t\r\n")


def preset_labels() -> dict[str, str]:
    """Return what people call each preset, by its name."""
    tables = {preset.name: preset.label for preset in TABLES}
    return tables | {preset.name: preset.label for preset in DOCUMENTS}


def _is_not(name: str) -> str:
    label = preset_labels()[name]
    return f"This is no file of {label}: its columns are missing. Let the broker be found, or choose another."


def _document(data: bytes, start: str, preset: str | None) -> DocumentPlace | None:
    if start.startswith(("{", "[")):
        return _of_value("json", _json(data), preset)
    if start.startswith("<"):
        return _markup(data, start, preset)
    return _of_value("text", data, preset)


def _markup(data: bytes, start: str, preset: str | None) -> DocumentPlace:
    found = _of_value("xml", data, preset)
    if found is None:
        web = start[:200].lower().startswith(("<html", "<!doctype html"))
        raise UnreadableBrokerFile(
            "This is a web page: the broker may have asked you to sign in. Download the file again."
            if web
            else "This XML is no Flex statement of Interactive Brokers, so it is not known how to read it."
        )
    return found


def _of_value(form: str, value: Any, preset: str | None) -> DocumentPlace | None:
    for document in DOCUMENTS:
        if document.form == form and preset in {None, document.name} and document.fits(value):
            return DocumentPlace(document, value)
    if form == "json":
        raise UnreadableBrokerFile(_UNKNOWN_FIELDS)
    return None


def _json(data: bytes) -> Any:
    if len(data) > MAX_JSON_BYTES:
        raise UnreadableBrokerFile(f"This file is larger than {MAX_JSON_BYTES // 2**20} MiB.")
    try:
        return read_json(data.decode(guess_encoding(data)).removeprefix("\ufeff").encode())
    except ValueError as error:
        raise UnreadableBrokerFile(
            f"This file is no valid JSON: {str(error)[:120]}. Download it again."
        ) from None


def _table(data: bytes, preset: str | None) -> TablePlace | None:
    """Return the first preset of the list that fits; within it, the first header."""
    headers = [
        (delimiter, record.line, Header(record.cells))
        for delimiter in DELIMITERS
        for record in first_records(data, delimiter)
        if len(record.cells) > 1
    ]
    for table in TABLES:
        if preset not in {None, table.name}:
            continue
        for delimiter, line, header in headers:
            if any(fits(header, signature) for signature in table.signatures):
                return TablePlace(table, delimiter, line)
    return None
