"""What every test may ask for: an app on a real database and a real Redis, users, sign-ins.

`app` runs each test twice, on SQLite and on PostgreSQL. A test changes settings with
`@pytest.mark.settings(lockout_failures=3)`.
"""

from __future__ import annotations

import gc
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from apiflask import APIFlask
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app import clock, security
from app.bootstrap import create_app
from app.config import Settings
from app.db import transaction
from app.domain.auth.accounts.service import create_user
from app.domain.auth.security_log.service import RequestSource
from app.extensions import celery
from app.services import services_of
from blueprints import mount
from tests.support.accounts import PASSWORD, Account, Headers, bearer
from tests.support.databases import Databases
from tests.support.redis_server import RedisServer
from tests.support.served import Program, Replica

TERMINAL = RequestSource("local", "tests")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "settings(**fields): run the test's app with these settings")


SLOW = (
    "tests/e2e/",
    "tests/faults/",
    "tests/sockets/",
    "tests/services/",
    "tests/workers/",
    "tests/chart/",
    "tests/http/test_schemathesis",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the long files: one of them that begins last is waited for by all others."""
    items.sort(key=lambda item: not item.nodeid.startswith(SLOW))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Thousands of tests are collected and stay: looking through them for garbage is a sixth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session", autouse=True)
def _cheap_argon2() -> None:
    """Real argon2, at a price that a suite of a thousand sign-ins can pay."""
    security._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    security._decoy_hash.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def _programs_forked() -> None:
    Program.forks = True


@pytest.fixture(scope="session", autouse=True)
def _routes_compiled_once() -> Iterator[None]:
    """Thousands of tests make an app, and two thirds of that is Werkzeug compiling the same routes again."""
    compile_builder, known = Rule._compile_builder, {}

    def compiled(self: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, tuple(self._trace), repr(self.defaults), append_unknown)
        if key not in known:
            known[key] = compile_builder(self, append_unknown)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "_compile_builder", compiled)
        yield


@pytest.fixture(autouse=True)
def _leave_nothing_behind() -> Iterator[None]:
    yield
    clock.freeze(None)
    structlog.contextvars.clear_contextvars()


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """One redis-server per worker of pytest-xdist."""
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A durable redis-server for one test that stops, kills or restarts it."""
    server = RedisServer(tmp_path / "redis", append_only=True)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    redis_server.client().flushall()
    return redis_server.url


@pytest.fixture(scope="session")
def databases(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, testrun_uid: str
) -> Iterator[Databases]:
    kept = Databases(tmp_path_factory, worker_id, testrun_uid)
    yield kept
    kept.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> str:
    """The URL of a migrated, empty database."""
    return databases.empty_sqlite(tmp_path) if request.param == "sqlite" else databases.empty_postgresql()


@pytest.fixture
def empty_url(database_url: str, tmp_path: Path) -> Iterator[str]:
    """A database without any table, which no other test shares."""
    url = sa.make_url(database_url)
    if url.get_backend_name() == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    url = url.set(drivername="postgresql+psycopg2")
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    name = f"{url.database}_migrations"
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
        yield url.set(database=name).render_as_string(hide_password=False)
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def settings(request: pytest.FixtureRequest, database_url: str, redis_url: str, tmp_path: Path) -> Settings:
    fields: dict[str, Any] = {
        "database_url": database_url,
        "redis_url": redis_url,
        "secret_key": "a secret key that is only used by tests",
        "instance_dir": tmp_path / "instance",
        "log_dir": tmp_path / "logs",
        "async_mode": "threading",
        "log_level": "WARNING",
        "signin_limit": "1000 per minute",
    }
    for mark in reversed(list(request.node.iter_markers("settings"))):
        fields.update(mark.kwargs)
    return Settings(**fields)


@pytest.fixture
def make_app(settings: Settings) -> Iterator[Callable[..., APIFlask]]:
    """Build apps; two with the same settings are two replicas."""
    made: list[APIFlask] = []

    def make(with_settings: Settings = settings) -> APIFlask:
        made.append(create_app(with_settings, mount))
        made[-1].testing = True
        # As in production: an unforeseen error is answered by its handler, not raised at the test.
        made[-1].config["PROPAGATE_EXCEPTIONS"] = False
        return made[-1]

    yield make
    for app in made:
        close_app(app)


def close_app(app: APIFlask) -> None:
    """Let go of an app's connections, so that the next test may empty the tables."""
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()
    services_of(app).redis.close()
    celery._after_fork()  # it is one for the process, and keeps connections to this test's broker


@pytest.fixture
def app(make_app: Callable[..., APIFlask]) -> APIFlask:
    return make_app()


@pytest.fixture
def client(app: APIFlask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def make_user(app: APIFlask) -> Callable[..., Account]:
    """Make an account straight through the service: `make_user()`, `make_user("admin")`."""
    numbers = itertools.count(1)

    def make(
        role: security.Role = "user", *, username: str | None = None, password: str = PASSWORD
    ) -> Account:
        name = username or f"{role}-{next(numbers)}"
        with app.app_context(), transaction():
            user = create_user(name, f"{name}@example.org", password, TERMINAL, role=role)
            return Account(user.id, user.username, user.email, password, role)

    return make


@pytest.fixture
def sign_in(client: FlaskClient) -> Callable[..., Headers]:
    """Sign an account in and return the header that its requests carry."""

    def headers(account: Account, **body: Any) -> Headers:
        answer = client.post(
            "/api/auth/login", json={"username": account.username, "password": account.password, **body}
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return bearer(answer.json["access_token"])

    return headers


@pytest.fixture
def replicas(settings: Settings, app: APIFlask, tmp_path: Path) -> Iterator[tuple[Replica, Replica]]:
    """Two web processes on the app's database and Redis."""
    pair = Replica(settings, tmp_path / "a.log"), Replica(settings, tmp_path / "b.log")
    for each in pair:
        each.start()
    yield pair
    for each in pair:
        each.kill()


@pytest.fixture
def replica(settings: Settings, app: APIFlask, tmp_path: Path) -> Iterator[Replica]:
    one = Replica(settings, tmp_path / "web.log")
    one.start()
    yield one
    one.kill()
