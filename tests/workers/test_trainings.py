"""Trainings from candles to a stored version: resumed, cancelled, left out, refused; nothing is guessed."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import select, update

from app import clock
from app.db import transaction
from app.domain.trading.forecasts.artefacts import load_artefact
from app.domain.trading.forecasts.errors import ForecastNotFound
from app.domain.trading.forecasts.tables import ModelArtefact
from app.domain.trading.forecasts.versions import newest_artefact
from app.domain.trading.models.contract import Step, Watch
from app.domain.trading.models.errors import NotEnoughData
from app.domain.trading.models.har import LogHar
from app.domain.trading.models.neural import Neural
from app.domain.trading.training import service
from app.domain.trading.training.finish import resume_trainings
from app.domain.trading.training.jobs import part_run
from app.domain.trading.training.renewal import retrain
from app.domain.trading.training.run import MAX_ATTEMPTS, train_part
from app.domain.trading.training.tables import FINAL, Training, TrainingPart
from app.extensions import db, redis
from app.jobs.lease import lease
from app.jobs.topics import ADMIN_JOBS
from app.realtime import publisher
from tests.support import training as tr
from tests.support.candles import add_instrument, store, walk
from tests.support.launched import eventually

PARTS = FINAL + 1


def parts(app: APIFlask, number: int) -> dict[tuple[str, int], Any]:
    with app.app_context():
        return {(each.model, each.part): each for each in service.parts_of(number)}


def test_a_training_ends_with_a_version_that_forecasts(app: APIFlask) -> None:
    instrument_id = tr.add_market(app)
    found = tr.train(app)
    assert (found.state, found.error, found.fraction, found.hours) == ("done", "", 1.0, tr.HOURS)
    assert [each.name for each in found.progress] == [model.name for model in tr.CHEAP]
    assert {len(each.folds) for each in found.progress} == {PARTS}
    assert tr.is_shown(app, instrument_id)
    with app.app_context():
        kept = newest_artefact(instrument_id)
        forecaster = load_artefact(kept)
        assert (kept.version, kept.training_id, kept.hours) == (1, found.id, tr.HOURS)
        assert {choice["chosen"] for choice in kept.card["choices"]} == set(forecaster.parameters)
    assert tr.predict(app, instrument_id) == 12


def test_what_only_the_training_needed_is_dropped_at_its_end(app: APIFlask) -> None:
    tr.add_market(app)
    found = tr.train(app)
    with app.app_context():
        assert db.session.scalar(select(Training.history).where(Training.id == found.id)) is None
        assert set(db.session.scalars(select(TrainingPart.result))) == {None}


def test_each_training_is_a_version_and_what_is_too_old_keeps_its_card_alone(
    app: APIFlask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.domain.trading.forecasts.artefacts.KEPT_VERSIONS", 1)
    instrument_id = tr.add_market(app)
    tr.train(app)
    tr.train(app)
    with app.app_context():
        first, second = db.session.scalars(select(ModelArtefact).order_by(ModelArtefact.version))
        assert (first.version, first.content, second.version) == (1, None, 2)
        assert first.card["choices"]
        assert newest_artefact(instrument_id).version == 2
        load_artefact(second)
        with pytest.raises(ForecastNotFound):
            load_artefact(first)


def test_the_same_history_and_seed_give_the_same_bytes(app: APIFlask) -> None:
    tr.add_market(app)
    tr.train(app)
    tr.train(app)
    with app.app_context():
        first, second = db.session.scalars(select(ModelArtefact.content).order_by(ModelArtefact.version))
    assert first == second


def test_a_part_that_is_done_is_not_done_again(app: APIFlask) -> None:
    tr.add_market(app)
    number = tr.start(app)
    tr.plan(app, number)
    with app.app_context():
        train_part(number, "log-HAR", 0, tr.CHEAP)
        train_part(number, "log-HAR", 0, tr.CHEAP)
    tr.plan(app, number)
    assert parts(app, number)["log-HAR", 0].attempts == 1
    tr.run_parts(app, number)
    assert {each.attempts for each in parts(app, number).values()} == {1}
    assert tr.finish(app, number).state == "done"
    assert tr.finish(app, number).state == "done"
    with app.app_context():
        assert len(list(db.session.scalars(select(ModelArtefact.id)))) == 1


def test_a_part_that_somebody_holds_is_left_to_them(app: APIFlask) -> None:
    tr.add_market(app)
    number = tr.start(app)
    tr.plan(app, number)
    with app.app_context(), lease(part_run(number, "log-HAR", 0), ttl_s=5):
        train_part(number, "log-HAR", 0, tr.CHEAP)
    assert parts(app, number)["log-HAR", 0].attempts == 0


def test_two_deliveries_that_fit_at_once_are_stored_once(app: APIFlask) -> None:
    """The first one's lease lapses while it fits."""
    tr.add_market(app)
    number = tr.start(app)
    tr.plan(app, number)
    fits: list[str] = []

    class Slow(LogHar):
        def fit(self, history: Any, watch: Watch) -> Any:
            fits.append("begun")
            if len(fits) == 1:
                redis().delete(f"lock:{part_run(number, 'log-HAR', 0)}")
                with app.app_context():
                    train_part(number, "log-HAR", 0, [Slow()])
            return super().fit(history, watch)

    with app.app_context():
        train_part(number, "log-HAR", 0, [Slow()])
    assert len(fits) == 2
    before = tr.seen(app, number).fraction
    assert before == pytest.approx(10 / (PARTS * 13), abs=0.01)
    assert parts(app, number)["log-HAR", 0].state == "done"


def test_every_part_sees_the_candles_as_they_were_when_it_was_planned(app: APIFlask) -> None:
    instrument_id = tr.add_market(app)
    undisturbed = tr.train(app)
    number = tr.start(app)
    tr.plan(app, number)
    other = tr.market(tr.HOURS, seed=5, interval_ms=3_600_000)
    tr.store_market(app, instrument_id, other, 0, tr.HOURS)
    tr.run_parts(app, number)
    assert tr.finish(app, number).state == undisturbed.state == "done"
    with app.app_context():
        first, second = db.session.scalars(select(ModelArtefact.content).order_by(ModelArtefact.version))
    assert first == second


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
    assert first["total"] == PARTS * 13
    assert first["message"].startswith("BTCUSDT: log-HAR, fold 2 of 4, ")
    assert second["message"] != first["message"]
    assert parts(app, number)["log-HAR", 1].attempts == 1
    assert parts(app, number)["log-HAR", 1].state == "done"


# --- cancelled, retried, resumed ------------------------------------------------------------------


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
    assert parts(app, number)["log-HAR", 0].state == "running"


def test_a_cancelled_training_goes_on_after_the_parts_that_are_done(app: APIFlask) -> None:
    tr.add_market(app)
    number = tr.start(app)
    tr.plan(app, number)
    with app.app_context():
        train_part(number, "log-HAR", 1, tr.CHEAP)
    with app.app_context(), transaction():
        service.cancel_training(number)
    tr.run_parts(app, number)
    assert sum(each.attempts for each in parts(app, number).values()) == 1
    with app.app_context(), transaction():
        service.retry_training(number)
    tr.plan(app, number)
    tr.run_parts(app, number)
    assert tr.finish(app, number).state == "done"
    assert {each.attempts for each in parts(app, number).values()} == {1}


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
    assert len(asked) == 4 * PARTS - 2
    tr.run_parts(app, number)
    assert asked_by_sweep() == [f"asked:training:{number}:finish"]
    tr.finish(app, number)
    assert asked_by_sweep() == []


# --- not enough, not installed, unusable ----------------------------------------------------------


@pytest.mark.parametrize("hours", [30, 2_100])
def test_too_short_a_history_is_said_and_nothing_is_trained(app: APIFlask, hours: int) -> None:
    instrument_id = tr.add_market(app, hours)
    number = tr.start(app)
    found = tr.plan(app, number)
    assert (found.state, found.error) == ("failed", "not_enough_data")
    assert found.message == f"A training needs 2,160 hours of prices; there are {hours:,}."
    assert found.progress == []
    assert not tr.is_shown(app, instrument_id)


def test_twenty_minutes_of_data_are_not_enough(app: APIFlask) -> None:
    number = add_instrument(app, "BTCUSDT", "1m", has_data=True)
    clock.freeze(tr.end_of(1))
    first = int(tr.end_of(0).timestamp() // 60)
    store(app, walk(number, first, 20))
    found = tr.plan(app, tr.start(app))
    assert (found.state, found.error) == ("failed", "not_enough_data")


def test_constant_prices_are_unusable(app: APIFlask) -> None:
    instrument_id = add_instrument(app, "BTCUSDT", "1h", has_data=True)
    bars = tr.market(tr.HOURS, interval_ms=3_600_000)
    flat = replace(bars, high=bars.close * 0 + 5, low=bars.close * 0 + 5, close=bars.close * 0 + 5)
    tr.store_market(app, instrument_id, flat, 0, tr.HOURS)
    clock.freeze(tr.end_of(tr.HOURS) + tr.LATE)
    found = tr.plan(app, tr.start(app))
    assert (found.state, found.error) == ("failed", "unusable_bars")
    assert "never changed" in found.message


def test_auto_mode_leaves_out_what_cannot_be_trained_and_says_why(app: APIFlask) -> None:
    tr.add_market(app)
    network = Neural("GRU", "Gru")
    found = tr.train(app, of=[*tr.CHEAP, network])
    assert found.state == "done"
    (left,) = found.left_out
    assert left.name == "GRU"
    assert "Not installed" in left.reason or "Needs 4,192 hours" in left.reason
    assert "GRU" not in found.models


def test_a_model_that_was_asked_for_by_name_is_not_left_out_in_silence(app: APIFlask) -> None:
    instrument_id = tr.add_market(app)
    found = tr.plan(app, tr.start(app, ["GRU"]), [*tr.CHEAP, Neural("GRU", "Gru")])
    assert (found.state, found.error) == ("failed", "models_left_out")
    assert found.message.startswith("GRU: ")
    assert not tr.is_shown(app, instrument_id)


class Refusing(LogHar):
    def fit(self, history: Any, watch: Watch) -> Any:
        raise NotEnoughData("Too few wild hours.")


def test_a_model_that_finds_too_little_in_a_fold_is_left_out_of_all(app: APIFlask) -> None:
    tr.add_market(app)
    found = tr.train(app, of=[*tr.CHEAP[:3], Refusing()])
    assert found.state == "done"
    assert [(left.name, left.reason) for left in found.left_out] == [("log-HAR", "Too few wild hours.")]
    number = tr.start(app, ["log-HAR"])
    tr.plan(app, number)
    tr.run_parts(app, number, [*tr.CHEAP[:3], Refusing()])
    again = tr.seen(app, number)
    assert (again.state, again.error) == ("failed", "not_enough_data")


def test_chosen_models_are_trained_beside_the_naive_ones(app: APIFlask) -> None:
    tr.add_market(app)
    found = tr.train(app, ["log-HAR"])
    assert (found.mode, found.state) == ("chosen", "done")
    assert found.models == ["last price", "EWMA 0.94", "majority direction", "log-HAR"]


# --- by themselves --------------------------------------------------------------------------------


def renewed(app: APIFlask) -> int:
    with app.app_context():
        return retrain()


def test_a_trained_instrument_is_trained_anew_a_day_later_in_the_same_way(app: APIFlask) -> None:
    tr.add_market(app)
    assert renewed(app) == 0
    tr.train(app, ["log-HAR"])
    assert renewed(app) == 0
    clock.freeze(clock.now() + timedelta(hours=24, minutes=1))
    assert renewed(app) == 1
    assert renewed(app) == 0
    found = tr.seen(app, 2)
    assert (found.state, found.mode, found.models) == ("queued", "chosen", ["log-HAR"])


@pytest.mark.settings(retrain_hours=0.0)
def test_retraining_can_be_switched_off(app: APIFlask) -> None:
    tr.add_market(app)
    tr.train(app)
    clock.freeze(clock.now() + timedelta(days=30))
    assert renewed(app) == 0


def test_progress_is_told_by_step_and_part(app: APIFlask) -> None:
    tr.add_market(app)
    number = tr.start(app)
    tr.plan(app, number)
    fits = iter(range(10))

    class Telling(LogHar):
        def fit(self, history: Any, watch: Watch) -> Any:
            next(fits)
            watch.report(Step(3, 10, 0.25))
            half = parts(app, number)["log-HAR", 0]
            assert (half.step, half.steps, half.loss, half.state) == (3, 10, 0.25, "running")
            return super().fit(history, watch)

    with app.app_context():
        train_part(number, "log-HAR", 0, [Telling()])
    assert next(fits) == 1
    (har,) = [each for each in tr.seen(app, number).progress if each.name == "log-HAR"]
    assert har.fraction == pytest.approx(1 / PARTS, abs=1e-3)
