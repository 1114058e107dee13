"""Settling how a CSV file is read: what was told, what is answered, what is still asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from app.domain.banking.imports.errors import AnswerUnknown
from app.domain.banking.statements.shapes import Choice, CsvMapping, CsvSuggestion, Need
from app.domain.banking.statements.suggestion import suggest_mapping


def settle_mapping(
    content: bytes, *, default_currency: str, zone: str, told: Mapping[str, Any], answers: Mapping[str, str]
) -> CsvSuggestion:
    """Return how to read a file after what was told and answered; `needs` holds what is still asked.

    told: fields of the mapping that somebody said. answers: by column, the value of a choice; an answer may
    bring a question of its own. Raises AnswerUnknown, UnreadableFile.
    """
    said, left = dict(told), dict(answers)
    while True:
        found = suggest_mapping(content, default_currency=default_currency, zone=zone, told=said)
        chosen = [_choice(need, left.pop(need.column)) for need in found.needs if need.column in left]
        if not chosen:
            break
        for choice in chosen:
            said |= choice.sets
    if left:
        raise _unknown(next(iter(left)), "Nothing is asked about this column")
    return msgspec.structs.replace(found, mapping=_with(found.mapping, said))


def _choice(need: Need, value: str) -> Choice:
    for choice in need.choices:
        if choice.value == value:
            return choice
    known = ", ".join(choice.value for choice in need.choices)
    raise _unknown(need.column, f"Expected one of {known}")


def _unknown(column: str, message: str) -> AnswerUnknown:
    pointer = "/answers/" + column.replace("~", "~0").replace("/", "~1")
    return AnswerUnknown(errors=[{"pointer": pointer, "message": message}])


def _with(mapping: CsvMapping, said: Mapping[str, Any]) -> CsvMapping:
    return msgspec.convert(msgspec.to_builtins(mapping) | dict(said), CsvMapping)
