"""Nothing is called better that chance explains as well, and each claim says its p."""

from __future__ import annotations

import math

import numpy as np
import pytest

from app.domain.trading.evaluation.selection import choose
from app.domain.trading.evaluation.verdict import (
    Standing,
    Verdict,
    count_verdicts,
    describe_verdicts,
    p_words,
    standing_of,
)
from app.domain.trading.forecasts.scoreboard import MIN_FOR_P, p_of_mean
from app.domain.trading.models.contract import Task
from app.domain.trading.training.ends import MAX_MESSAGE_LETTERS


def verdict(model: str = "ARIMA", p: float | None = 0.2, difference: float | None = -0.1) -> Verdict:
    return Verdict(model, "direction", "24h", difference, p)


NAIVE = verdict("last price", None, None)


@pytest.mark.parametrize(
    ("difference", "p", "standing"),
    [
        (None, None, Standing.NAIVE),
        (-0.1, 0.0499, Standing.BETTER),
        (-0.1, 0.05, Standing.UNPROVEN),
        (-0.1, 0.18, Standing.UNPROVEN),
        (0.1, 0.001, Standing.UNPROVEN),
    ],
)
def test_better_is_said_of_a_smaller_loss_with_a_p_below_five_percent(
    difference: float | None, p: float | None, standing: Standing
) -> None:
    assert standing_of(difference, p) is standing


@pytest.mark.parametrize(
    ("p", "words"),
    [(0.0004, "p < 0.001"), (0.0499, "p 0.049"), (0.05, "p 0.050"), (0.0604, "p 0.060"), (1.0, "p 1.000")],
)
def test_a_p_is_written_so_that_the_limit_stays_visible(p: float, words: str) -> None:
    assert p_words(p) == words


def test_the_message_counts_what_is_better_apart_from_what_is_only_chosen() -> None:
    told = count_verdicts([verdict(p=0.01), verdict(p=0.06), verdict(p=0.18), NAIVE])
    assert told == (
        "Better than doing nothing (p < 0.05): 1 of 4 answers; "
        "chosen without that proof: 2 (p 0.060 to 0.180); left at doing nothing: 1"
    )
    assert count_verdicts([verdict(p=0.06)]) == (
        "Better than doing nothing (p < 0.05): 0 of 1 answers; chosen without that proof: 1 (p 0.060)"
    )
    assert len(count_verdicts([verdict(p=0.06), verdict(p=0.18), NAIVE] * 4)) < MAX_MESSAGE_LETTERS


def test_the_card_names_each_with_its_p_and_calls_none_better_that_is_not() -> None:
    def told(*verdicts: Verdict) -> str:
        return describe_verdicts(verdicts, about="Where the price goes", naive="nothing was chosen")

    assert told(NAIVE) == "Where the price goes: nothing was chosen."
    assert told(verdict(p=0.06), NAIVE) == (
        "Where the price goes: chosen, which chance may explain as well: ARIMA (direction, 24h, p 0.060)."
    )
    assert told(verdict(p=0.0001), verdict("GRU", 0.4)) == (
        "Where the price goes: better than doing nothing: ARIMA (direction, 24h, p < 0.001); "
        "chosen, which chance may explain as well: GRU (direction, 24h, p 0.400)."
    )


@pytest.mark.parametrize(
    ("standard_errors", "standing"),
    [(-1.0, Standing.NAIVE), (0.5, Standing.NAIVE), (1.5, Standing.UNPROVEN), (5.0, Standing.BETTER)],
)
def test_a_choice_stands_as_its_losses_do(standard_errors: float, standing: Standing) -> None:
    naive = np.random.default_rng(1).exponential(size=2_000)
    noise = np.random.default_rng(2).normal(size=2_000)
    gained = (noise - noise.mean()) / noise.std() - standard_errors / math.sqrt(noise.size)
    found = choose(Task.PRICE, 1, {"last price": naive, "ARIMA": naive + gained}, ["last price", "ARIMA"])
    assert found.verdict.standing is standing


def test_a_month_s_skill_has_a_p_once_there_are_enough_that_do_not_overlap() -> None:
    gains = np.random.default_rng(3).normal(-0.2, 1.0, 400)
    sums = float(gains.sum()), float((gains**2).sum())
    z = abs(gains.mean()) / (gains.std(ddof=1) / math.sqrt(gains.size))
    assert p_of_mean(gains.size, *sums) == pytest.approx(math.erfc(z / math.sqrt(2)))
    assert p_of_mean(MIN_FOR_P - 1, *sums) is None
    assert p_of_mean(50, 0.0, 0.0) is None
    assert p_of_mean(50, None, None) is None
