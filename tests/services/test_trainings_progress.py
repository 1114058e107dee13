"""What those who follow a training hear: each step, and that a long call still runs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from apiflask import APIFlask

from app.domain.trading.models.contract import Step, Watch
from app.domain.trading.models.har import LogHar
from app.domain.trading.training.run import train_part
from app.jobs.topics import ADMIN_JOBS
from app.realtime import publisher
from tests.support import training as tr
from tests.support.launched import eventually


class Silent(LogHar):
    """One long call that tells nothing, as a compile is; it ends when others have heard of it."""

    def fit(self, history: Any, watch: Watch) -> Any:
        assert eventually(lambda: len(spoken()) >= 2)
        return super().fit(history, watch)


def spoken() -> list[dict[str, Any]]:
    """What those who follow jobs have heard of a fit that is not done."""
    page = publisher().page(ADMIN_JOBS.name, 0)
    told = [json.loads(bytes(envelope["data"])) for name, envelope in page.events if name == "job.progress"]
    return [each for each in told if each["message"].endswith("s so far")]


def test_a_fit_of_one_long_call_is_spoken_of_and_keeps_its_lease(
    app: APIFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.domain.trading.training.run.LEASE_S", 2)
    tr.add_market(app)
    number = tr.start(app)
    tr.plan(app, number)
    with app.app_context():
        train_part(number, "log-HAR", 1, [Silent()])
        first, second = spoken()[:2]
    assert (first["job"], first["done"]) == (f"training:{number}", 0)
    assert first["total"] == tr.PARTS * 13
    assert first["message"].startswith("BTCUSDT: log-HAR, fold 2 of 4, ")
    assert second["message"] != first["message"]
    assert tr.parts(app, number)["log-HAR", 1].attempts == 1
    assert tr.parts(app, number)["log-HAR", 1].state == "done"


def test_progress_is_told_by_step_and_part(app: APIFlask) -> None:
    tr.add_market(app)
    number = tr.start(app)
    tr.plan(app, number)
    fits = iter(range(10))

    class Telling(LogHar):
        def fit(self, history: Any, watch: Watch) -> Any:
            next(fits)
            watch.report(Step(3, 10, 0.25))
            half = tr.parts(app, number)["log-HAR", 0]
            assert (half.step, half.steps, half.loss, half.state) == (3, 10, 0.25, "running")
            return super().fit(history, watch)

    with app.app_context():
        train_part(number, "log-HAR", 0, [Telling()])
    assert next(fits) == 1
    (har,) = [each for each in tr.seen(app, number).progress if each.name == "log-HAR"]
    assert har.fraction == pytest.approx(1 / tr.PARTS, abs=1e-3)
