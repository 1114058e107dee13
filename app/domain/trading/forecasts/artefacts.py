"""The store of trained forecasters: versions in the database, the newest one predicts.

Why the database: docs/decisions/0044-training.md
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select, update

from app.clock import now
from app.domain.trading.evaluation.report import Evaluation
from app.domain.trading.forecasts.errors import ForecastNotFound
from app.domain.trading.forecasts.logic.artefact import Origin, dump, load
from app.domain.trading.forecasts.logic.forecaster import Forecaster
from app.domain.trading.forecasts.tables import ModelArtefact
from app.domain.trading.models.history import History
from app.extensions import db
from app.json_values import JsonObject

CODE_VERSION = "1"
"""Grows where the same candles and seed would give other models."""
KEPT_VERSIONS = 5
"""Of each instrument; of older ones only the card is kept."""
a = ModelArtefact


class Made(NamedTuple):
    """What a training hands over. left_out: names of models with the reason; seconds: what each took."""

    symbol: str
    instrument_id: int
    training_id: int
    mode: str
    seed: int
    left_out: Mapping[str, str]
    seconds: Mapping[str, float]


def keep_artefact(
    made: Made, history: History, forecaster: Forecaster, evaluation: Evaluation
) -> ModelArtefact:
    """Store a trained forecaster as the next version of its instrument's."""
    metrics = {f"{name} {hours}h": _finite(found) for (name, hours), found in evaluation.scores.items()}
    ended = history.ended_at
    origin = Origin(made.symbol, int(ended[0]), int(ended[-1]), CODE_VERSION, made.seed, metrics)
    newest = db.session.scalar(select(func.max(a.version)).where(a.instrument_id == made.instrument_id)) or 0
    kept = a(
        instrument_id=made.instrument_id, version=newest + 1, training_id=made.training_id, made_at=now(),
        first_at=_moment(ended[0]), last_at=_moment(ended[-1]), hours=len(history), code_version=CODE_VERSION,
        seed=made.seed, content=dump(forecaster, origin), card=_card(made, evaluation, metrics),
    )  # fmt: skip
    db.session.add(kept)
    old = update(a).where(a.instrument_id == made.instrument_id, a.version <= newest + 1 - KEPT_VERSIONS)
    db.session.execute(old.values(content=None))
    return kept


def load_artefact(kept: ModelArtefact) -> Forecaster:
    """Read a stored forecaster. Raises UnreadableArchive, ForecastNotFound of one that was dropped."""
    if kept.content is None:
        raise ForecastNotFound
    return load(kept.content)[0]


def _card(made: Made, evaluation: Evaluation, metrics: Mapping[str, Mapping[str, float]]) -> JsonObject:
    return {
        "mode": made.mode,
        "left_out": dict(made.left_out),
        "seconds": dict(made.seconds),
        "metrics": metrics,
        "choices": [
            {
                "task": choice.task.value,
                "horizon_h": choice.horizon_h,
                "chosen": choice.chosen,
                "best": choice.best,
                "is_naive": choice.is_naive,
                "contestants": [
                    {
                        "name": each.name,
                        "loss": each.loss,
                        "difference": each.against_naive.difference if each.against_naive else None,
                        "p": each.against_naive.p if each.against_naive else None,
                    }
                    for each in choice.contestants
                ],
            }
            for choice in evaluation.choices
        ],
        "usual_deviations": {
            str(hours): float(sorted(shown.deviations)[shown.deviations.size // 2])
            for hours, shown in evaluation.shown.items()
        },
    }


def _finite(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: float(value) for name, value in figures.items() if math.isfinite(value)}


def _moment(milliseconds: Any) -> datetime:
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
