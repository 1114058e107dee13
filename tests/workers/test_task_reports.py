"""What workers and beat tell of themselves, and what administrators do with it; real processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from app.config import Settings
from app.domain.operations.tasks.failures import MAX_FAILURES, FailedTask, keep_failure, list_failures
from app.extensions import celery, redis
from app.jobs.queues import Queue
from tests.support.accounts import Account, Headers
from tests.support.launched import eventually
from tests.support.redis_server import RedisServer
from tests.support.served import Program

FAIL, WAIT, LOSE = "tests.fail", "tests.wait", "tests.lose"
WORKER = ["worker", "--concurrency", "1", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
Call = Callable[..., Any]


@pytest.fixture
def database_url(databases: Any, tmp_path: Path) -> str:
    """One database is enough: what is tested lies in Redis."""
    return str(databases.empty_sqlite(tmp_path))


@pytest.fixture
def settings(settings: Settings, own_redis: RedisServer) -> Settings:
    return replace(settings, redis_url=own_redis.url, log_level="INFO")


@pytest.fixture
def start(settings: Settings, app: APIFlask, tmp_path: Path) -> Iterator[Callable[..., Program]]:
    running: list[Program] = []

    def begin(*words: str) -> Program:
        command = ["-m", "celery", "-A", "tests.support.failing_task", *words]
        running.append(Program(command, settings, tmp_path / f"{len(running)}.log"))
        running[-1].start()
        return running[-1]

    yield begin
    for program in running:
        program.kill()


@pytest.fixture
def admin(client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers]) -> Call:
    """Ask as an administrator: `admin("GET", "/tasks")`."""
    headers = sign_in(make_user("admin"))
    return lambda method, path: client.open(f"/api/admin{path}", method=method, headers=headers)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "task"
    found.mkdir()
    return found


def seen(admin: Call) -> dict[str, Any]:
    answer = admin("GET", "/tasks")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.json
    return found


def queue_of(found: dict[str, Any], name: str = Queue.DEFAULT) -> dict[str, Any]:
    (queue,) = [each for each in found["queues"] if each["name"] == name]
    return dict(queue)


def events(client: FlaskClient, admin: Call) -> list[tuple[str, str]]:
    return [(each["event"], each["detail"]) for each in admin("GET", "/security-events").json["items"]]


def ids(found: dict[str, Any], kind: str) -> list[str]:
    return [task["id"] for worker in found["workers"] for task in worker[kind]]


def test_a_worker_tells_what_it_knows_and_has(start: Call, admin: Call, folder: Path) -> None:
    worker = start(*WORKER)
    later = celery.send_task(WAIT, args=[str(folder)], countdown=3600).id
    assert eventually(lambda: ids(seen(admin), "scheduled") == [later]), worker.output
    running = celery.send_task(WAIT, args=[str(folder)]).id
    assert eventually(lambda: ids(seen(admin), "active") == [running]), worker.output
    (told,) = seen(admin)["workers"]
    assert {WAIT, "banking.flush_intake"} <= set(told["registered"])
    assert (told["concurrency"], set(told["queues"])) == (1, {each.value for each in Queue})
    (folder / "go").touch()
    assert eventually(lambda: ids(seen(admin), "active") == [])


def test_a_worker_that_ends_is_no_longer_listed(start: Call, admin: Call) -> None:
    worker = start(*WORKER)
    assert eventually(lambda: len(seen(admin)["workers"]) == 1), worker.output
    worker.stop()
    assert seen(admin)["workers"] == []


def test_what_waits_is_listed_with_its_age_and_can_be_taken_out(
    start: Call, client: FlaskClient, admin: Call, folder: Path
) -> None:
    first, second = (celery.send_task(WAIT, args=[number]).id for number in (1, 2))
    queue = queue_of(seen(admin))
    assert [(each["id"], each["arguments"]) for each in queue["waiting"]] == [(first, "1"), (second, "2")]
    assert queue["depth"] == 2
    assert queue["oldest_s"] >= 0
    assert admin("POST", f"/tasks/{first}/revoke").status_code == 204
    assert [each["id"] for each in queue_of(seen(admin))["waiting"]] == [second]
    assert admin("POST", f"/tasks/{first}/revoke").status_code == 404
    assert ("task_revoke", first) in events(client, admin)


def test_a_running_task_is_not_taken_out_and_a_fetched_one_never_runs(
    start: Call, admin: Call, folder: Path
) -> None:
    worker = start(*WORKER)
    assert eventually(lambda: len(seen(admin)["workers"]) == 1), worker.output
    later = celery.send_task(
        WAIT, args=[str(folder)], countdown=40
    ).id  # time enough to be seen, if it is slow
    assert eventually(lambda: ids(seen(admin), "scheduled") == [later]), worker.output
    running = celery.send_task(WAIT, args=[str(folder)]).id
    assert eventually(lambda: ids(seen(admin), "active") == [running]), worker.output
    answer = admin("POST", f"/tasks/{running}/revoke")
    assert (answer.status_code, answer.json["code"]) == (409, "task_running")
    assert admin("POST", f"/tasks/{later}/revoke").status_code == 204
    (folder / "go").touch()
    assert eventually(lambda: ids(seen(admin), "scheduled") == [])
    after = folder / "after"
    after.mkdir()
    (after / "go").touch()
    celery.send_task(WAIT, args=[str(after)])
    assert eventually((after / "done").exists), worker.output  # one at a time: what was due before is past
    assert (folder / "begun").read_text() == "1"


def test_a_task_that_failed_is_kept_without_secrets_and_can_be_sent_again(
    start: Call, client: FlaskClient, admin: Call
) -> None:
    worker = start(*WORKER)
    first = celery.send_task(FAIL, args=[7, "EUR"]).id
    assert eventually(lambda: [each["id"] for each in seen(admin)["failed"]] == [first]), worker.output
    (failed,) = seen(admin)["failed"]
    assert (failed["task"], failed["arguments"], failed["error"]) == (FAIL, "7, EUR", "RuntimeError")
    assert failed["message"] == "https://…@bank.example refused api_key=…"
    assert eventually(lambda: seen(admin)["failed"][0]["can_retry"])
    answer = admin("POST", f"/tasks/{first}/retry")
    assert answer.status_code == 202
    assert eventually(lambda: [each["id"] for each in seen(admin)["failed"]] == [answer.json["id"]])
    assert admin("POST", f"/tasks/{first}/retry").status_code == 404
    assert ("task_retry", f"{FAIL} {first}") in events(client, admin)
    counts = queue_of(seen(admin))
    assert (counts["done"], counts["failed"]) == (2, 2)


def test_a_task_whose_process_was_killed_is_kept_as_failed(start: Call, admin: Call) -> None:
    worker = start(*WORKER)
    celery.send_task(LOSE)
    assert eventually(lambda: [each["error"] for each in seen(admin)["failed"]] == ["WorkerLostError"]), (
        worker.output
    )


SECRETS = ["correct horse battery staple", "Bearer abc", "x" * 33, {"token": "t"}, 1.5]


@pytest.mark.parametrize("argument", SECRETS, ids=str)
def test_what_could_be_a_secret_is_neither_kept_nor_shown_and_not_sent_again(
    start: Call, admin: Call, own_redis: RedisServer, argument: Any
) -> None:
    worker = start(*WORKER)
    failing = celery.send_task(FAIL, args=[argument]).id
    assert eventually(lambda: seen(admin)["failed"] != []), worker.output
    (failed,) = seen(admin)["failed"]
    assert (failed["arguments"], failed["can_retry"]) == ("…", False)
    answer = admin("POST", f"/tasks/{failing}/retry")
    assert (answer.status_code, answer.json["code"]) == (409, "task_not_repeatable")


def test_beat_is_heard_while_it_sends(start: Call, admin: Call, tmp_path: Path) -> None:
    assert seen(admin)["beat"] == "silent"
    beat = start("beat", "--schedule", str(tmp_path / "schedule"))
    assert eventually(lambda: seen(admin)["beat"] == "ok"), beat.output


def test_of_many_failures_the_newest_are_kept(app: APIFlask) -> None:
    def failure(number: int) -> FailedTask:
        return FailedTask(f"t-{number}", FAIL, Queue.DEFAULT, [number], "E", "m", float(number), "w")

    with app.app_context():
        for number in range(MAX_FAILURES + 20):
            keep_failure(redis(), failure(number))
        kept = list_failures(redis(), 10 * MAX_FAILURES)
        assert [each.id for each in kept] == [f"t-{n}" for n in range(MAX_FAILURES + 19, 19, -1)]
        assert redis().hlen("tasks:failures") == MAX_FAILURES


def test_metrics_tell_of_every_queue(client: FlaskClient, start: Call, admin: Call) -> None:
    for number in range(3):
        celery.send_task(WAIT, args=[number])
    families = text_string_to_metric_families(client.get("/metrics").get_data(as_text=True))
    samples = {(each.name, each.labels.get("queue")): each.value for f in families for each in f.samples}
    for queue in Queue:
        for name in ("tasks", "oldest_seconds", "done_tasks", "failed_tasks", "workers"):
            assert (f"tidewatch_queue_{name}", queue.value) in samples
    assert samples["tidewatch_queue_tasks", Queue.DEFAULT.value] == 3
    assert samples["tidewatch_workers", None] == 0


def test_a_scrape_costs_redis_as_much_whatever_waits(
    client: FlaskClient, app: APIFlask, own_redis: RedisServer
) -> None:
    def commands() -> int:
        before = own_redis.client().info("stats")["total_commands_processed"]
        client.get("/metrics")
        return int(own_redis.client().info("stats")["total_commands_processed"]) - int(before)

    commands()
    few = commands()
    for number in range(200):
        celery.send_task(WAIT, args=[number])
    assert abs(commands() - few) <= 2  # a connection's own health check may come in between


@pytest.mark.parametrize("path", ["/tasks/no-such/retry", "/tasks/no-such/revoke"])
def test_a_task_that_is_not_there_is_not_found(admin: Call, path: str) -> None:
    assert admin("POST", path).status_code == 404
