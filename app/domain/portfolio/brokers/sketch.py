"""What a table looks like that no preset knows, for a person to say which column means what."""

from __future__ import annotations

from collections.abc import Mapping as Map
from functools import cache

from msgspec import Struct

from app.domain.portfolio.brokers.detection import refuse
from app.domain.portfolio.brokers.presets import TABLES
from app.domain.portfolio.drafts.kinds import Kind
from app.domain.portfolio.drafts.mapping import Field
from app.tabular.table import Column, Vocabulary, cell_of, read_table
from app.texts import fold

SHOWN_ROWS = 5
SHOWN_CELL = 100
MAX_WORDS = 40
"""A column with more different cells than this holds no words for kinds of activities."""
_NO_WORDS = Vocabulary(lambda _name: frozenset(), frozenset(), frozenset())


class Sketch(Struct, frozen=True, kw_only=True):
    """A table's columns by name, and its first rows.

    words: of each column with few different cells, those cells: one of the columns names the action.
    columns, actions: what the known brokers mean by these names and words; a proposal, never applied unasked.
    """

    delimiter: str
    names: list[str]
    samples: list[list[str]]
    words: dict[str, list[str]]
    columns: dict[Field, str]
    actions: dict[str, Kind]


def sketch_table(data: bytes, *, filename: str = "") -> Sketch:
    """Look at a table's first rows. Raises UnreadableFile where it has no columns."""
    refuse(data, filename)
    table = read_table(data, _NO_WORDS, {})
    named = [column for column in table.columns if column.name]
    words = {column.name: _short(column.distinct) for column in named if _has_words(column)}
    columns = _proposed_columns([column.name for column in named])
    return Sketch(
        delimiter=table.delimiter,
        names=[column.name for column in named],
        samples=[_short([cell_of(row, each.at) for each in named]) for row in table.body[:SHOWN_ROWS]],
        words=words,
        columns=columns,
        actions=_proposed_actions(words.get(columns.get("action", ""), [])),
    )


def _has_words(column: Column) -> bool:
    return column.kind in {"text", "code"} and 0 < len(column.distinct) <= MAX_WORDS


def _short(cells: list[str]) -> list[str]:
    return [cell[:SHOWN_CELL] for cell in cells]


def _proposed_columns(names: list[str]) -> dict[Field, str]:
    found: dict[Field, str] = {}
    for name in names:
        field = _known_columns().get(fold(name))
        if field is not None:
            found.setdefault(field, name)
    return found


def _proposed_actions(words: list[str]) -> dict[str, Kind]:
    return {word: kind for word in words if (kind := _known_words().get(fold(word))) is not None}


@cache
def _known_columns() -> Map[str, Field]:
    found: dict[str, Field] = {}
    for preset in TABLES:
        for field, names in preset.mapping.columns.items():
            for name in names:
                found.setdefault(fold(name), field)
    return found


@cache
def _known_words() -> Map[str, Kind]:
    """Return the words on whose meaning all brokers agree."""
    found: dict[str, set[Kind]] = {}
    for preset in TABLES:
        for word, kind in preset.mapping.actions.items():
            found.setdefault(fold(word), set()).add(kind)
    return {word: next(iter(kinds)) for word, kinds in found.items() if len(kinds) == 1}
