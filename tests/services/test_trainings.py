"""Trainings from candles to a stored version: each part once, the same bytes from the same history."""

from __future__ import annotations

from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from app.domain.trading.forecasts.artefacts import load_artefact
from app.domain.trading.forecasts.errors import ForecastNotFound
from app.domain.trading.forecasts.tables import ModelArtefact
from app.domain.trading.forecasts.versions import newest_artefact
from app.domain.trading.models.contract import Watch
from app.domain.trading.models.har import LogHar
from app.domain.trading.training.jobs import part_run
from app.domain.trading.training.run import train_part
from app.domain.trading.training.tables import Training, TrainingPart
from app.extensions import db, redis
from app.jobs.lease import lease
from tests.support import training as tr


def test_a_training_ends_with_a_version_that_forecasts(app: APIFlask) -> None:
    instrument_id = tr.add_market(app)
    found = tr.train(app)
    assert (found.state, found.error, found.fraction, found.hours) == ("done", "", 1.0, tr.HOURS)
    assert [each.name for each in found.progress] == [model.name for model in tr.CHEAP]
    assert {len(each.folds) for each in found.progress} == {tr.PARTS}
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
    assert tr.parts(app, number)["log-HAR", 0].attempts == 1
    tr.run_parts(app, number)
    assert {each.attempts for each in tr.parts(app, number).values()} == {1}
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
    assert tr.parts(app, number)["log-HAR", 0].attempts == 0


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
    assert before == pytest.approx(10 / (tr.PARTS * 13), abs=0.01)
    assert tr.parts(app, number)["log-HAR", 0].state == "done"


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
