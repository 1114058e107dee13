"""Giving back the memory that a burst has left behind."""

from __future__ import annotations

import ctypes
import gc
import os
from collections.abc import Callable
from pathlib import Path

EVERY_S = 20.0
WORTH_BYTES = 16 * 2**20
"""To look for free memory takes some ten milliseconds, in which nobody is answered."""
STATUS = Path("/proc/self/statm")


def give_back_free(sleep: Callable[[float], None]) -> None:
    """Watch this process for as long as it runs; where it has grown, hand back what is free.

    By itself glibc gives back what lies at the heap's end, and after a burst some small thing that is still
    needed lies there. On another C library, or system, this ends at once.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is None or not STATUS.exists():
        return
    at_start = resident_bytes()
    while True:
        sleep(EVERY_S)
        if resident_bytes() > at_start + WORTH_BYTES:
            gc.collect()  # it also empties Python's lists of spare objects, one of which keeps a whole block
            trim(0)


def resident_bytes() -> int:
    """Return this process's resident memory."""
    return int(STATUS.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
