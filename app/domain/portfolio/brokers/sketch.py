"""What a table looks like that no preset knows, for a person to say which column means what."""

from __future__ import annotations

from msgspec import Struct

from app.domain.portfolio.brokers.detection import refuse
from app.tabular.table import Vocabulary, cell_of, read_table

SHOWN_ROWS = 5
SHOWN_CELL = 100
_NO_WORDS = Vocabulary(lambda _name: frozenset(), frozenset(), frozenset())


class Sketch(Struct, frozen=True, kw_only=True):
    """A table's columns by name, and its first rows."""

    delimiter: str
    columns: list[str]
    samples: list[list[str]]


def sketch_table(data: bytes, *, filename: str = "") -> Sketch:
    """Look at a table's first rows. Raises UnreadableFile where it has no columns."""
    refuse(data, filename)
    table = read_table(data, _NO_WORDS, {})
    samples = [
        [cell_of(row, column.at)[:SHOWN_CELL] for column in table.columns] for row in table.body[:SHOWN_ROWS]
    ]
    return Sketch(delimiter=table.delimiter, columns=table.names(), samples=samples)
