"""What is measured: two web replicas on PostgreSQL and a durable Redis, all real, all on this machine."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

import psutil
from apiflask import APIFlask
from argon2 import PasswordHasher

from app import security
from app.bootstrap import create_app
from app.config import Settings
from app.db import transaction
from app.domain.auth.accounts.service import create_user
from app.domain.auth.security_log.service import RequestSource
from app.extensions import celery, db
from blueprints import mount
from simulators import BasiqSimulator
from tests.support.bank import settings_for, simulated_basiq
from tests.support.databases import migrate_to_head
from tests.support.launched import eventually
from tests.support.postgresql_server import PostgreSQLServer
from tests.support.redis_server import RedisServer
from tests.support.served import Program, Replica, Worker

Made = TypeVar("Made")
CALM_S, CALM_PERCENT, CALM_WITHIN_S = 3.0, 10.0, 300.0
QUICK_PART = 20
PASSWORD = "only for measuring, never served"
MACHINE = RequestSource("local", "bench")


class Site:
    """The running site, an app of this process on the same servers, and accounts."""

    def __init__(
        self, settings: Settings, replicas: tuple[Replica, Replica], basiq: BasiqSimulator, *, quick: bool
    ) -> None:
        self.settings = settings
        self.basiq = basiq
        self.replicas = replicas
        self.folder = settings.instance_dir
        self.quick = quick
        self._made: dict[str, Any] = {}
        self.fresh_mb = self.memory_mb()
        self.app: APIFlask = create_app(settings, mount)

    def add_users(self, count: int, prefix: str) -> list[tuple[int, str]]:
        """Create a number of users, signed in; return their ids and access tokens."""
        client, found = self.app.test_client(), []
        for number in range(count):
            name = f"{prefix}-{number}"
            with self.app.app_context(), transaction():
                user = create_user(name, f"{name}@example.org", PASSWORD, MACHINE)
                user_id = user.id
            answer = client.post("/api/auth/login", json={"username": name, "password": PASSWORD})
            found.append((user_id, str(answer.get_json()["access_token"])))
        return found

    @contextmanager
    def worker(self, processes: int = 2) -> Iterator[Worker]:
        """Run a Celery worker, with its timetable, for as long as a part needs one; it is ready at once."""
        one = Worker(self.settings, self.folder / "worker.log", processes=processes)
        one.start()
        try:
            if not eventually(lambda: celery.control.ping(timeout=0.5), 60):
                raise RuntimeError(one.output)
            yield one
        finally:
            one.kill()

    def calm_down(self) -> None:
        """Wait until the machine has nothing to do: a timetable that begins does all its sweeps at once."""
        if not eventually(lambda: psutil.cpu_percent(CALM_S) < CALM_PERCENT, CALM_WITHIN_S):
            raise RuntimeError("this machine is busy with something else")

    def size(self, full: int) -> int:
        """Return how many to measure with: in a quick run, which shows that it works, a twentieth."""
        return max(1, full // QUICK_PART) if self.quick else full

    @contextmanager
    def cursor(self) -> Iterator[Any]:
        """Open a bare cursor on the database; what it did is committed at the end."""
        with self.app.app_context():
            connection = db.engine.raw_connection()
        try:
            yield connection.cursor()
            connection.commit()
        finally:
            connection.close()

    def analyse(self) -> None:
        """Have the database look at what was stored, as it does by itself after a while."""
        with self.app.app_context(), db.engine.connect() as connection:
            alone = connection.execution_options(isolation_level="AUTOCOMMIT")
            alone.exec_driver_sql("VACUUM ANALYZE transactions")

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Return what was made under a name, and make it where it was not: parts share a few things."""
        if name not in self._made:
            self._made[name] = make()
        return cast(Made, self._made[name])

    def memory_mb(self) -> float:
        """Return the largest resident memory of a web process now."""
        return max(map(memory_mb, self.replicas))


def memory_mb(program: Program) -> float:
    """Return a process's resident memory. Raises RuntimeError where it does not run."""
    if program.process is None:
        raise RuntimeError("it does not run")
    return float(psutil.Process(program.process.pid).memory_info().rss / 2**20)


@contextmanager
def running_site(*, quick: bool = False) -> Iterator[Site]:
    """Start everything in a folder of its own; end and remove it all afterwards.

    quick: its parts measure with less.
    """
    security._hasher = PasswordHasher(time_cost=1, memory_cost=64)  # the accounts made here only
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tidewatch-bench-")))
        redis = RedisServer(folder / "redis", append_only=True)
        redis.start()
        stack.callback(redis.stop)
        postgresql = PostgreSQLServer(folder / "postgresql")
        stack.callback(postgresql.stop)
        migrate_to_head(postgresql.url)
        basiq = stack.enter_context(simulated_basiq(latency_s=0.020))
        settings = Settings(
            database_url=postgresql.url, redis_url=redis.url, secret_key="only for measuring on this machine",
            instance_dir=folder, log_dir=folder / "logs", log_level="WARNING", access_token_minutes=120,
            async_mode="threading", signin_limit="100000 per minute",
            max_sockets_per_user=1_000, **settings_for(basiq),
        )  # fmt: skip
        replicas = Replica(settings, folder / "a.log"), Replica(settings, folder / "b.log")
        for replica in replicas:
            replica.start()
            stack.callback(replica.kill)
        yield Site(settings, replicas, basiq, quick=quick)
