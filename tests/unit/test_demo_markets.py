"""What the demo does next for a symbol, from what the API says is there already."""

from __future__ import annotations

from typing import Any

import pytest

from launch.demo.markets import Market, Step, next_step


def job(state: str | None) -> dict[str, Any] | None:
    return None if state is None else {"id": 1, "symbol": "BTCUSDT", "state": state}


@pytest.mark.parametrize(
    ("collection", "training", "step"),
    [
        (None, None, Step.COLLECT),
        ("queued", None, Step.WAIT),
        ("running", None, Step.WAIT),
        ("partial", None, Step.COLLECT_AGAIN),
        ("failed", None, Step.COLLECT_AGAIN),
        ("cancelled", None, Step.DONE),
        ("done", None, Step.TRAIN),
        ("done", "queued", Step.WAIT),
        ("done", "running", Step.WAIT),
        ("done", "failed", Step.TRAIN_AGAIN),
        ("done", "cancelled", Step.DONE),
        ("done", "done", Step.DONE),
        ("running", "done", Step.DONE),
    ],
)
def test_it_goes_on_where_a_start_ended_and_begins_nothing_twice(
    collection: str | None, training: str | None, step: Step
) -> None:
    assert next_step(Market(job(collection), job(training)), trains=True) is step


def test_without_a_trainer_a_collection_is_the_end() -> None:
    assert next_step(Market(job("done"), None), trains=False) is Step.DONE
    assert next_step(Market(None, None), trains=False) is Step.COLLECT
