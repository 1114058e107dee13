"""Trained instruments are trained anew by themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from apiflask import APIFlask

from app import clock
from app.domain.trading.training.renewal import retrain
from tests.support import training as tr


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
