"""Prefetch: the next piece of work is prepared in a thread while this one waits for the database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def prefetch(items: Iterator[T]) -> Iterator[T]:
    """Yield the items, one prepared ahead of the caller.

    What making one raises comes out where it would have been yielded.
    """
    with ThreadPoolExecutor(1) as maker:
        ahead = maker.submit(next, items, None)
        while (item := ahead.result()) is not None:
            ahead = maker.submit(next, items, None)
            yield item
