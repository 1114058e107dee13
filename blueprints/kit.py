"""What the routes of every domain share."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, TypeVar, get_args, get_type_hints

from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import fields
from pydantic import (
    BaseModel,
    BeforeValidator,
    Field,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
    create_model,
)
from werkzeug.routing import IntegerConverter

from app.errors import FieldError, Invalid

T = TypeVar("T")
MAX_ID = 2**63 - 1
ID = f"int(max={MAX_ID})"
"""A row's number in a path: `/<{ID}:portfolio_id>`."""


def _numbers_up_to(limit: int) -> str:
    """Return a pattern of the numbers from 0 to a limit: shorter ones, smaller at some digit, the limit."""
    digits = str(limit)
    smaller = [
        rf"{digits[:place]}[0-{int(digit) - 1}]\d{{{len(digits) - place - 1}}}"
        for place, digit in enumerate(digits) if digit != "0"
    ]  # fmt: skip
    return rf"(?:\d{{1,{len(digits) - 1}}}|{'|'.join(smaller)}|{digits})"


class RowNumber(IntegerConverter):
    """The converter behind `int`: its pattern alone refuses a number that no row can have.

    Werkzeug compares `max` after it has noted other routes of the same path, and answers 405 for 404.
    """

    regex = _numbers_up_to(MAX_ID)


MAX_DIGITS = 30
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,2})?", re.ASCII)


def _decimal(value: object) -> Decimal:
    """Read '10.50', 10 or 10.5; a number with a point means the shortest decimal that it stands for."""
    text = str(value) if type(value) in {int, float, str, Decimal} else ""
    if not _NUMBER.fullmatch(text):
        raise ValueError("Expected a decimal number: 10.50")
    number = Decimal(text)
    if number.is_zero():
        return Decimal(0)
    if len(number.normalize().as_tuple().digits) > MAX_DIGITS or abs(number.adjusted()) > MAX_DIGITS:
        raise ValueError(f"A number has at most {MAX_DIGITS} digits")
    return number


Flag = Annotated[bool, Field(strict=True)]
"""true or false in a body, and nothing that could be read as one of them."""
Number = Annotated[int, Field(strict=True, ge=1, le=MAX_ID)]
"""A row's number in a body."""
ExactIn = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    WithJsonSchema({"anyOf": [{"type": "string", "examples": ["10.50"]}, {"type": "number"}]}),
]


def _plain_day(text: object) -> object:
    """Refuse what pydantic would also take for a day: a number of seconds, a moment."""
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError("Expected a day: 2026-01-31")
    return text


Day = Annotated[date, BeforeValidator(_plain_day), Field(ge=date(1900, 1, 1), le=date(2200, 12, 31))]


def read_as(kind: TypeAdapter[T], raw: Any) -> T:
    """Check a decoded body against a type. Raises Invalid, which names every field that is wrong."""
    try:
        return kind.validate_python(raw)
    except ValidationError as exc:
        raise Invalid(errors=[_field_error(each) for each in exc.errors(include_url=False)]) from exc


def _field_error(found: Any) -> FieldError:
    place = "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in found["loc"])
    return {"pointer": place, "message": found["msg"].removeprefix("Value error, ")}


def model_of(name: str, shape: type[Any], **within: Any) -> type[BaseModel]:
    """Make the response model of a struct or a TypedDict, so that one class says what is in an answer.

    within: the types of fields that hold structs themselves, by the models of these.
    """
    hints = get_type_hints(shape, include_extras=True) | within
    defaults = _defaults(shape) if issubclass(shape, Struct) else {}
    found: dict[str, Any] = {each: (_plain(hint), defaults.get(each, ...)) for each, hint in hints.items()}
    return create_model(name, __doc__=shape.__doc__, **found)


def left_out() -> Any:
    """Make a field that may be left out of a body, and not be null in it: `name: Name = left_out()`."""
    return Field(default_factory=lambda: None)


def _defaults(struct: type[Struct]) -> dict[str, Any]:
    return {
        field.name: field.default if field.default_factory is NODEFAULT else field.default_factory()
        for field in fields(struct)
        if not field.required
    }


def _plain(hint: Any) -> Any:
    """Keep of a field's limits what its description is to say; the rest was checked when the row came in."""
    for meta in get_args(hint)[1:]:
        if isinstance(meta, Meta) and meta.extra_json_schema:
            return Annotated[str, WithJsonSchema({"type": "string", **meta.extra_json_schema})]
    return hint
