"""The breaker: who asks a platform that failed, and when."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

import pytest

from app.domain.trading.proxy import circuit
from app.domain.trading.proxy.circuit import FAILURES_TO_OPEN, Circuit
from app.domain.trading.proxy.errors import CircuitOpen
from app.domain.trading.proxy.platform import PATIENCE
from tests.support.launched import eventually


class Trouble(Exception):
    pass


def fail() -> None:
    raise Trouble


def attempt(breaker: Circuit, ask: Callable[[], object]) -> object:
    """What came of a call: its answer, or the class of what was raised."""
    try:
        return breaker.call(ask)
    except Exception as exc:
        return type(exc)


def opened() -> Circuit:
    breaker = Circuit()
    for _ in range(FAILURES_TO_OPEN):
        assert attempt(breaker, fail) is Trouble
    return breaker


def test_it_opens_after_failures_in_a_row_and_then_asks_nobody() -> None:
    breaker, asked = opened(), []
    assert (breaker.is_open, breaker.is_closed) == (True, False)
    assert attempt(breaker, lambda: asked.append(1)) is CircuitOpen
    assert asked == []


def test_a_success_in_between_begins_the_count_anew() -> None:
    breaker = Circuit()
    for _ in range(3):
        for _ in range(FAILURES_TO_OPEN - 1):
            attempt(breaker, fail)
        assert attempt(breaker, lambda: "well") == "well"
    assert breaker.is_closed


@pytest.fixture
def half_open(monkeypatch: pytest.MonkeyPatch) -> Circuit:
    monkeypatch.setattr(circuit, "OPEN_S", 0.01)
    breaker = opened()
    assert eventually(lambda: not breaker.is_open)
    assert not breaker.is_closed
    return breaker


def test_later_one_tries_while_the_others_are_refused_at_once(half_open: Circuit) -> None:
    begun, goes_on, found = Event(), Event(), []

    def slow() -> str:
        begun.set()
        goes_on.wait(60)
        return "well"

    trial = Thread(target=lambda: found.append(attempt(half_open, slow)))
    trial.start()
    assert begun.wait(60)
    assert attempt(half_open, lambda: "well") is CircuitOpen
    goes_on.set()
    trial.join()
    assert found == ["well"]
    assert half_open.is_closed
    assert attempt(half_open, lambda: "well") == "well"


def test_a_trial_that_fails_opens_it_again(half_open: Circuit, monkeypatch: pytest.MonkeyPatch) -> None:
    assert attempt(half_open, fail) is Trouble
    assert not half_open.is_closed
    assert eventually(lambda: not half_open.is_open)
    assert attempt(half_open, lambda: "well") == "well"
    assert half_open.is_closed


def test_a_platform_that_returns_is_asked_within_five_seconds() -> None:
    """Of a try that began just before, and of the time that it is left alone after it."""
    assert PATIENCE.connect_s + PATIENCE.read_s + circuit.OPEN_S <= 5


def test_while_it_is_closed_none_waits_for_another() -> None:
    """A library that holds a lock over the call would stand still here."""
    breaker, begun, goes_on = Circuit(), Event(), Event()
    hanging = Thread(target=lambda: breaker.call(lambda: (begun.set(), goes_on.wait(60))))
    hanging.start()
    assert begun.wait(60)
    assert attempt(breaker, lambda: "well") == "well"
    goes_on.set()
    hanging.join()
