"""A PostgreSQL of one test's own, which it may stop and start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pgserver
from pgserver._commands import pg_ctl


class PostgreSQLServer:
    """The server that the package pgserver carries; the address stays the same over a restart."""

    def __init__(self, folder: Path) -> None:
        self._server: Any = pgserver.get_server(folder)

    @property
    def url(self) -> str:
        return str(self._server.get_uri()).replace("postgresql:", "postgresql+psycopg2:", 1)

    def kill(self) -> None:
        """End it without a checkpoint, as a crash would: what is not committed is gone."""
        pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=self._server.pgdata, user=self._server.system_user)

    def start_again(self) -> None:
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        self._server.ensure_postgres_running()  # cleanup() expects one that runs
        self._server.cleanup()
