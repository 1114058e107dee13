"""Sockets need a real server: two replicas on ports of their own, and clients that are closed in the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.databases import Databases
from tests.support.listener import JavaScriptListener, Listener, PythonListener


@pytest.fixture
def database_url(databases: Databases, tmp_path: Path) -> str:
    """No event passes through the database; one kind is enough here."""
    return databases.empty_sqlite(tmp_path)


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
