"""A CSV file's records, one at a time: no line, cell or open quote can make it hold more than a few."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

MAX_BLANK_LINES = 20_000
MAX_CELL = 10_000
MAX_COLUMNS = 200
MAX_LINE = 64_000
MAX_LINES_OF_A_RECORD = 40


class Record(NamedTuple):
    """One record: the line where it starts, its cells, and what is wrong with it."""

    line: int
    cells: list[str]
    problem: str | None


class _Unsplittable(Exception):
    """A line that the csv module is not to see."""


_OVERLONG = "\0 a line that was skipped"
_TOO_LONG = f"This line is longer than {MAX_LINE:,} characters."


class _Lines:
    """The lines of a file for csv.reader, which must not be asked to hold a whole file in one cell.

    It stops where a record is too long, and can go on after: the csv module asks again for the next record.
    """

    def __init__(self, content: bytes, encoding: str) -> None:
        text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors="replace", newline=None)
        self._read = text.readline
        self._returned: list[str] = []
        self.number = 0
        self.held: list[str] = []
        self.cut = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        held = self.held
        if len(held) >= MAX_LINES_OF_A_RECORD:
            self.cut = True
            raise StopIteration
        line = self._returned.pop() if self._returned else self._read(MAX_LINE + 1)
        if not line:
            self.cut = bool(held)
            raise StopIteration
        self.number += 1
        if len(line) > MAX_LINE:
            self._skip(line)
            line = _OVERLONG
        if "\0" in line:
            self._refuse(line)
        held.append(line)
        return line

    def _refuse(self, line: str) -> None:
        """Stop at a line that can be no part of a record; within one, it is looked at again by itself."""
        if self.held:
            self._returned.append(line)
            self.number -= 1
            self.cut = True
            raise StopIteration
        raise _Unsplittable(_TOO_LONG if line == _OVERLONG else "This line holds NUL characters.")

    def start(self) -> None:
        """Begin a record."""
        self.held.clear()
        self.cut = False

    def give_back(self) -> None:
        """Read the lines after the record's first again, each for itself."""
        self._returned.extend(reversed(self.held[1:]))
        self.number -= max(len(self.held) - 1, 0)

    def _skip(self, line: str) -> None:
        while line and not line.endswith("\n"):
            line = self._read(MAX_LINE)


def records(content: bytes, encoding: str, delimiter: str) -> Iterator[Record]:
    """Split a file into records; a quote that is never closed costs its own line, not the file."""
    lines = _Lines(content, encoding)
    reader = csv.reader(lines, delimiter=delimiter)
    blank = 0
    while blank < MAX_BLANK_LINES:
        lines.start()
        line = lines.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except _Unsplittable as error:
            yield Record(line, [], str(error))
            continue
        except csv.Error:  # a cell longer than the module takes: the quote before it was meant otherwise
            lines.cut = True
        if lines.cut:
            lines.give_back()
            yield Record(line, [], "A quotation mark on this line is never closed.")
        elif any(cells):
            blank = 0
            yield Record(line, cells, _too_much(cells, lines.held))
        else:
            blank += 1
    yield Record(line, [], f"{MAX_BLANK_LINES:,} empty lines stand here; nothing after them was read.")


def _too_much(cells: list[str], held: list[str]) -> str | None:
    if len(cells) > MAX_COLUMNS:
        return f"This line has more than {MAX_COLUMNS} columns."
    if (len(held) > 1 or len(held[0]) > MAX_CELL) and max(map(len, cells)) > MAX_CELL:
        return f"A cell of this line has more than {MAX_CELL:,} characters."
    return None
