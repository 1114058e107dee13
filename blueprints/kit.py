"""What the routes of every domain share."""

from __future__ import annotations

from typing import Annotated, Any, get_args, get_type_hints

from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import fields
from pydantic import BaseModel, Field, WithJsonSchema, create_model


def model_of(name: str, shape: type[Any]) -> type[BaseModel]:
    """Make the response model of a struct or a TypedDict, so that one class says what is in an answer."""
    hints = get_type_hints(shape, include_extras=True)
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
