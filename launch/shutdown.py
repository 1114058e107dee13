"""How a start ends: Ctrl-C, SIGTERM, or the make that started it going away."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
NOHUP = (signal.SIGHUP, signal.SIG_IGN)
IMPATIENT_AFTER_S = 1.0
"""A signal to the process group arrives twice, once through make; only a later one is a second wish."""


class Stopped(BaseException):
    """Somebody asked for the end; not an error, so that nothing on the way swallows it."""


@contextmanager
def stoppable(kill_all: Callable[[], None]) -> Iterator[None]:
    """Raise Stopped here at the first signal; a second one while things end calls `kill_all`."""
    asked_at: list[float] = []

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        asked_at.append(time.monotonic())
        if len(asked_at) == 1:
            raise Stopped
        if asked_at[-1] - asked_at[0] > IMPATIENT_AFTER_S:
            kill_all()

    # nohup ignores SIGHUP for us; SIGINT counts even where a shell started us in the background.
    heard = [number for number in SIGNALS if (number, signal.getsignal(number)) != NOHUP]
    before = {number: signal.signal(number, on_signal) for number in heard}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Parent:
    """The make that runs us. It passes SIGTERM on, but neither SIGINT nor its own death."""

    def __init__(self) -> None:
        self._pid = os.getppid() if "MAKELEVEL" in os.environ else None
        self._interrupted_before = False

    def has_ended(self) -> bool:
        """Tell whether make is gone or was interrupted alone; ask again and again."""
        if self._pid is None:
            return False
        if os.getppid() != self._pid:
            return True
        interrupted, before = self._waits_after_interrupt(self._pid), self._interrupted_before
        self._interrupted_before = interrupted
        return interrupted and before

    @staticmethod
    def _waits_after_interrupt(pid: int) -> bool:
        """GNU make waits for us inside its handler, where Linux shows the signal as blocked."""
        try:
            fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
        except OSError:
            return False
        blocked, caught = int(fields["SigBlk"], 16), int(fields["SigCgt"], 16)
        is_make = fields["Name"].strip() in {"make", "gmake"}
        return is_make and bool(blocked & 1 << signal.SIGINT - 1) and bool(caught & 1 << signal.SIGTERM - 1)
