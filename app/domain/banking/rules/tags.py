"""Tags inside a statement: a JSON list in the table, one text with marks between while rules look at it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ColumnElement, String, Text, case, func, literal, type_coerce
from sqlalchemy.ext.compiler import compiles

MARK = "\ue000"
"""Before, between and after tags. JSON leaves it as it is, and no rule may use it in a tag."""
FULL = 1_000
"""Rules add no tag to a transaction whose tags have this length together."""


class tags_as_text(ColumnElement[str]):
    """A JSON list of texts as one text: a mark, and after each tag another."""

    inherit_cache = False
    type = String()

    def __init__(self, tags: Any) -> None:
        self.tags = tags


@compiles(tags_as_text, "postgresql")
def _postgresql_text(element: tags_as_text, compiler: Any, **kwargs: Any) -> str:
    tags = compiler.process(element.tags, **kwargs)
    joined = f"(SELECT string_agg(e || '{MARK}', '') FROM json_array_elements_text({tags}) AS e)"  # noqa: S608 - a column of ours
    return f"'{MARK}' || CASE json_typeof({tags}) WHEN 'array' THEN coalesce({joined}, '') ELSE '' END"


@compiles(tags_as_text, "sqlite")
def _sqlite_text(element: tags_as_text, compiler: Any, **kwargs: Any) -> str:
    tags = compiler.process(element.tags, **kwargs)
    joined = f"(SELECT group_concat(e.value || '{MARK}', '') FROM json_each({tags}) AS e)"  # noqa: S608 - a column of ours
    return f"'{MARK}' || CASE WHEN {tags} IS NULL THEN '' ELSE coalesce({joined}, '') END"


class _quoted(ColumnElement[str]):
    """A text as JSON writes it, in quotes."""

    inherit_cache = False
    type = Text()

    def __init__(self, text: Any) -> None:
        self.text = text


@compiles(_quoted, "postgresql")
def _postgresql_quoted(element: _quoted, compiler: Any, **kwargs: Any) -> str:
    return f"to_json(CAST({compiler.process(element.text, **kwargs)} AS text))::text"


@compiles(_quoted, "sqlite")
def _sqlite_quoted(element: _quoted, compiler: Any, **kwargs: Any) -> str:
    return f"json_quote({compiler.process(element.text, **kwargs)})"


class _as_json(ColumnElement[Any]):
    """A JSON text as a JSON column takes it."""

    inherit_cache = False
    type = JSON(none_as_null=True)

    def __init__(self, text: Any) -> None:
        self.text = text


@compiles(_as_json, "postgresql")
def _postgresql_json(element: _as_json, compiler: Any, **kwargs: Any) -> str:
    return f"CAST({compiler.process(element.text, **kwargs)} AS json)"


@compiles(_as_json, "sqlite")
def _sqlite_json(element: _as_json, compiler: Any, **kwargs: Any) -> str:
    return str(compiler.process(element.text, **kwargs))


def text_as_tags(text: ColumnElement[str]) -> ColumnElement[Any]:
    """The list again, NULL where there is no tag."""
    inner = func.substr(text, 2, func.length(text) - 2)
    listed = literal("[").concat(func.replace(_quoted(inner), MARK, '","')).concat("]")
    return type_coerce(case((func.length(text) > 1, _as_json(listed)), else_=None), JSON(none_as_null=True))


def has_tag(tags: ColumnElement[str], tag: str) -> ColumnElement[bool]:
    """Tell whether a tag is among them, as it is written."""
    return func.replace(tags, f"{MARK}{tag}{MARK}", "") != tags


def changed_tags(tags: ColumnElement[str], added: list[str], removed: list[str]) -> ColumnElement[str]:
    """Return the tags without some and with others."""
    found = tags
    for tag in removed:
        found = func.replace(found, f"{MARK}{tag}{MARK}", MARK)
    for tag in added:
        stays = has_tag(tags, tag) | (func.length(tags) > FULL)
        found = found.concat(case((stays, ""), else_=f"{tag}{MARK}"))
    return found
