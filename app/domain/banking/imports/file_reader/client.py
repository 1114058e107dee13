"""Asking the reader: from the web process, which does nothing but wait meanwhile."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import msgspec
import structlog

import app
from app.domain.banking.imports.errors import AnswerUnknown, FileTooSlow
from app.domain.banking.imports.file_reader import protocol
from app.domain.banking.imports.first_look import FileToRead, FirstLook
from app.errors import Unavailable
from app.tabular.errors import UnreadableFile

log = structlog.get_logger()
ROOT = Path(app.__file__).parents[1]
PROGRAM = "app.domain.banking.imports.file_reader"
MAX_FILES_AT_ONCE = 2
START_S = 30
_REFUSALS = {each.code: each for each in (UnreadableFile, AnswerUnknown)}


class FileReader:
    """The reader of this process, started when it is needed and again when it has ended.

    max_work_s, deadline_s: the time a file has to be read: of a processor's time, and by the clock, where
    others work as well.
    """

    def __init__(self, *, max_work_s: float = 10, deadline_s: float = 25) -> None:
        self._max_work_s, self._deadline_s = max_work_s, deadline_s
        self._starting = threading.Lock()
        self._places = threading.BoundedSemaphore(MAX_FILES_AT_ONCE)
        self._folder: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._until_closed: BinaryIO | None = None

    def look(self, file: FileToRead) -> FirstLook:
        """Have a file looked at. Raises what `look` raises, FileTooSlow, Unavailable where others wait."""
        with self._place():
            answer = self._ask(msgspec.msgpack.encode(file))
        if answer.refusal is not None:
            kind = _REFUSALS.get(answer.refusal.code, UnreadableFile)
            raise kind(answer.refusal.detail, errors=answer.refusal.errors)
        if answer.seen is None:
            raise UnreadableFile
        return answer.seen

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=self._deadline_s):
            raise Unavailable("Other files are being read right now; try again shortly.")
        try:
            yield
        finally:
            self._places.release()

    def _ask(self, body: bytes) -> protocol.Answer:
        begun = time.monotonic()
        with self._connection() as connection:
            try:
                protocol.send(connection, body)
                return msgspec.msgpack.decode(protocol.receive(connection), type=protocol.Answer)
            except (EOFError, OSError) as exc:  # its time was up, or its memory
                took = time.monotonic() - begun
                log.warning("file.not_read", took_s=round(took, 1), size=len(body))
                raise FileTooSlow from exc

    def _connection(self) -> socket.socket:
        with self._starting:
            if (found := self._connect()) is not None:
                return found
            self._start()
            if (found := self._connect()) is None:
                raise Unavailable("Files cannot be read right now; try again shortly.")
            return found

    def _connect(self) -> socket.socket | None:
        if self._folder is None or self._process is None or self._process.poll() is not None:
            return None
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(self._deadline_s + START_S)
        try:
            connection.connect(str(self._folder / "reader"))
        except OSError:
            connection.close()
            return None
        return connection

    def _start(self) -> None:
        """Start a reader. It listens before it runs, so that nobody has to wait for it to say so."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="tidewatch-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        path = self._folder / "reader"
        path.unlink(missing_ok=True)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(path))
            listener.listen(MAX_FILES_AT_ONCE * 4)
            self._spawn(listener.fileno())

    def _spawn(self, listener: int) -> None:
        # The pipe's other end closes with this process, however it ends: the reader then ends as well.
        theirs, ours = os.pipe()
        told = map(str, (listener, theirs, self._max_work_s, self._deadline_s))
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-m", PROGRAM, *told],
            cwd=ROOT, pass_fds=(listener, theirs), stdin=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(theirs)
        self._until_closed = open(ours, "wb")  # noqa: SIM115 - the one of before is closed when it is let go of
