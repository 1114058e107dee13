"""What the routes of every domain share."""

from __future__ import annotations

from typing import Annotated, Any, get_args, get_type_hints

from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import fields
from pydantic import BaseModel, WithJsonSchema, create_model


def model_of(name: str, struct: type[Struct]) -> type[BaseModel]:
    """Make the response model of a struct, so that one class says what a row is made of."""
    hints = get_type_hints(struct, include_extras=True)
    found: dict[str, Any] = {}
    for field in fields(struct):
        default = field.default if field.default_factory is NODEFAULT else field.default_factory()
        found[field.name] = (_plain(hints[field.name]), ... if field.required else default)
    return create_model(name, __doc__=struct.__doc__, **found)


def _plain(hint: Any) -> Any:
    """Keep of a field's limits what its description is to say; the rest was checked when the row came in."""
    for meta in get_args(hint)[1:]:
        if isinstance(meta, Meta) and meta.extra_json_schema:
            return Annotated[str, WithJsonSchema({"type": "string", **meta.extra_json_schema})]
    return hint
