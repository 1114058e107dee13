"""The flush dies in each of its moments: nothing is lost, nothing doubled. Counted."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from apiflask import APIFlask
from redis import Redis

from app.config import Settings
from app.domain.banking.intake.flush import flush_intake
from app.domain.banking.intake.queue import GROUP, STREAM
from app.services import services_of
from tests.faults.conftest import Enqueue, nobody_writes
from tests.support.accounts import Account
from tests.support.launched import eventually
from tests.support.money import count_stored, intake_of, letters, queued
from tests.support.served import Worker

Make = Callable[..., Account]
ALL = 100_000


def claimed(app: APIFlask) -> int:
    """Entries that a flusher holds and has not settled."""
    client: Redis = services_of(app).redis
    if not client.exists(STREAM):
        return 0
    return sum(group["pending"] for group in client.xinfo_groups(STREAM))  # type: ignore[union-attr,index]


def assert_each_stored_once(app: APIFlask, account: Account, count: int) -> None:
    """The database itself refuses a second row of one id, so that the count tells both."""
    assert eventually(lambda: queued(app) == 0)
    assert (count_stored(app), letters(app)) == (count, [])
    assert intake_of(app).queue.depth_of(account.id) == 0
    assert claimed(app) == 0


def test_a_worker_killed_in_mid_flush(
    app: APIFlask, worker: Worker, make_user: Make, enqueue: Enqueue
) -> None:
    ana = make_user()
    enqueue(ana, ALL)
    worker.start()
    while not count_stored(app):
        assert worker.process is not None
        assert worker.process.poll() is None, worker.output
    worker.kill()
    assert 0 < count_stored(app) < ALL
    worker.start()
    assert_each_stored_once(app, ana, ALL)


def test_a_worker_killed_before_its_commit(
    app: APIFlask, database_url: str, worker: Worker, make_user: Make, enqueue: Enqueue
) -> None:
    ana = make_user()
    enqueue(ana, 1_000)
    with nobody_writes(database_url):
        worker.start()
        assert eventually(lambda: claimed(app) > 0)
        worker.kill()
    assert count_stored(app) == 0
    worker.start()
    assert_each_stored_once(app, ana, 1_000)


def test_a_worker_killed_between_its_commit_and_its_acknowledgement(
    app: APIFlask, database_url: str, worker: Worker, make_user: Make, enqueue: Enqueue
) -> None:
    """Redis stands still for writers while the database commits."""
    ana = make_user()
    client: Redis = services_of(app).redis
    enqueue(ana, 1_000)
    with nobody_writes(database_url):
        worker.start()
        assert eventually(lambda: claimed(app) > 0)
        time.sleep(1)  # it still writes to Redis between its claim and the database
        client.execute_command("CLIENT PAUSE 60000 WRITE")
    assert eventually(lambda: count_stored(app) == 1_000)
    worker.kill()
    client.execute_command("CLIENT UNPAUSE")
    assert queued(app) == 1_000
    worker.start()
    assert_each_stored_once(app, ana, 1_000)


def test_two_flushers_that_hold_the_same_entries(
    app: APIFlask, make_app: Callable[..., APIFlask], database_url: str, make_user: Make, enqueue: Enqueue
) -> None:
    """The first stalls for so long that its lock lapses and the second claims what it holds."""
    ana = make_user()
    enqueue(ana, 1_000)
    client: Redis = services_of(app).redis
    results: list[object] = []

    def flush_as(name: str, on: APIFlask) -> threading.Thread:
        def work() -> None:
            with on.app_context():
                results.append(flush_intake(intake_of(on), consumer=name))

        thread = threading.Thread(target=work)
        thread.start()
        return thread

    with nobody_writes(database_url):
        first = flush_as("first", app)
        # It reads one chunk ahead: until that is done, it would claim what it holds itself.
        assert eventually(lambda: claimed(app) > 0 and idle_ms(client) > 500)
        held = [entry["message_id"] for entry in client.xpending_range(STREAM, GROUP, "-", "+", 100)]  # type: ignore[union-attr]
        client.xclaim(STREAM, GROUP, "first", 0, held, idle=60_000, justid=True)
        client.delete("lock:flush")
        second = flush_as("second", make_app())
        assert eventually(lambda: owners(client) == {b"second"})
    first.join(300)
    second.join(300)
    assert len(results) == 2
    assert_each_stored_once(app, ana, 1_000)


def idle_ms(client: Redis) -> int:
    """How long ago the only consumer last asked for entries."""
    (consumer,) = client.xinfo_consumers(STREAM, GROUP)  # type: ignore[misc]
    return int(consumer["idle"])


def owners(client: Redis) -> set[bytes]:
    return {entry["consumer"] for entry in client.xpending_range(STREAM, GROUP, "-", "+", 100)}  # type: ignore[union-attr]


def test_two_workers_and_a_stream_of_new_rows(
    app: APIFlask, settings: Settings, worker: Worker, make_user: Make, enqueue: Enqueue, tmp_path: Path
) -> None:
    ana = make_user()
    other = Worker(settings, tmp_path / "other.log")
    worker.start()
    other.start()
    try:
        enqueue(ana, 50_000)
        enqueue(ana, 50_000)  # the same again
        assert_each_stored_once(app, ana, 50_000)
    finally:
        other.kill()
