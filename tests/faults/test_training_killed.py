"""A training worker dies as by a power cut: what is done stays done, the rest goes on; fits are counted."""

from __future__ import annotations

from pathlib import Path

from apiflask import APIFlask
from sqlalchemy import func, select

from app import clock
from app.config import Settings
from app.domain.trading.forecasts.tables import ModelArtefact
from app.domain.trading.training import service
from app.domain.trading.training.tables import FINAL, PartState
from app.extensions import db
from tests.support import training as tr
from tests.support.launched import eventually
from tests.support.served import Worker

WITHIN_S = 120


def attempts(app: APIFlask, number: int) -> dict[tuple[str, int], int]:
    """How often each part that is done was begun."""
    with app.app_context():
        parts = service.parts_of(number)
        return {(each.model, each.part): each.attempts for each in parts if each.state == PartState.DONE}


def is_done(app: APIFlask, number: int) -> bool:
    return tr.seen(app, number).state == "done"


def test_a_killed_worker_s_training_goes_on_after_its_last_fold(
    app: APIFlask, settings: Settings, worker: Worker, tmp_path: Path
) -> None:
    tr.add_market(app)
    clock.freeze(None)
    number = tr.start(app, ["log-HAR"])
    worker.start()
    assert eventually(lambda: len(attempts(app, number)) >= 2, WITHIN_S), worker.output
    worker.kill()
    before = attempts(app, number)
    assert not is_done(app, number)
    worker.start()
    assert eventually(lambda: is_done(app, number), WITHIN_S), worker.output
    after = attempts(app, number)
    assert len(after) == 4 * (FINAL + 1)
    assert {part: after[part] for part in before} == dict.fromkeys(before, 1)
    held_at_once = 2  # by the worker's processes
    assert sum(after.values()) <= len(after) + held_at_once
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ModelArtefact)) == 1


def test_two_workers_share_a_training_and_no_part_is_done_twice(
    app: APIFlask, settings: Settings, worker: Worker, tmp_path: Path
) -> None:
    tr.add_market(app)
    clock.freeze(None)
    number = tr.start(app, ["log-HAR"])
    other = Worker(settings, tmp_path / "other.log")
    worker.start()
    other.start()
    try:
        assert eventually(lambda: is_done(app, number), WITHIN_S), worker.output + other.output
    finally:
        other.kill()
    assert set(attempts(app, number).values()) == {1}
    assert len(attempts(app, number)) == 4 * (FINAL + 1)
