"""Giving back memory that a burst has left behind."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Callable

EVERY_S = 20.0


def give_back_free(sleep: Callable[[float], None]) -> None:
    """Hand free memory back to the system, again and again; returns at once where the C library cannot.

    glibc gives back what is free at the heap's end alone, and after a burst some small thing lies there that
    is still needed.
    """
    trim = _trim()
    while trim is not None:
        sleep(EVERY_S)
        trim(0)


def _trim() -> Callable[[int], int] | None:
    library = ctypes.CDLL(ctypes.util.find_library("c"))
    found: Callable[[int], int] | None = getattr(library, "malloc_trim", None)
    return found
