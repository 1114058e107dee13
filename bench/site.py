"""What is measured: two web replicas on PostgreSQL and a durable Redis, all real, all on this machine."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
from apiflask import APIFlask
from argon2 import PasswordHasher

from app import security
from app.bootstrap import create_app
from app.config import Settings
from app.db import transaction
from app.domain.auth.accounts.service import create_user
from app.domain.auth.security_log.service import RequestSource
from blueprints import mount
from simulators import BasiqSimulator
from tests.support.bank import settings_for, simulated_basiq
from tests.support.databases import migrate_to_head
from tests.support.postgresql_server import PostgreSQLServer
from tests.support.redis_server import RedisServer
from tests.support.served import Replica, Worker

PASSWORD = "only for measuring, never served"
MACHINE = RequestSource("local", "bench")


class Site:
    """The running site, an app of this process on the same servers, and accounts."""

    def __init__(
        self, settings: Settings, replicas: tuple[Replica, Replica], basiq: BasiqSimulator, folder: Path
    ) -> None:
        self.settings = settings
        self.basiq = basiq
        self.replicas = replicas
        self.folder = folder
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
    def worker(self) -> Iterator[Worker]:
        """Run a Celery worker, with its timetable, for as long as a part needs one."""
        one = Worker(self.settings, self.folder / "worker.log", processes=2)
        one.start()
        try:
            yield one
        finally:
            one.kill()

    def memory_mb(self) -> float:
        """Return the largest resident memory of a web process now."""
        pids = [each.process.pid for each in self.replicas if each.process]
        return max(psutil.Process(pid).memory_info().rss for pid in pids) / 2**20


@contextmanager
def running_site() -> Iterator[Site]:
    """Start everything in a folder of its own; end and remove it all afterwards."""
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
        yield Site(settings, replicas, basiq, folder)
