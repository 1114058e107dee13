"""Parts of a transaction: what a valid one is, and that they add up to the whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from app.domain.banking.rules.terms import Category, Note
from app.errors import FieldError, Invalid
from app.money import MAX_MINOR
from app.strict_json import field_error

MAX_SPLIT_PARTS = 20


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """A part with a category of its own; `amount` in the transaction's minor units."""

    amount: Annotated[int, Meta(ge=1, le=MAX_MINOR)]
    category: Category
    note: Note | None = None


def read_parts(raw: Sequence[Any], *, whole: int, is_category: Callable[[str], bool]) -> list[Part]:
    """Check parts, none of them or 2 to 20. Raises Invalid, which names every field that is wrong."""
    if len(raw) == 1 or len(raw) > MAX_SPLIT_PARTS:
        raise _invalid("/parts", f"Expected 2 to {MAX_SPLIT_PARTS} parts, or none")
    errors: list[FieldError] = []
    parts = [part for place, each in enumerate(raw) if (part := _part(each, f"/parts/{place}", errors))]
    errors += [
        {"pointer": f"/parts/{place}/category", "message": f"There is no category {part.category!r}"}
        for place, part in enumerate(parts)
        if not errors and not is_category(part.category)
    ]
    if errors:
        raise Invalid(errors=errors)
    total = sum(part.amount for part in parts)
    if parts and total != whole:
        raise _invalid("/parts", f"The parts add up to {total}, the transaction is {whole} (minor units)")
    return parts


def _part(raw: Any, place: str, errors: list[FieldError]) -> Part | None:
    try:
        return msgspec.convert(raw, Part, strict=True)
    except msgspec.ValidationError as exc:
        found = field_error(exc)
        message = "Empty, or with characters that cannot be used here"
        if " matching regex " not in found["message"]:
            message = found["message"]
        errors.append({"pointer": place + found["pointer"], "message": message})
    except (UnicodeError, RecursionError, OverflowError):
        errors.append({"pointer": place, "message": "Expected readable text"})
    return None


def _invalid(pointer: str, message: str) -> Invalid:
    return Invalid(errors=[{"pointer": pointer, "message": message}])
