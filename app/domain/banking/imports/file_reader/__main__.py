"""The reader, as a program: told its socket, a pipe that ends with the web process, and two limits."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import resource
import select
import signal
import socket
import sys

import msgspec

from app.domain.banking.imports.file_reader import protocol
from app.domain.banking.imports.first_look import FileToRead, look
from app.tabular.errors import UnreadableFile


def main() -> None:
    """Fork for each file, until the web process is gone or nothing comes for a while."""
    listener, parent = socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2])
    max_work_s, deadline_s = float(sys.argv[3]), float(sys.argv[4])
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel sees to forks that end
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's is for the web process, whose end is noticed
    _load()
    gc.freeze()
    watched: list[socket.socket | int] = [listener, parent]
    while True:
        ready, _, _ = select.select(watched, [], [], protocol.IDLE_S)
        if listener not in ready:
            return
        connection, _ = listener.accept()
        if os.fork() == 0:
            _limit(max_work_s, deadline_s)
            _answer(connection)
            os._exit(0)
        connection.close()


def _load() -> None:
    """Load what single formats need, which the web process never does: forks have it then."""
    importlib.import_module("defusedxml.ElementTree")


def _limit(max_work_s: float, deadline_s: float) -> None:
    # Without a handler an alarm ends the process wherever it is, in a regular expression for example.
    signal.setitimer(signal.ITIMER_PROF, max_work_s)
    signal.setitimer(signal.ITIMER_REAL, deadline_s)
    with contextlib.suppress(ValueError):  # macOS knows the limit and refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (protocol.MAX_MEMORY_BYTES, protocol.MAX_MEMORY_BYTES))


def _answer(connection: socket.socket) -> None:
    file = msgspec.msgpack.decode(protocol.receive(connection), type=FileToRead)
    try:
        answer = protocol.Answer(seen=look(file))
    except UnreadableFile as exc:
        refusal = protocol.Refusal(code=exc.code, detail=exc.detail, errors=exc.errors)
        answer = protocol.Answer(refusal=refusal)
    protocol.send(connection, msgspec.msgpack.encode(answer))


if __name__ == "__main__":
    main()
