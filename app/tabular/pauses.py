"""Turns for others: a web process does one thing at a time, and a long file is many things."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Row = TypeVar("Row")
ROWS_PER_PAUSE = 100


def with_pauses(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows, and let others have their turn between a hundred of them."""
    for number, row in enumerate(rows, 1):
        yield row
        if number % ROWS_PER_PAUSE == 0:
            time.sleep(0)
