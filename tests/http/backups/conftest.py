"""Two installations: one with something in it, and another that has nothing yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from apiflask import APIFlask

from app.config import Settings
from app.db import bind_migrations
from app.extensions import db
from tests.support.backups import fill, path_with_programs
from tests.support.person import Person
from tests.support.redis_server import RedisServer

MakeApp = Callable[..., APIFlask]


@pytest.fixture(autouse=True)
def _programs_of_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", path_with_programs())


@pytest.fixture
def app(app: APIFlask) -> APIFlask:
    bind_migrations(app)
    return app


@pytest.fixture
def other(
    make_app: MakeApp, settings: Settings, empty_url: str, own_redis: RedisServer
) -> Iterator[APIFlask]:
    """Another installation, which has nothing yet: a database without tables, a Redis without data."""
    url = empty_url.replace("+psycopg2", "")
    found = make_app(replace(settings, database_url=url, redis_url=own_redis.url))
    bind_migrations(found)
    yield found
    with found.app_context():
        db.engine.dispose()


@pytest.fixture
def full(app: APIFlask, ana: Person) -> APIFlask:
    fill(app, ana)
    return app
