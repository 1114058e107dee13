"""What each model learns from made-up markets whose rules are known, and that none sees the future."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from app.domain.trading.evaluation.losses import qlike
from app.domain.trading.models import networks
from app.domain.trading.models.arima import Arima
from app.domain.trading.models.catalogue import MODELS, NAIVE, model_named
from app.domain.trading.models.contract import Model, Parameters, Step, Task, Watch
from app.domain.trading.models.errors import Cancelled
from app.domain.trading.models.garch import Garch, estimate
from app.domain.trading.models.har import LogHar
from app.domain.trading.models.history import History, hourly
from app.domain.trading.models.naive import Ewma, LastPrice, MajorityDirection
from app.domain.trading.models.targets import future_returns, future_variances
from tests.unit.forecasts.conftest import CHEAP, SMALL, market

ALL = [*CHEAP, *SMALL]
CUT = 2_000


@pytest.fixture(scope="session")
def fitted(history: History) -> dict[str, Parameters]:
    return {model.name: model.fit(history.until(CUT), Watch()) for model in ALL}


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.name)
def test_a_changed_future_changes_no_prediction(
    model: Model, history: History, fitted: dict[str, Parameters]
) -> None:
    origins = np.arange(CUT - 60, CUT)
    other = hourly(market(2_900, seed=99))
    future = {
        name: np.concatenate([getattr(history, name)[:CUT], 3 * getattr(other, name)[CUT:]])
        for name in ("high", "low", "close", "volume", "variance")
    }
    seen = [
        model.predict(fitted[model.name], each, origins)
        for each in (history, history.until(CUT), replace(history, **future))
    ]
    for name in ("mean", "variance", "up"):
        first, *others = (getattr(said, name) for said in seen)
        assert all(np.array_equal(first, other, equal_nan=True) for other in others), name


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.name)
def test_a_prediction_depends_on_the_past(
    model: Model, history: History, fitted: dict[str, Parameters]
) -> None:
    """So that the test above does not pass by models that look at nothing; on this random walk ARIMA does not."""
    if model.name in ("last price", "majority direction", "ARIMA"):
        return
    past = replace(history, close=history.close ** np.where(np.arange(len(history)) % 2, 1.0, 1.01),
                   high=history.high**1.01, variance=history.variance * 2)  # fmt: skip
    said, changed = (model.predict(fitted[model.name], each, np.array([CUT])) for each in (history, past))
    assert any(
        not np.array_equal(getattr(said, name), getattr(changed, name), equal_nan=True)
        for name in ("mean", "variance", "up")
    )


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.name)
def test_a_model_speaks_of_its_tasks_and_of_nothing_else(
    model: Model, history: History, fitted: dict[str, Parameters]
) -> None:
    said = model.predict(fitted[model.name], history, np.arange(CUT, CUT + 10))
    columns = {Task.PRICE: said.mean, Task.DIRECTION: said.up, Task.VOLATILITY: said.variance}
    for task, values in columns.items():
        assert values.shape == (10, 3)
        assert np.isfinite(values).all() == (task in model.tasks)
        assert np.isnan(values).all() == (task not in model.tasks)
    assert Task.VOLATILITY not in model.tasks or (said.variance > 0).all()
    assert Task.DIRECTION not in model.tasks or ((said.up > 0) & (said.up < 1)).all()


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.name)
def test_parameters_are_finite_numbers_and_nothing_else(model: Model, fitted: dict[str, Parameters]) -> None:
    for values in fitted[model.name].values():
        assert values.dtype.kind == "f"
        assert np.isfinite(values).all()


@pytest.mark.parametrize("model", SMALL, ids=lambda model: model.name)
def test_the_same_seed_learns_the_same_and_another_does_not(
    model: Model, history: History, fitted: dict[str, Parameters]
) -> None:
    again = model.fit(history.until(CUT), Watch())
    assert all(np.array_equal(values, again[name]) for name, values in fitted[model.name].items())
    other = replace(model, seed=8).fit(history.until(CUT), Watch())
    assert not np.array_equal(other["weight_00"], again["weight_00"])


@pytest.mark.parametrize("model", SMALL, ids=lambda model: model.name)
def test_a_network_is_compiled_once_whatever_the_history_s_length(
    model: Model, history: History, fitted: dict[str, Parameters], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compiling runs the loss as Python; a shape that is known does not."""
    traced = []
    monkeypatch.setattr(networks.optax, "huber_loss", lambda *_: traced.append(1))
    model.fit(history.until(CUT - 300), Watch())
    assert traced == []


@pytest.mark.parametrize("model", SMALL, ids=lambda model: model.name)
def test_a_network_tells_of_each_epoch_with_its_loss(model: Model, history: History) -> None:
    steps: list[Step] = []
    model.fit(history.until(1_000), Watch(report=steps.append))
    assert [step.done for step in steps] == list(range(len(steps)))
    assert all(step.total == networks.MAX_EPOCHS and step.loss is not None for step in steps)


@pytest.mark.parametrize(
    "model", [model for model in ALL if model.name not in NAIVE], ids=lambda model: model.name
)
def test_a_fit_ends_where_it_is_cancelled(model: Model, history: History) -> None:
    asked: Iterator[bool] = iter([False, True])
    with pytest.raises(Cancelled):
        model.fit(history.until(CUT), Watch(is_cancelled=lambda: next(asked)))


def test_weights_of_another_network_are_refused(fitted: dict[str, Parameters], history: History) -> None:
    gru, cnn = model_named("GRU"), fitted["CNN"]
    with pytest.raises(ValueError, match="another network"):
        gru.predict(cnn, history, np.array([CUT]))


def test_garch_estimates_are_those_that_package_arch_publishes() -> None:
    """S&P 500, 1999 to 2018: https://bashtage.github.io/arch/univariate/introduction.html."""
    import arch.data.sp500

    close = arch.data.sp500.load()["Adj Close"].to_numpy()
    found = estimate(100 * (close[1:] / close[:-1] - 1), "normal")
    assert found.mu == pytest.approx(0.0564, abs=5e-5)
    assert found.omega == pytest.approx(0.0175, abs=5e-5)
    assert found.alpha == pytest.approx(0.1022, abs=5e-5)
    assert found.beta == pytest.approx(0.8852, abs=5e-5)


@pytest.mark.parametrize("carried", ["nasdaq", "wti"])
@pytest.mark.parametrize("distribution", ["normal", "t"])
def test_garch_estimates_are_arch_s_own(carried: str, distribution: str) -> None:
    from importlib import import_module

    from arch import arch_model

    values = import_module(f"arch.data.{carried}").load().iloc[:, -1 if carried == "wti" else 4].dropna()
    returns = 100 * np.diff(np.log(values.to_numpy(float)))[:2_000]
    theirs = arch_model(returns, dist=distribution).fit(disp="off").params.tolist()
    ours = [value for value in estimate(returns, distribution) if value is not None]
    assert ours == pytest.approx(theirs)


def test_garch_variance_ahead_is_the_sum_that_its_recursion_gives(
    history: History, fitted: dict[str, Parameters]
) -> None:
    alpha, beta = fitted["GARCH"]["alpha_beta"]
    level = float(fitted["GARCH"]["level"][0])
    said = Garch().predict(fitted["GARCH"], history, np.array([CUT])).variance[0]
    coming, total = said[0], 0.0
    for _ in range(24):
        total += coming
        coming = level * (1 - alpha - beta) + (alpha + beta) * coming
    assert said[2] == pytest.approx(total)


def test_garch_follows_the_variance_of_a_garch_market(
    history: History, fitted: dict[str, Parameters]
) -> None:
    origins = np.arange(CUT, len(history) - 24)
    realised = future_variances(history)[origins, 0]
    said = Garch().predict(fitted["GARCH"], history, origins).variance[:, 0]
    constant = np.full(origins.size, realised.mean())
    assert qlike(said, realised).mean() < qlike(constant, realised).mean()


def test_log_har_beats_the_naive_variance_where_the_day_has_a_rhythm(
    history: History, fitted: dict[str, Parameters]
) -> None:
    origins = np.arange(CUT, len(history) - 24)
    realised = future_variances(history)[origins]
    ours = qlike(LogHar().predict(fitted["log-HAR"], history, origins).variance, realised).mean(axis=0)
    naive = qlike(Ewma().predict({}, history, origins).variance, realised).mean(axis=0)
    assert (ours < naive).all()


def test_log_har_is_right_on_average(history: History, fitted: dict[str, Parameters]) -> None:
    origins = np.arange(720, CUT - 24)
    said = LogHar().predict(fitted["log-HAR"], history, origins).variance
    ratio = (future_variances(history)[origins] / said).mean(axis=0)
    assert ratio == pytest.approx(1, abs=0.02)


def test_ewma_is_the_recursion_of_riskmetrics(history: History) -> None:
    """Started at the first square; its weight after 20 days of 24 h steps is 0.94^20, hence the tolerance."""
    steps = np.log(history.close)[24:] - np.log(history.close)[:-24]
    variance = steps[0] ** 2
    for move in steps[24::24]:
        variance = 0.06 * move**2 + 0.94 * variance
    last = 24 + (steps.size - 1) // 24 * 24
    said = Ewma().predict({}, history, np.array([last])).variance[0, 2]
    assert said == pytest.approx(variance, rel=0.05)


def test_arima_finds_nothing_in_a_random_walk_and_says_so() -> None:
    walk = hourly(market(1_000, seed=5))
    found = Arima().fit(walk, Watch())
    assert (found["ar"] == 0).all()
    assert (found["ma"] == 0).all()
    said = Arima().predict(found, walk, np.array([900]))
    assert (said.mean == 0).all()
    assert (said.up == 0.5).all()


def test_arima_learns_the_memory_of_returns() -> None:
    """An AR(1) of 0.5: h hours ahead the expected sum is r (0.5 + 0.25 + …)."""
    draw, returns = np.random.default_rng(3), [0.0]
    for shock in draw.standard_normal(1_200):
        returns.append(0.5 * returns[-1] + 0.01 * shock)
    base = hourly(market(1_201, seed=3))
    memory = replace(base, close=100 * np.exp(np.cumsum(returns)))
    found = Arima().fit(memory, Watch())
    assert found["ar"][0] + found["ma"][0] == pytest.approx(0.5, abs=0.08)
    said = Arima().predict({**found, "ar": np.array([0.5, 0]), "ma": np.zeros(2)}, memory, np.array([1_000]))
    now = memory.returns[1_000]
    assert said.mean[0] == pytest.approx([now * 0.5, now * (1 - 0.5**4), now * (1 - 0.5**24)])
    assert (said.up[0] > 0.5).all() == (now > 0)


def test_naive_models_say_what_doing_nothing_says(history: History, fitted: dict[str, Parameters]) -> None:
    origins = np.array([CUT])
    assert (LastPrice().predict({}, history, origins).mean == 0).all()
    returns = future_returns(history.until(CUT))[:, 0]
    share = (np.nansum(returns > 0) + 1) / (CUT - 1 + 2)
    assert MajorityDirection().predict(fitted["majority direction"], history, origins).up[0, 0] == share


def test_models_are_listed_the_naive_ones_first() -> None:
    kinds = [model.kind for model in MODELS]
    assert kinds == sorted(kinds, key=["naive", "statistical", "network"].index)
    assert NAIVE == ("last price", "EWMA 0.94", "majority direction")
    with pytest.raises(KeyError):
        model_named("oracle")
