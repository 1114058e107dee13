"""Trainings that were cancelled, killed or forgotten, and what goes on after the parts that are done."""

from __future__ import annotations

import threading
from typing import Any

from apiflask import APIFlask
from sqlalchemy import update

from app.db import transaction
from app.domain.trading.models.contract import Step, Watch
from app.domain.trading.models.har import LogHar
from app.domain.trading.training import service
from app.domain.trading.training.finish import resume_trainings
from app.domain.trading.training.jobs import part_run
from app.domain.trading.training.run import MAX_ATTEMPTS, train_part
from app.domain.trading.training.tables import TrainingPart
from app.extensions import redis
from app.jobs.lease import lease
from tests.support import training as tr


class Endless(LogHar):
    """Fits until it is cancelled, and tells so."""

    begun = threading.Event()

    def fit(self, history: Any, watch: Watch) -> Any:
        for step in range(1, 10**9):
            watch.check()
            watch.report(Step(min(step, 99), 100, 0.5))
            self.begun.set()
        raise AssertionError


def test_a_fit_that_runs_ends_soon_after_it_is_cancelled(app: APIFlask) -> None:
    tr.add_market(app)
    number = tr.start(app)
    tr.plan(app, number)
    Endless.begun.clear()

    def fit() -> None:
        with app.app_context():
            train_part(number, "log-HAR", 0, [Endless()])

    working = threading.Thread(target=fit)
    working.start()
    assert Endless.begun.wait(20)
    with app.app_context(), transaction():
        service.cancel_training(number)
    working.join(20)
    assert not working.is_alive()
    found = tr.seen(app, number)
    assert found.state == "cancelled"
    assert tr.parts(app, number)["log-HAR", 0].state == "running"


def test_a_cancelled_training_goes_on_after_the_parts_that_are_done(app: APIFlask) -> None:
    tr.add_market(app)
    number = tr.start(app)
    tr.plan(app, number)
    with app.app_context():
        train_part(number, "log-HAR", 1, tr.CHEAP)
    with app.app_context(), transaction():
        service.cancel_training(number)
    tr.run_parts(app, number)
    assert sum(each.attempts for each in tr.parts(app, number).values()) == 1
    with app.app_context(), transaction():
        service.retry_training(number)
    tr.plan(app, number)
    tr.run_parts(app, number)
    assert tr.finish(app, number).state == "done"
    assert {each.attempts for each in tr.parts(app, number).values()} == {1}


def test_a_part_that_kills_every_worker_ends_the_training(app: APIFlask) -> None:
    tr.add_market(app)
    number = tr.start(app)
    tr.plan(app, number)
    with app.app_context(), transaction() as session:
        mine = (TrainingPart.model == "log-HAR", TrainingPart.part == 2)
        session.execute(update(TrainingPart).where(*mine).values(attempts=MAX_ATTEMPTS))
    with app.app_context():
        train_part(number, "log-HAR", 2, tr.CHEAP)
    found = tr.seen(app, number)
    assert (found.state, found.error) == ("failed", "part_failed")
    assert found.message.startswith("log-HAR, fold 3 of 4: given up after 5 attempts")
    assert not tr.is_shown(app, 1)


def sent(app: APIFlask) -> list[str]:
    with app.app_context():
        return sorted(key.decode() for key in redis().keys("asked:training:*"))


def test_the_sweep_asks_for_what_is_open_and_for_nothing_else(app: APIFlask) -> None:
    tr.add_market(app)
    number = tr.start(app)

    def asked_by_sweep() -> list[str]:
        with app.app_context():
            for key in redis().keys("asked:*"):
                redis().delete(key)
            resume_trainings()
        return sent(app)

    assert asked_by_sweep() == [f"asked:training:{number}"]
    tr.plan(app, number)
    with app.app_context():
        train_part(number, "log-HAR", 0, tr.CHEAP)
        with lease(part_run(number, "log-HAR", 1), ttl_s=5):
            asked = asked_by_sweep()
    assert len(asked) == 4 * tr.PARTS - 2
    tr.run_parts(app, number)
    assert asked_by_sweep() == [f"asked:training:{number}:finish"]
    tr.finish(app, number)
    assert asked_by_sweep() == []
