"""Sockets need a real server: two replicas on ports of their own, and clients that are closed in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from tests.support.databases import Databases
from tests.support.listening import JavaScriptListener, Listener, PythonListener
from tests.support.served import Replica


@pytest.fixture
def database_url(databases: Databases, tmp_path: Path) -> str:
    """No event passes through the database; one kind is enough here."""
    return databases.empty_sqlite(tmp_path)


@pytest.fixture
def replicas(settings: Settings, app: object, tmp_path: Path) -> Iterator[tuple[Replica, Replica]]:
    """Two web processes on one Redis."""
    pair = Replica(settings, tmp_path / "a.log"), Replica(settings, tmp_path / "b.log")
    for replica in pair:
        replica.start()
    yield pair
    for replica in pair:
        replica.kill()


@pytest.fixture
def replica(settings: Settings, app: object, tmp_path: Path) -> Iterator[Replica]:
    one = Replica(settings, tmp_path / "web.log")
    one.start()
    yield one
    one.kill()


Listen = Callable[..., Any]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Open a client: `listen(PythonListener, url, token)`."""
    opened: list[Listener] = []

    def connect(kind: type[PythonListener | JavaScriptListener], *args: Any, **options: Any) -> Any:
        opened.append(kind(*args, **options))
        return opened[-1]

    yield connect
    for listener in opened:
        listener.close()
