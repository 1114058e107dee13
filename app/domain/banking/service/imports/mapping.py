"""What was said of a CSV file's columns."""

from __future__ import annotations

from typing import Any

import msgspec

from app.domain.banking.adapters.statements import (
    CsvMapping,
)
from app.errors import Invalid


def mapping_of(said: dict[str, Any]) -> CsvMapping:
    try:
        return msgspec.convert(said, CsvMapping)
    except msgspec.ValidationError as exc:
        text, _, path = str(exc).partition(" - at `$")
        pointer = "/mapping" + path.rstrip("`").replace(".", "/")
        raise Invalid(errors=[{"pointer": pointer, "message": text}]) from exc


def is_whole(said: dict[str, Any]) -> bool:
    """Tell whether a mapping names a date and an amount."""
    mapping = mapping_of(said)
    amounts = (mapping.amount, mapping.debit, mapping.credit)
    return mapping.date is not None and any(each is not None for each in amounts)
