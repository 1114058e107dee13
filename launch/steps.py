"""Steps of preparing a checkout: each is done again only when what it depends on has changed."""

from __future__ import annotations

import fcntl
import hashlib
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from launch.plan import ROOT

STAMPS = ROOT / ".stamps"


class Step:
    """Something that is done again only when its inputs changed or its output is not the one it made.

    covered_by: a step that does more than this one; while that is done, so is this.
    """

    def __init__(
        self, name: str, inputs: Iterable[Path], output: Path, *, covered_by: Step | None = None
    ) -> None:
        self._stamp = STAMPS / name
        self._inputs = list(inputs)
        self._output = output
        self._covered_by = covered_by

    def is_done(self) -> bool:
        if self._covered_by is not None and self._covered_by.is_done():
            return True
        return self._output.exists() and self._stamp.exists() and self._stamp.read_text() == self._state()

    def run(self, sentence: str, work: Callable[[], None]) -> None:
        """Do the work unless it is done, saying how long it took."""
        if self.is_done():
            return
        self._stamp.unlink(missing_ok=True)
        with timed(sentence):
            work()
        self._stamp.write_text(self._state())

    def _state(self) -> str:
        seen = hashlib.sha256()
        for path in sorted(self._inputs):
            seen.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
        output = self._output.stat()
        return f"{seen.hexdigest()} {output.st_ino} {output.st_mtime_ns}"


@contextmanager
def timed(sentence: str) -> Iterator[None]:
    """Say what was done, and how many seconds it took; steps that run side by side say so one by one."""
    begun = time.monotonic()
    yield
    print(f"  {time.monotonic() - begun:4.0f} s  {sentence}", flush=True)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let two preparations of one checkout wait for each other."""
    STAMPS.mkdir(exist_ok=True)
    with (STAMPS / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another make that is preparing this folder…", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def output_of(command: Sequence[object]) -> str:
    """Return what a command printed, '' where it cannot run."""
    try:
        return subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, check=False
        ).stdout.strip()
    except OSError:
        return ""
