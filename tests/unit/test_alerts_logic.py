"""When an alert fires and when it is armed again, by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.alerts.alerts.conditions import Side
from app.domain.alerts.alerts.logic import MIN_BETWEEN_FIRINGS, Watch, drawdown, step_of
from app.domain.alerts.notifications.logic import MAX_ATTEMPTS, WAITS_S, wait_after

D = Decimal
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def told(side: Side, threshold: str, values: list[str | None], hysteresis: str = "0") -> list[int]:
    """Return the places of the values at which an alert fires; they come an hour apart."""
    armed, fired_at, found = True, None, []
    for place, value in enumerate(values):
        at = NOON + timedelta(hours=place)
        watch = Watch(side, D(threshold), D(hysteresis), armed, fired_at)
        step = step_of(watch, None if value is None else D(value), at)
        if step == "fire":
            armed, fired_at = False, at
            found.append(place)
        elif step == "arm":
            armed = True
    return found


@pytest.mark.parametrize(
    ("side", "threshold", "values", "hysteresis", "fired"),
    [
        (Side.BELOW, "100", ["101", "99", "98", "90"], "0", [1]),
        (Side.BELOW, "100", ["99"], "0", [0]),  # it holds already when it is stated
        (Side.BELOW, "100", ["100"], "0", []),  # on the threshold it is on neither side
        (Side.BELOW, "100", ["99", "100", "99"], "0", [0, 2]),
        (Side.BELOW, "100", ["99", "101", "99"], "0.02", [0]),
        (Side.BELOW, "100", ["99", "102", "99"], "0.02", [0, 2]),
        (Side.ABOVE, "100", ["99", "101", "100", "101"], "0", [1, 3]),
        (Side.ABOVE, "100", ["101", "99", "101", "98", "101"], "0.02", [0, 4]),
        (Side.BELOW, "-100", ["-101", "-95", "-101", "-90", "-101"], "0.1", [0, 4]),
        (Side.BELOW, "0", ["-1", "0", "-1"], "0.5", [0, 2]),
        (Side.BELOW, "100", ["99", None, "99", None], "0", [0]),  # what nobody knows changes nothing
    ],
)
def test_it_fires_once_and_again_after_it_was_false(
    side: Side, threshold: str, values: list[str | None], hysteresis: str, fired: list[int]
) -> None:
    assert told(side, threshold, values, hysteresis) == fired


def test_what_moves_to_and_fro_is_told_of_no_oftener_than_every_five_minutes() -> None:
    watch = Watch(Side.BELOW, D(100), D(0), True, NOON)
    assert step_of(watch, D(99), NOON + MIN_BETWEEN_FIRINGS - timedelta(seconds=1)) is None
    assert step_of(watch, D(99), NOON + MIN_BETWEEN_FIRINGS) == "fire"


@settings(deadline=None)
@given(
    st.lists(st.integers(-20, 20), max_size=40), st.integers(-10, 10), st.sampled_from(["0", "0.1", "0.5"]),
    st.sampled_from(Side),
)  # fmt: skip
def test_between_two_firings_the_value_has_come_back(
    values: list[int], threshold: int, hysteresis: str, side: Side
) -> None:
    fired = told(side, str(threshold), [str(each) for each in values], hysteresis)
    by, sign = abs(threshold) * D(hysteresis), 1 if side is Side.ABOVE else -1
    for place in fired:
        assert sign * (values[place] - threshold) > 0
    for first, second in pairwise(fired):
        assert any(sign * (each - threshold) <= -by for each in values[first + 1 : second])


@pytest.mark.parametrize(
    ("growth", "peak", "fraction"), [(1.0, 1.25, "0.2"), (1.25, 1.25, "0"), (0.0, 1.0, "1"), (0.0, 0.0, "0")]
)
def test_a_drawdown_is_the_part_of_the_peak_that_is_lost(growth: float, peak: float, fraction: str) -> None:
    assert drawdown(growth, peak) == D(fraction)


def test_a_message_is_tried_again_after_ever_longer_waits_and_then_given_up() -> None:
    waits = [wait_after(attempts) for attempts in range(1, MAX_ATTEMPTS + 1)]
    assert waits[:-1] == [timedelta(seconds=each) for each in WAITS_S]
    assert waits[-1] is None
    assert wait_after(1, asked_s=45) == timedelta(seconds=45)
    assert wait_after(1, asked_s=10**9) == timedelta(seconds=WAITS_S[-1])
