"""Another process holds SQLite's write lock: those who do not write must not notice."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from app.config import Settings
from app.sqlite import WaitingConnection
from tests.faults.conftest import nobody_writes
from tests.support.accounts import Account, Headers
from tests.support.databases import Databases
from tests.support.served import Replica

pytestmark = pytest.mark.xdist_group("faults")


@pytest.fixture
def database_url(databases: Databases, tmp_path: Path) -> str:
    """PostgreSQL's locks are waited for on a socket, which is green already."""
    return databases.empty_sqlite(tmp_path)


def test_others_are_answered_while_a_writer_waits_for_the_lock(
    replica: Replica, settings: Settings, make_user: Callable[..., Account], sign_in: Callable[..., Headers]
) -> None:
    account = make_user()
    signed_in = sign_in(account)
    write = {
        "url": f"{replica.url}/api/auth/profile",
        "headers": signed_in,
        "json": {"locale": "ro-RO"},
        "timeout": 60,
    }
    with ThreadPoolExecutor() as pool:
        with nobody_writes(settings.database_url):
            writes = [pool.submit(requests.patch, **write) for _ in range(3)]
            answers = [requests.get(f"{replica.url}/api/health", timeout=5).status_code for _ in range(20)]
            reads = [requests.get(write["url"], headers=signed_in, timeout=5).status_code for _ in range(5)]
            assert not any(each.done() for each in writes)
        assert [each.result().status_code for each in writes] == [200, 200, 200]
    assert (answers, reads) == ([200] * 20, [200] * 5)


@pytest.fixture
def database_file(tmp_path: Path) -> Path:
    with sqlite3.connect(tmp_path / "test.db") as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE kept (number)")
    return tmp_path / "test.db"


def waiting(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, factory=WaitingConnection, timeout=0, check_same_thread=False)


def test_a_statement_goes_on_once_the_lock_is_free(database_file: Path) -> None:
    holder, writer = waiting(database_file), waiting(database_file)
    holder.execute("BEGIN IMMEDIATE")
    with ThreadPoolExecutor() as pool:
        written = pool.submit(writer.execute, "INSERT INTO kept VALUES (1)")
        assert not written.done()
        holder.rollback()
        written.result(timeout=30)
    writer.commit()
    assert holder.execute("SELECT number FROM kept").fetchall() == [(1,)]


def test_a_lock_that_is_never_freed_fails_in_the_end(
    database_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.sqlite.LOCK_WAIT_S", 0.05)
    waiting(database_file).execute("BEGIN IMMEDIATE")
    holder = waiting(database_file)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        holder.execute("INSERT INTO kept VALUES (1)")


def test_a_transaction_whose_snapshot_is_old_fails_at_once(database_file: Path) -> None:
    reader, writer = waiting(database_file), waiting(database_file)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM kept").fetchall()
    writer.execute("INSERT INTO kept VALUES (1)")
    writer.commit()
    with pytest.raises(sqlite3.OperationalError) as caught:
        reader.execute("INSERT INTO kept VALUES (2)")
    assert caught.value.sqlite_errorcode == sqlite3.SQLITE_BUSY_SNAPSHOT
