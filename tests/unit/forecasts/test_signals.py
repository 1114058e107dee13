"""Buy, sell or hold: each reason, the words, and a backtest whose trades are checked by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from app.domain.trading.evaluation.losses import LEVELS
from app.domain.trading.evaluation.report import Evaluation
from app.domain.trading.evaluation.shown import Shown
from app.domain.trading.forecasts.logic.distribution import Distribution, with_probability
from app.domain.trading.models.history import HOUR_MS, History
from app.domain.trading.signals.backtests import figures_of
from app.domain.trading.signals.logic.backtest import Backtest, backtest
from app.domain.trading.signals.logic.reasons import reasoning
from app.domain.trading.signals.logic.rule import decide, expected_return
from app.domain.trading.signals.logic.terms import Action, HoldReason, SignalSettings
from app.domain.trading.signals.tables import SignalBacktest
from app.domain.trading.signals.views import backtest_view

SETTINGS = SignalSettings()
USUAL = 0.02


def outlook(
    up: float = 0.5, *, width: float = 0.03, horizon_h: int = 24, deviation: float = USUAL
) -> Distribution:
    quantiles = with_probability(np.linspace(-width, width, LEVELS.size), up)
    return Distribution(horizon_h, 0, 100.0, 100.0, quantiles, up, deviation)


def test_a_round_trip_costs_both_sides_and_the_spread() -> None:
    """2 (10 + 3) + 2 = 28 basis points."""
    assert SETTINGS.round_trip == pytest.approx(-math.log(1 - 0.0028))


def test_buy_where_a_rise_beats_the_costs_with_enough_probability() -> None:
    told = decide(outlook(0.7), USUAL, SETTINGS)
    assert (told.action, told.hold_reason) == (Action.BUY, None)
    assert told.stop == told.distribution.price_at(0.1) < 100 < told.distribution.price_at(0.9) == told.target
    assert told.probability == pytest.approx(told.distribution.probability_above(SETTINGS.round_trip))


def test_sell_is_the_mirror_of_buy() -> None:
    told = decide(outlook(0.3), USUAL, SETTINGS)
    mirrored = decide(outlook(0.7), USUAL, SETTINGS)
    assert told.action is Action.SELL
    assert told.target is not None
    assert told.stop is not None
    assert told.target < 100 < told.stop
    assert told.expected == pytest.approx(-mirrored.expected)
    assert told.probability == pytest.approx(mirrored.probability)


@pytest.mark.parametrize(
    ("distribution", "settings", "reason"),
    [
        (outlook(0.7, horizon_h=1), SETTINGS, HoldReason.HORIZON),
        (outlook(0.7, deviation=0.07), SETTINGS, HoldReason.WILD),
        (outlook(0.5), SETTINGS, HoldReason.EVEN),
        (outlook(0.51), SETTINGS, HoldReason.COSTS),
        (outlook(0.7), replace(SETTINGS, commission_bps=200), HoldReason.COSTS),
        (outlook(0.6), replace(SETTINGS, min_probability=0.6), HoldReason.PROBABILITY),
    ],
)
def test_hold_says_why(distribution: Distribution, settings: SignalSettings, reason: HoldReason) -> None:
    told = decide(distribution, USUAL, settings)
    assert (told.action, told.hold_reason, told.stop, told.target) == (Action.HOLD, reason, None, None)


def test_the_expected_return_is_the_mean_of_the_quantiles() -> None:
    assert expected_return(outlook(0.5)) == pytest.approx(0, abs=1e-12)
    assert expected_return(outlook(0.7)) > SETTINGS.round_trip


def test_the_words_are_made_from_the_numbers() -> None:
    told = decide(outlook(0.7), USUAL, SETTINGS)
    said = reasoning(told, SETTINGS)
    assert "Over the next day" in said
    assert "probability of a rise is 70.0%" in said
    assert "round trip costs 0.28%" in said
    assert f"expected move is {100 * math.expm1(told.expected):+.2f}%" in said
    assert f"stop {told.stop:,.6g}, target {told.target:,.6g}" in said
    assert said.count("Buy:") == 1


@pytest.mark.parametrize(
    ("up", "words"),
    [
        (0.5, "as likely as a fall"),
        (0.51, "does not beat the costs"),
        (0.3, "Sell: the move beats the costs"),
        (0.45, "fall is 55.0%"),
    ],
)
def test_the_words_fit_what_was_decided(up: float, words: str) -> None:
    assert words in reasoning(decide(outlook(up), USUAL, SETTINGS), SETTINGS)


def test_the_words_name_a_probability_that_was_too_small() -> None:
    strict = replace(SETTINGS, min_probability=0.6)
    said = reasoning(decide(outlook(0.6), USUAL, strict), strict)
    assert "Hold: the move beats the costs only with a probability of" in said
    assert "60.0% asked for" in said


def path(closes: list[float]) -> History:
    """Hours that close as listed, with highs and lows that are the closes'."""
    close = np.array(closes)
    return History(
        np.arange(1, close.size + 1) * HOUR_MS, close, close, close, np.ones_like(close), np.ones_like(close)
    )


def shown(ups: list[float], horizon_h: int = 4) -> Shown:
    """Forecasts at each hour from the first; ups are those at the decisions."""
    size = len(ups) * horizon_h
    each = np.repeat(np.array(ups), horizon_h)
    zero = np.zeros(size)
    quantiles = np.tile(np.linspace(-0.03, 0.03, LEVELS.size), (size, 1))
    return Shown(horizon_h, np.arange(size), zero, zero, zero + 1, quantiles, zero + USUAL, each)


def run(ups: list[float], closes: list[float], *, sell_short: bool = False) -> Backtest:
    return backtest(shown(ups), path(closes), SETTINGS, sell_short=sell_short)


def test_a_bought_rise_earns_its_move_less_a_round_trip() -> None:
    told = run([0.7, 0.5], [100, 100.5, 100.5, 100.5, 101, 100, 100, 100, 100])
    assert told.decisions == 2
    assert len(told.trades) == 1
    assert told.gross == pytest.approx(math.log(1.01))
    assert told.net == pytest.approx(math.log(1.01) - SETTINGS.round_trip)
    assert told.buy_and_hold == pytest.approx(-SETTINGS.round_trip)


def test_a_trade_ends_at_its_stop_or_target() -> None:
    fallen = run([0.7], [100, 90, 100, 100, 100]).trades[0]
    risen = run([0.7], [100, 110, 100, 100, 100]).trades[0]
    assert fallen.gross == pytest.approx(math.log(fallen.signal.stop / 100))
    assert risen.gross == pytest.approx(math.log(risen.signal.target / 100))


def test_where_an_hour_reaches_both_the_stop_came_first() -> None:
    both = replace(path([100, 100, 100, 100, 100]), high=np.full(5, 120.0), low=np.full(5, 80.0))
    trade = backtest(shown([0.7]), both, SETTINGS).trades[0]
    assert trade.gross == pytest.approx(math.log(trade.signal.stop / 100))


def test_a_sale_is_no_trade_unless_it_may_be_short() -> None:
    closes = [100, 99.5, 99.5, 99.5, 99]
    assert run([0.3], closes).trades == ()
    assert run([0.3], closes, sell_short=True).gross == pytest.approx(-math.log(0.99))


def test_a_rule_that_only_holds_earns_and_risks_nothing() -> None:
    told = run([0.5, 0.5], [100.0] * 9)
    assert (told.trades, told.net, told.max_drawdown, told.random) == ((), 0.0, 0.0, (0.0, 0.0, 0.0))
    assert math.isnan(told.won.value)


def test_the_drawdown_is_the_largest_fall_of_the_sum() -> None:
    told = run([0.7, 0.7, 0.7], [100, 90, 100, 100, 100, 90, 100, 100, 100, 110, 110, 110, 110])
    lost = told.trades[0].net + told.trades[1].net
    assert told.max_drawdown == pytest.approx(lost)
    assert told.trades[2].net > 0


def test_the_equity_is_what_the_trades_and_holding_had_earned_at_each_end() -> None:
    told = run([0.7, 0.5, 0.7], [100, 100, 100, 100, 101, 100, 100, 100, 102, 102, 102, 102, 103])
    earned = [math.log(1.01) - SETTINGS.round_trip, math.log(103 / 102) - SETTINGS.round_trip]
    assert [point.at for point in told.equity] == [4, 8, 12]
    assert [point.rule for point in told.equity] == pytest.approx([earned[0], earned[0], sum(earned)])
    held = [math.log(close / 100) - SETTINGS.round_trip for close in (101, 102, 103)]
    assert [point.hold for point in told.equity] == pytest.approx(held)
    assert (told.equity[-1].rule, told.equity[-1].hold) == pytest.approx((told.net, told.buy_and_hold))


def test_random_entry_trades_as_often_and_pays_the_same() -> None:
    """Every move is the same, so that whichever decision is drawn earns the same."""
    closes = [100 * 1.001**hour for hour in range(41)]
    told = run([0.7] * 5 + [0.5] * 5, closes)
    each = 4 * math.log(1.001) - SETTINGS.round_trip
    assert told.random == pytest.approx((5 * each,) * 3)
    assert told.net == pytest.approx(5 * each)


def test_a_decision_does_not_change_with_what_comes_after_it(
    history: History, evaluation: Evaluation
) -> None:
    settings = replace(SETTINGS, commission_bps=0, spread_bps=0, slippage_bps=0, min_probability=0.5)
    seen = replace(evaluation.shown[4], ups=np.full_like(evaluation.shown[4].ups, 0.6))
    cut = int(seen.origins[seen.origins.size // 2])
    later = replace(
        history, close=np.where(np.arange(len(history)) > cut, history.close * 1.5, history.close)
    )
    first, second = (
        [trade.signal.target for trade in backtest(seen, each, settings).trades if trade.origin <= cut]
        for each in (history, later)
    )
    assert len(first) > 10
    assert first == second


def test_without_evidence_a_walk_forward_backtest_holds(history: History, evaluation: Evaluation) -> None:
    told = backtest(evaluation.shown[24], history, SETTINGS)
    assert told.decisions > 10
    assert len(told.trades) <= told.decisions / 4


def test_people_see_what_is_lost_of_the_start_never_more_than_all() -> None:
    told = run([0.5, 0.5], [100, 90, 80, 70, 50, 40, 30, 25, 20])
    row = SignalBacktest(horizon_h=4, figures={**_moments(), **figures_of(told), "round_trip": 0.002, "curve": [
        {"at": "2026-01-02T00:00:00+00:00", "rule": told.net, "hold": told.buy_and_hold},
    ]})  # fmt: skip
    shown = backtest_view(row)
    assert shown.buy_and_hold == pytest.approx(0.2 * math.exp(-SETTINGS.round_trip) - 1)
    assert (shown.curve[0].rule, shown.curve[0].hold) == (shown.net, shown.buy_and_hold)
    assert -1 < shown.random_low <= shown.random_high
    assert told.buy_and_hold < -1


def _moments() -> dict[str, str]:
    return {"first_at": "2026-01-01T00:00:00+00:00", "last_at": "2026-01-02T00:00:00+00:00"}
