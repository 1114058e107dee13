"""How workers and beat live and stop as processes: nothing that was begun is lost, and files show life."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from apiflask import APIFlask

from app.config import Settings
from app.extensions import celery, redis
from app.jobs.queues import Queue
from tests.support.launched import eventually
from tests.support.redis_server import RedisServer
from tests.support.served import Program

NAME = "tests.wait"
WORKER = ["worker", "--concurrency", "1", "--without-gossip", "--without-mingle", "--loglevel", "INFO"]
Start = Callable[..., Program]


@pytest.fixture
def database_url(databases, tmp_path: Path) -> str:
    """One database is enough: what is tested lies in Redis."""
    return databases.empty_sqlite(tmp_path)


@pytest.fixture
def settings(settings: Settings, own_redis: RedisServer) -> Settings:
    return replace(settings, redis_url=own_redis.url, log_level="INFO")


@pytest.fixture
def start(settings: Settings, tmp_path: Path) -> Iterator[Start]:
    """Start a Celery program: `start("tests.support.long_task", *WORKER)`."""
    running: list[Program] = []

    def begin(entry: str, *words: str, **fields: object) -> Program:
        log = tmp_path / f"{len(running)}.log"
        command = ["-m", "celery", "-A", entry, *words]
        running.append(Program(command, replace(settings, **fields), log))
        running[-1].start()
        return running[-1]

    yield begin
    for program in running:
        program.kill()


@pytest.fixture
def task(app: APIFlask, tmp_path: Path) -> Path:
    """Ask for the long task; return the folder where it notes what it does."""
    folder = tmp_path / "task"
    folder.mkdir()
    celery.send_task(NAME, args=[str(folder)])
    return folder


def waiting(app: APIFlask) -> int:
    """Return how many tasks wait for a worker."""
    with app.app_context():
        return int(redis().llen(Queue.DEFAULT))  # type: ignore[arg-type]


def begun(folder: Path) -> Callable[[], bool]:
    return (folder / "begun").exists


def ended(program: Program) -> bool:
    assert program.process is not None
    return eventually(lambda: program.process is None or program.process.poll() is not None)


def test_a_worker_that_is_asked_to_stop_finishes_its_task(start: Start, task: Path, app: APIFlask) -> None:
    worker = start("tests.support.long_task", *WORKER)
    assert eventually(begun(task)), worker.output
    worker.process.terminate()
    (task / "go").touch()
    assert ended(worker)
    assert (worker.process.returncode, (task / "done").read_text(), waiting(app)) == (0, "1", 0)


def test_a_worker_that_hands_back_leaves_its_task_in_the_queue_at_once(
    start: Start, task: Path, app: APIFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REMAP_SIGTERM", "SIGQUIT")
    worker = start("tests.support.long_task", *WORKER, soft_shutdown_s=1.0)
    assert eventually(begun(task)), worker.output
    worker.process.terminate()
    assert ended(worker)
    assert waiting(app) == 1
    (task / "go").touch()
    start("tests.support.long_task", *WORKER)
    assert eventually((task / "done").exists)
    assert ((task / "begun").read_text(), (task / "done").read_text()) == ("11", "1")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_task_whose_process_is_killed_begins_again(
    start: Start, task: Path, number: signal.Signals
) -> None:
    """The whole group gets SIGTERM where a shell or a supervisor passes it on: tasks were lost by that."""
    worker = start("tests.support.long_task", *WORKER)
    assert eventually(begun(task)), worker.output
    pid = worker.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    assert children
    for child in children:
        os.kill(int(child), number)
    assert eventually(lambda: (task / "begun").read_text() == "11"), worker.output
    (task / "go").touch()
    assert eventually((task / "done").exists)


def test_a_worker_takes_no_task_before_it_has_time_for_it(start: Start, task: Path, app: APIFlask) -> None:
    worker = start("tests.support.long_task", *WORKER)
    assert eventually(begun(task)), worker.output
    for _ in range(5):
        celery.send_task(NAME, args=[str(task)])
    assert eventually(lambda: waiting(app) >= 4)
    assert (task / "begun").read_text() == "1"


def test_redis_gives_a_task_to_another_worker_only_after_the_longest_task_and_the_longest_grace(
    app: APIFlask,
) -> None:
    conf = celery.conf
    assert conf.broker_transport_options["visibility_timeout"] >= conf.task_time_limit + 3600
    assert (conf.task_acks_late, conf.task_reject_on_worker_lost) == (True, True)


# --- heartbeat files -----------------------------------------------------------------------------


def touched_again(file: Path) -> bool:
    """Wait for the file to be there, then for it to be touched once more."""
    assert eventually(file.exists)
    first = file.stat().st_mtime_ns
    return eventually(lambda: file.stat().st_mtime_ns > first)


@pytest.mark.parametrize("program", ["worker", "beat"])
def test_a_program_touches_its_file_again_and_again(start: Start, program: str, tmp_path: Path) -> None:
    file, schedule = tmp_path / "run" / "heartbeat", str(tmp_path / "schedule")
    words = {"worker": WORKER, "beat": ["beat", "--schedule", schedule]}[program]
    running = start("workers.celery_app", *words, heartbeat_file=str(file))
    assert touched_again(file), running.output


def test_a_worker_that_never_reaches_redis_makes_no_file(
    start: Start, own_redis: RedisServer, tmp_path: Path
) -> None:
    own_redis.stop()
    file = tmp_path / "heartbeat"
    with socket.create_server(("127.0.0.1", own_redis.port)) as deaf:
        worker = start("workers.celery_app", *WORKER, heartbeat_file=str(file))
        for _ in range(3):  # it tries, and tries again
            deaf.accept()[0].close()
        assert not file.exists()
    own_redis.start()
    assert touched_again(file), worker.output


def test_without_the_setting_there_is_no_file_and_the_scheduler_is_celerys_own(app: APIFlask) -> None:
    assert celery.conf.beat_scheduler == "celery.beat:PersistentScheduler"
