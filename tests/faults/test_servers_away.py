"""Redis, the database, a web replica away for a while: in the end everything is there, once."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator

import pytest
import requests
from apiflask import APIFlask

from tests.faults.test_flush_killed import assert_each_stored_once
from tests.support.accounts import Account, Headers
from tests.support.databases import migrate_to_head
from tests.support.launched import eventually
from tests.support.listener import PageListener, events, settles, transactions
from tests.support.money import count_stored
from tests.support.postgresql_server import PostgreSQLServer
from tests.support.redis_server import RedisServer
from tests.support.sender import Senders
from tests.support.served import Replica, Worker

Make = Callable[..., Account]
SignIn = Callable[..., Headers]


def test_redis_killed_and_started_again_while_rows_come_in(
    app: APIFlask, own_redis: RedisServer, replica: Replica, worker: Worker, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    senders = Senders(lambda: replica.url, sign_in(ana), ana.id, count=1_500, threads=8, pause_s=0.01)
    worker.start()
    senders.start()
    for confirmed in (200, 600):
        assert eventually(lambda confirmed=confirmed: len(senders.confirmed) > confirmed)
        own_redis.kill()
        time.sleep(1.5)
        own_redis.start()
    senders.join()
    assert (len(senders.confirmed), senders.answers) == (1_500, {200, 503})
    assert_each_stored_once(app, ana, 1_500)


class TestWithoutADatabase:
    """On a PostgreSQL of the test's own."""

    @pytest.fixture
    def own_postgresql(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgreSQLServer]:
        server = PostgreSQLServer(tmp_path_factory.mktemp("postgresql"))
        migrate_to_head(server.url)
        yield server
        server.stop()

    @pytest.fixture
    def database_url(self, own_postgresql: PostgreSQLServer) -> str:
        return own_postgresql.url

    def test_the_intake_goes_on_for_20_seconds_and_the_flush_catches_up(
        self, app: APIFlask, own_postgresql: PostgreSQLServer, replica: Replica, worker: Worker,
        make_user: Make, sign_in: SignIn,
    ) -> None:  # fmt: skip
        ana = make_user()
        headers = sign_in(ana)
        senders = Senders(lambda: replica.url, headers, ana.id, count=1_000, threads=2, pause_s=0.05)
        worker.start()
        senders.start()
        assert eventually(lambda: count_stored(app) > 0)
        own_postgresql.kill()
        away_since, confirmed = time.monotonic(), len(senders.confirmed)
        for path, header in (("/api/transactions", headers), ("/api/health/ready", {})):
            answer = requests.get(f"{replica.url}{path}", headers=header, timeout=30)
            assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
        time.sleep(max(0.0, away_since + 20 - time.monotonic()))
        assert len(senders.confirmed) > confirmed
        own_postgresql.start_again()
        senders.join()
        assert (len(senders.confirmed), senders.answers) == (1_000, {200})
        assert_each_stored_once(app, ana, 1_000)


def test_a_replica_killed_while_the_page_watches_on_it(
    app: APIFlask, replicas: tuple[Replica, Replica], worker: Worker, make_user: Make, sign_in: SignIn
) -> None:
    """The sender has two addresses to try, as behind a load balancer; the page comes back to its own.

    What the dead replica had answered and not yet pushed, the worker pushes when it flushes.
    """
    ana = make_user()
    headers = sign_in(ana)
    doomed, other = replicas
    page = PageListener(doomed.url, headers["Authorization"].removeprefix("Bearer "))
    try:
        assert eventually(lambda: [e["data"] for e in events(page, "status")][-1:] == ["live"])
        turns = itertools.cycle([doomed.url, other.url])
        senders = Senders(lambda: next(turns), headers, ana.id, count=400, threads=4, pause_s=0.02)
        worker.start()
        senders.start()
        assert eventually(lambda: len(transactions(page)) > 50)
        doomed.kill()
        assert eventually(lambda: len(senders.confirmed) > 250)
        doomed.start()
        senders.join()
        assert settles(lambda: len(transactions(page)), 400) == 400
        assert sorted(transactions(page)) == sorted(senders.confirmed)
        assert events(page, "replay.gap") == []
    finally:
        page.close()
    assert_each_stored_once(app, ana, 400)
