"""Which models a training can have: those whose packages are there and whose folds are long enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from typing import NamedTuple

from app.domain.trading.evaluation.folds import Fold, walk_forward
from app.domain.trading.models.catalogue import NAIVE
from app.domain.trading.models.contract import Kind, Model
from app.domain.trading.models.history import History, require_hours
from app.domain.trading.models.neural import Neural

PACKAGES = {"ARIMA": ("statsmodels",), "GARCH": ("arch",)}
OF_NETWORKS = ("jax", "equinox", "optax")
MIN_HOURS = 90 * 24
"""Half of it is predicted, and of that some 500 hours begin the calibration and 500 more are scored."""
COSTS = {Kind.NAIVE: 1, Kind.STATISTICAL: 10, Kind.NETWORK: 50}
"""About how long a part takes beside another one, for progress and the time that is left."""


class Candidates(NamedTuple):
    """models: the simplest first. left_out: names with the reason, in words."""

    models: list[Model]
    left_out: dict[str, str]


def candidates(models: Sequence[Model], wanted: Sequence[str] | None, history: History) -> Candidates:
    """Return which of the models can be trained; wanted: names beside the naive ones, None for all.

    Raises NotEnoughData where not even the naive ones can be judged.
    """
    first = folds_of(len(history), history)[0]
    asked = [model for model in models if wanted is None or model.name in {*wanted, *NAIVE}]
    found = {model.name: _why_not(model, first) for model in asked}
    return Candidates(
        [model for model in asked if not found[model.name]],
        {name: why for name, why in found.items() if why},
    )


def folds_of(hours: int, history: History | None = None) -> list[Fold]:
    """Cut the newer half of a history into folds. Raises NotEnoughData where it is too short."""
    if history is not None:
        require_hours(history, MIN_HOURS, "A training")
    return walk_forward(hours, first_test=hours // 2)


def seeded(model: Model, seed: int) -> Model:
    """Return a model that draws by a training's seed, where it draws at all."""
    return replace(model, seed=seed) if isinstance(model, Neural) else model


def cost(model: Model) -> int:
    """Return what a part of a model costs, beside those of others."""
    return COSTS[model.kind]


def _why_not(model: Model, first: Fold) -> str:
    needed = OF_NETWORKS if model.kind is Kind.NETWORK else PACKAGES.get(model.name, ())
    missing = [name for name in needed if find_spec(name) is None]
    if missing:
        return f"Not installed where trainings run: {', '.join(missing)}."
    if first.train_end < model.min_hours:
        return f"Needs {model.min_hours:,} hours before its first fold; there are {first.train_end:,}."
    return ""
