"""Faults need a Redis that keeps its word over a kill, rows in its queue, and a database that can be held."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.config import Settings
from app.domain.banking.intake.service import accept_batch
from app.security import Principal
from tests.support.accounts import Account
from tests.support.money import flush, intake_of, row
from tests.support.redis_server import RedisServer
from tests.support.served import Worker

BATCH = 10_000
Enqueue = Callable[[Account, int], None]


@pytest.fixture
def redis_url(own_redis: RedisServer) -> str:
    return own_redis.url


@pytest.fixture
def enqueue(app: APIFlask) -> Enqueue:
    """Queue so many rows of an account as the API does, after a first flush, which remembers its Redis."""
    flush(app)

    def fill(account: Account, count: int) -> None:
        caller = Principal(account.id, "user", "tests")
        for start in range(0, count, BATCH):
            rows = [row(account.id, f"t-{number}") for number in range(start, min(start + BATCH, count))]
            with app.app_context():
                body = msgspec.json.encode(rows)
                assert accept_batch(intake_of(app), caller, body, lines=False).rejected == []

    return fill


@pytest.fixture
def worker(settings: Settings, app: APIFlask, tmp_path: Path) -> Iterator[Worker]:
    """A Celery worker with beat, not started yet."""
    one = Worker(settings, tmp_path / "worker.log")
    yield one
    one.kill()


@contextmanager
def nobody_writes(database_url: str, table: str = "transactions") -> Iterator[None]:
    """Keep a table from being written, so that who writes it stands still in the middle."""
    if database_url.startswith("sqlite"):
        connection = sqlite3.connect(database_url.removeprefix("sqlite:///"), isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.close()
        return
    engine = sa.create_engine(database_url.replace("postgresql:", "postgresql+psycopg2:", 1))
    with engine.connect() as held:
        held.execute(sa.text(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"))
        yield
        held.rollback()
    engine.dispose()
