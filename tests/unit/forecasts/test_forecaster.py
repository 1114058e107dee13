"""From what was chosen to distributions, and to bytes and back."""

from __future__ import annotations

import io
import json
import pickle
import zipfile

import numpy as np
import pytest

from app.domain.trading.evaluation.losses import LEVELS
from app.domain.trading.evaluation.report import Evaluation
from app.domain.trading.forecasts.logic.artefact import Origin, dump, load
from app.domain.trading.forecasts.logic.distribution import Direction, Distribution, with_probability
from app.domain.trading.forecasts.logic.forecaster import Forecaster, assemble, forecast, usual_deviation
from app.domain.trading.models.archive import UnreadableArchive
from app.domain.trading.models.contract import HORIZONS_H, Task, Watch
from app.domain.trading.models.errors import NotEnoughData
from app.domain.trading.models.history import History
from tests.unit.forecasts.conftest import CHEAP, SMALL

ORIGIN = Origin(
    symbol="BTCUSDT",
    first_at=1,
    last_at=2,
    code_version="0.1.0",
    seed=7,
    metrics={"log-HAR 24h": {"qlike": 0.3}},
)


@pytest.fixture(scope="module")
def forecaster(history: History, evaluation: Evaluation) -> Forecaster:
    return assemble(evaluation, {model.name: model.fit(history, Watch()) for model in CHEAP})


@pytest.fixture(scope="module")
def distributions(forecaster: Forecaster, history: History) -> list[Distribution]:
    return forecast(forecaster, history, CHEAP)


def test_there_is_a_distribution_for_each_horizon_from_the_last_price(
    distributions: list[Distribution], history: History
) -> None:
    assert [said.horizon_h for said in distributions] == list(HORIZONS_H)
    for said in distributions:
        assert (said.last, said.made_at) == (history.close[-1], history.ended_at[-1])
        assert said.quantiles.shape == LEVELS.shape
        assert (np.diff(said.quantiles) >= 0).all()
        assert said.price_at(0.1) < said.last < said.price_at(0.9)
    assert distributions[0].deviation < distributions[1].deviation < distributions[2].deviation


def test_its_middle_agrees_with_the_probability_it_states(distributions: list[Distribution]) -> None:
    for said in distributions:
        assert said.probability_above(0.0) == pytest.approx(said.up, abs=1e-9)


@pytest.mark.parametrize("up", [0.1, 0.35, 0.5, 0.52, 0.9])
def test_a_distribution_is_moved_to_its_probability(up: float) -> None:
    moved = with_probability(np.linspace(-2.0, 3.0, LEVELS.size), up)
    assert 1 - np.interp(0, moved, LEVELS) == pytest.approx(up)


@pytest.mark.parametrize(
    ("up", "direction", "confidence"),
    [(0.6, Direction.UP, 0.6), (0.3, Direction.DOWN, 0.7), (0.5, Direction.EVEN, 0.5)],
)
def test_confidence_is_the_probability_of_the_stated_direction(
    up: float, direction: Direction, confidence: float
) -> None:
    said = Distribution(1, 0, 100.0, 100.0, np.linspace(-1, 1, LEVELS.size), up, 0.01)
    assert (said.direction, said.confidence) == (direction, pytest.approx(confidence))


def test_a_forecast_looks_at_the_history_alone(forecaster: Forecaster, history: History) -> None:
    early = forecast(forecaster, history.until(2_000), CHEAP)
    assert early[0].last == history.close[1_999]


def test_a_history_too_short_for_what_was_chosen_is_not_enough_data(
    forecaster: Forecaster, history: History
) -> None:
    with pytest.raises(NotEnoughData):
        forecast(forecaster, history.until(20), CHEAP)


def test_what_lies_before_the_lookback_changes_nothing_that_counts(
    forecaster: Forecaster, history: History
) -> None:
    """The longest mean is of a month; EWMA's older weights are spread over the newer ones."""
    whole, late = (forecast(forecaster, each, CHEAP) for each in (history, history.last(1_500)))
    for said, again in zip(whole, late, strict=True):
        assert again.deviation == pytest.approx(said.deviation, rel=0.05)
        assert again.up == said.up


def test_the_usual_deviation_is_one_of_each_horizon(forecaster: Forecaster) -> None:
    assert usual_deviation(np.arange(100.0), 24) == np.median([99, 75, 51, 27, 3])
    assert set(forecaster.usual_deviations) == set(HORIZONS_H)


def test_only_what_was_chosen_is_kept(forecaster: Forecaster) -> None:
    assert set(forecaster.parameters) == set(forecaster.chosen.values())
    assert set(forecaster.chosen) == {(task, hours) for task in Task for hours in HORIZONS_H}


def test_a_forecaster_comes_back_from_its_bytes_and_says_the_same(
    forecaster: Forecaster, history: History, distributions: list[Distribution]
) -> None:
    loaded, origin = load(dump(forecaster, ORIGIN))
    assert origin == ORIGIN
    assert loaded.usual_deviations == forecaster.usual_deviations
    for said, again in zip(distributions, forecast(loaded, history, CHEAP), strict=True):
        assert np.array_equal(said.quantiles, again.quantiles)
        assert (said.up, said.expected, said.deviation) == (again.up, again.expected, again.deviation)


def test_a_network_s_weights_come_back_too(forecaster: Forecaster, history: History) -> None:
    network = SMALL[0]
    with_network = Forecaster(
        {**forecaster.chosen, (Task.PRICE, 24): network.name},
        {**forecaster.parameters, network.name: network.fit(history.until(1_000), Watch())},
        forecaster.intervals, forecaster.curves, forecaster.usual_deviations,
    )  # fmt: skip
    models = [*CHEAP, network]
    loaded, _ = load(dump(with_network, ORIGIN))
    said, again = (forecast(each, history, models)[2].expected for each in (with_network, loaded))
    assert said == again != history.close[-1]


def test_the_same_forecaster_gives_the_same_bytes(forecaster: Forecaster) -> None:
    assert dump(forecaster, ORIGIN) == dump(forecaster, ORIGIN)


class Trap:
    """What a pickle could do to whoever loads it."""

    def __reduce__(self) -> tuple[object, ...]:
        return exec, ("raise SystemExit('code from a file was run')",)


def archive(**arrays: np.ndarray) -> bytes:
    written = io.BytesIO()
    np.savez(written, **arrays)
    return written.getvalue()


def described(**fields: object) -> np.ndarray:
    whole = {"format": 1, "chosen": [], "usual_deviations": [], **ORIGIN_FIELDS, **fields}
    return np.frombuffer(json.dumps(whole).encode(), np.uint8)


ORIGIN_FIELDS = {name: getattr(ORIGIN, name) for name in Origin.__slots__}


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html>", id="no archive"),
        pytest.param(pickle.dumps(Trap()), id="a pickle"),
        pytest.param(archive(description=np.array([Trap()], dtype=object)), id="a pickle in an archive"),
        pytest.param(archive(), id="no description"),
        pytest.param(archive(description=np.frombuffer(b"{", np.uint8)), id="half a description"),
        pytest.param(archive(description=described(format=2)), id="another format"),
        pytest.param(archive(description=described(chosen=[["theft", 1, "GRU"]])), id="no such task"),
        pytest.param(
            archive(description=described(), **{"parameters|x|y": np.ones(2)}), id="a model nobody chose"
        ),
        pytest.param(archive(description=described(), x=np.array([np.inf])), id="no number"),
        pytest.param(archive(description=described(chosen=[["interval", 1, "x"]])), id="no calibration"),
        pytest.param(archive(description=np.frombuffer(b"[]", np.uint8)), id="a list for a description"),
        pytest.param(archive(description=described(), x=np.array(["text"])), id="text"),
        pytest.param(archive(description=described(), **{"curves|x": np.ones(1)}), id="half a name"),
    ],
)
def test_anything_else_is_refused_and_nothing_of_it_run(content: bytes) -> None:
    with pytest.raises(UnreadableArchive):
        load(content)


def test_what_would_unpack_to_too_much_is_refused_unread() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("description.npy", bytes(130 * 1024 * 1024))
    assert len(written.getvalue()) < 1024 * 1024
    with pytest.raises(UnreadableArchive, match="unpacks to more"):
        load(written.getvalue())


@pytest.mark.parametrize("seed", range(40))
def test_damaged_bytes_are_refused_or_harmless(forecaster: Forecaster, seed: int) -> None:
    whole = bytearray(dump(forecaster, ORIGIN))
    draw = np.random.default_rng(seed)
    for at in draw.integers(0, len(whole), 30).tolist():
        whole[at] = int(draw.integers(0, 256))
    try:
        load(bytes(whole))
    except UnreadableArchive:
        return


def test_a_truncated_artefact_is_refused(forecaster: Forecaster) -> None:
    whole = dump(forecaster, ORIGIN)
    for length in (10, len(whole) // 2, len(whole) - 5):
        with pytest.raises(UnreadableArchive):
            load(whole[:length])
