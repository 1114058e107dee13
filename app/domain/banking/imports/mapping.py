"""What was said of a CSV file's columns."""

from __future__ import annotations

from typing import Any

import msgspec

from app.domain.banking.imports.first_look import is_whole
from app.domain.banking.statements.shapes import CsvMapping
from app.errors import Invalid


def mapping_of(said: dict[str, Any]) -> CsvMapping:
    """Bring what was said to a mapping. Raises Invalid with the field."""
    try:
        return msgspec.convert(said, CsvMapping)
    except msgspec.ValidationError as exc:
        text, _, path = str(exc).partition(" - at `$")
        pointer = "/mapping" + path.rstrip("`").replace(".", "/")
        raise Invalid(errors=[{"pointer": pointer, "message": text}]) from exc


def is_settled(mapping: dict[str, Any] | None) -> bool:
    """Tell whether a file's mapping names a date and an amount."""
    return mapping is not None and is_whole(mapping_of(mapping))
