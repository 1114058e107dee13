"""Giving back the memory that a burst has left behind."""

from __future__ import annotations

import ctypes
import gc
import os
from collections.abc import Callable
from pathlib import Path

EVERY_S = 10.0
WORTH_BYTES = 16 * 2**20
"""Growth from which on it is worth it: collecting takes tens of milliseconds, in which nobody is answered."""
CALM_BYTES = 2**20
"""Growth between two looks that is none: in the middle of a burst little would be free."""
FORGOTTEN_BYTES = WORTH_BYTES // 30
"""What each look forgets of the size after the last time: what stays large is tried every five minutes."""
STATUS = Path("/proc/self/statm")


def give_back_free(
    sleep: Callable[[float], None], in_thread: Callable[[Callable[[], object]], object]
) -> None:
    """Watch this process for as long as it runs; where it has grown, hand back what is free.

    By itself glibc gives back what lies at the heap's end, and after a burst some small thing that is still
    needed lies there. On another C library, or system, this ends at once.

    in_thread: does something in a thread, and lets others go on meanwhile.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is None or not STATUS.exists():
        return
    at_start = kept = before = resident_bytes()
    while True:
        sleep(EVERY_S)
        now = resident_bytes()
        if kept + WORTH_BYTES < now < before + CALM_BYTES:
            gc.collect()  # it also empties Python's lists of spare objects, one of which keeps a whole block
            in_thread(lambda: trim(0))
            now = kept = resident_bytes()
        before, kept = now, max(at_start, kept - FORGOTTEN_BYTES)


def resident_bytes() -> int:
    """Return this process's resident memory."""
    return int(STATUS.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
