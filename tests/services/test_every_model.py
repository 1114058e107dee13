"""ARIMA, GARCH, CNN and GRU from candles to a stored version, its predictions and signals."""

from __future__ import annotations

import pytest
from apiflask import APIFlask

from app.domain.trading.forecasts.artefacts import load_artefact
from app.domain.trading.forecasts.service import newest_predictions
from app.domain.trading.forecasts.versions import newest_artefact
from app.domain.trading.instruments.service import get_instrument
from app.domain.trading.models.arima import Arima
from app.domain.trading.models.contract import HORIZONS_H, Model, Task
from app.domain.trading.models.garch import Garch
from app.domain.trading.models.neural import Neural
from app.domain.trading.signals.service import current_signals
from app.domain.trading.training import service
from app.domain.trading.training.tables import FINAL
from tests.support import training as tr

MIN_WINDOWS = 500
"""So that the networks learn from what a test has: a hundred days."""
LEARNING: tuple[Model, ...] = (
    Garch(),
    Arima(),
    Neural("CNN", "Cnn", min_windows=MIN_WINDOWS),
    Neural("GRU", "Gru", min_windows=MIN_WINDOWS),
)
MODELS = (*tr.CHEAP[:3], *LEARNING)


@pytest.mark.timeout(1800)
def test_every_model_that_learns_is_trained_judged_and_predicts(app: APIFlask) -> None:
    for package in ("statsmodels", "arch", "jax", "equinox", "optax"):
        pytest.importorskip(package)
    instrument_id = tr.add_market(app, 2_500)
    found = tr.train(app, of=MODELS)
    assert (found.state, found.error, found.left_out) == ("done", "", [])
    assert found.models == [model.name for model in MODELS]
    with app.app_context():
        assert {part.state for part in service.parts_of(found.id)} == {"done"}
        assert len(service.parts_of(found.id)) == len(MODELS) * (FINAL + 1)
        kept = newest_artefact(instrument_id)
        assert set(load_artefact(kept).parameters) <= set(found.models)
        judged = {each["name"] for choice in kept.card["choices"] for each in choice["contestants"]}
        assert judged == set(found.models)
    assert tr.predict(app, instrument_id) == len(Task) * len(HORIZONS_H)
    with app.app_context():
        assert {row.model_name for row in newest_predictions(get_instrument("BTCUSDT"))} <= set(found.models)
        assert [each.timeframe for each in current_signals(get_instrument("BTCUSDT"), 24).signals] == [
            "4h",
            "1D",
        ]
