"""Predictions and model cards as people see them."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from app.domain.trading.evaluation.verdict import Verdict, describe_verdicts, standing_of
from app.domain.trading.forecasts.tables import ModelArtefact, Prediction
from app.domain.trading.models.terms import Task
from app.json_values import JsonObject

TIMEFRAMES = {1: "1h", 4: "4h", 24: "1D"}
"""Horizons in hours, as clients write them."""


class PredictionView(Struct, frozen=True):
    """What a model said before the fact.

    prediction_type: price, direction, volatility or interval. predicted_value: a price, the probability of a
    rise, the standard deviation of the log return, or the middle of the interval; naive_value: what doing
    nothing says. confidence: the calibrated probability of the more likely direction, 0.5 where none is.
    lower, upper: prices; coverage: the probability that the outcome lies between them;
    measured_coverage: the share that did in the training's walk-forward.
    skill: 1 less the loss there over that of doing nothing, 0 of that itself; p: of such a difference under
    none, null of doing nothing itself; from 0.05 on, chance explains it as well.
    timestamp: the end of the last hour that was known; due_at: when the horizon ends.
    """

    symbol: str
    model_name: str
    prediction_type: str
    predicted_value: float
    naive_value: float
    confidence: float
    timeframe: str
    timestamp: datetime
    due_at: datetime
    made_at: datetime
    last: float
    lower: float
    upper: float
    coverage: float
    measured_coverage: float | None
    skill: float | None
    p: float | None


class ContestantView(Struct, frozen=True):
    """A model that took part: its mean loss, how much larger than the naive one's, and p of no difference."""

    name: str
    loss: float
    difference: float | None
    p: float | None


class ChoiceView(Struct, frozen=True):
    """Who answers for a task at a timeframe, and why.

    best: who had the smallest loss; the chosen one is the simplest within one standard error of it.
    is_naive: doing nothing was chosen. standing: "better" than doing nothing where p is below 0.05, else
    "unproven", or "naive". p: of no difference from it. loss: by what the contestants were judged.
    """

    task: str
    timeframe: str
    chosen: str
    best: str
    is_naive: bool
    standing: str
    p: float | None
    loss: str
    contestants: list[ContestantView]


class CardView(Struct, frozen=True):
    """The models of an instrument: what they learnt from, how they were judged, who was chosen and why.

    metrics: walk-forward figures by model and horizon. seconds: what each model took. left_out: what could
    not be trained, with the reason. summary: in a sentence.
    """

    symbol: str
    version: int
    trained_at: datetime
    first_at: datetime
    last_at: datetime
    hours: int
    code_version: str
    seed: int
    mode: str
    summary: str
    choices: list[ChoiceView]
    metrics: dict[str, dict[str, float]]
    seconds: dict[str, float]
    left_out: dict[str, str]


LOSSES = {
    Task.PRICE: "mean absolute error",
    Task.DIRECTION: "log loss",
    Task.VOLATILITY: "QLIKE",
    Task.INTERVAL: "CRPS",
}


def prediction_view(symbol: str, row: Prediction, card: JsonObject) -> PredictionView:
    """Show a prediction. card: of the version that made it."""
    metrics = card["metrics"].get(
        f"{_choice(card, Task.INTERVAL, row.horizon_h)['chosen']} {row.horizon_h}h", {}
    )
    choice = _choice(card, Task(row.task), row.horizon_h)
    return PredictionView(
        symbol=symbol,
        model_name=row.model_name,
        prediction_type=row.task,
        predicted_value=row.predicted_value,
        naive_value=row.naive_value,
        confidence=row.confidence,
        timeframe=TIMEFRAMES[row.horizon_h],
        timestamp=row.origin_at,
        due_at=row.due_at,
        made_at=row.made_at,
        last=row.last,
        lower=row.lower,
        upper=row.upper,
        coverage=row.coverage,
        measured_coverage=metrics.get("coverage"),
        skill=_skill(choice),
        p=_chosen(choice)["p"],
    )


def card_view(symbol: str, kept: ModelArtefact) -> CardView:
    """Show what is told of a version."""
    card = kept.card
    choices = [_choice_view(each) for each in card["choices"]]
    return CardView(
        symbol, kept.version, kept.made_at, kept.first_at, kept.last_at, kept.hours, kept.code_version,
        kept.seed,
        card["mode"], _summary(choices), choices, card["metrics"], card["seconds"], card["left_out"],
    )  # fmt: skip


def _choice_view(choice: JsonObject) -> ChoiceView:
    chosen = _chosen(choice)
    return ChoiceView(
        task=choice["task"],
        timeframe=TIMEFRAMES[choice["horizon_h"]],
        chosen=choice["chosen"],
        best=choice["best"],
        is_naive=choice["is_naive"],
        standing=standing_of(chosen["difference"], chosen["p"]).value,
        p=chosen["p"],
        loss=LOSSES[Task(choice["task"])],
        contestants=[ContestantView(**contestant) for contestant in choice["contestants"]],
    )


def _choice(card: JsonObject, task: Task, hours: int) -> JsonObject:
    found: JsonObject = next(
        each for each in card["choices"] if (each["task"], each["horizon_h"]) == (task, hours)
    )
    return found


def _chosen(choice: JsonObject) -> JsonObject:
    found: JsonObject = next(each for each in choice["contestants"] if each["name"] == choice["chosen"])
    return found


def _skill(choice: JsonObject) -> float | None:
    naive = choice["contestants"][0]["loss"]
    return 1 - _chosen(choice)["loss"] / naive if naive else None


def _summary(choices: list[ChoiceView]) -> str:
    def verdicts(*tasks: Task) -> list[Verdict]:
        return [_verdict(each) for each in choices if each.task in tasks]

    moves, spread = verdicts(Task.PRICE, Task.DIRECTION), verdicts(Task.VOLATILITY, Task.INTERVAL)
    nothing = "nothing was chosen over doing nothing: a random walk with a volatility band; hold"
    recent = "nothing was chosen over the recent variance"
    return " ".join([
        describe_verdicts(moves, about="Where the price goes", naive=nothing),
        describe_verdicts(spread, about="How far it moves", naive=recent),
    ])  # fmt: skip


def _verdict(choice: ChoiceView) -> Verdict:
    chosen = next(each for each in choice.contestants if each.name == choice.chosen)
    return Verdict(choice.chosen, choice.task, choice.timeframe, chosen.difference, chosen.p)
