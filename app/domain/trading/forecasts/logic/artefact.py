"""A trained forecaster as bytes: arrays of numbers (npz) beside a description (JSON); no code in either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.domain.trading.evaluation.conformal import Calibration
from app.domain.trading.evaluation.losses import LEVELS
from app.domain.trading.evaluation.probability import GRID, ProbabilityCurve
from app.domain.trading.forecasts.logic.forecaster import Forecaster
from app.domain.trading.models.archive import BROKEN, Arrays, UnreadableArchive, pack, unpack
from app.domain.trading.models.contract import Task

FORMAT = 1
SEPARATOR = "|"
"""Between the parts of an array's name; no model's name has it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a forecaster comes from.

    first_at, last_at: the hours it has learnt from, ms since 1970 in UTC, by when they ended.
    metrics: named scores by model and horizon, as 'log-HAR 24h': {'qlike': …}.
    """

    symbol: str
    first_at: int
    last_at: int
    code_version: str
    seed: int
    metrics: Mapping[str, Mapping[str, float]]


def dump(forecaster: Forecaster, origin: Origin) -> bytes:
    """Write a forecaster; the same one gives the same bytes."""
    description = {
        "format": FORMAT,
        "symbol": origin.symbol,
        "first_at": origin.first_at,
        "last_at": origin.last_at,
        "code_version": origin.code_version,
        "seed": origin.seed,
        "metrics": origin.metrics,
        "usual_deviations": [[hours, usual] for hours, usual in forecaster.usual_deviations.items()],
        "chosen": [[task, hours, name] for (task, hours), name in forecaster.chosen.items()],
    }
    return pack(dict(_arrays(forecaster)), description)


def load(content: bytes) -> tuple[Forecaster, Origin]:
    """Read a forecaster; UnreadableArchive for anything else."""
    arrays, told = unpack(content)
    if told.get("format") != FORMAT:
        raise UnreadableArchive(
            f"The model is of format {told.get('format')!r}; this version reads {FORMAT}."
        )
    try:
        forecaster, origin = _forecaster(told, arrays), _origin(told)
        _check(forecaster)
    except BROKEN as exc:
        raise UnreadableArchive from exc
    return forecaster, origin


def _arrays(forecaster: Forecaster) -> Iterator[tuple[str, NDArray[Any]]]:
    for name, parameters in forecaster.parameters.items():
        for parameter, values in parameters.items():
            yield SEPARATOR.join(["parameters", name, parameter]), values
    for (name, hours), interval in forecaster.intervals.items():
        for part in interval.__slots__:
            yield SEPARATOR.join(["intervals", name, str(hours), part]), getattr(interval, part)
    for (name, hours), curve in forecaster.curves.items():
        yield SEPARATOR.join(["curves", name, str(hours), "values"]), curve.values
        yield SEPARATOR.join(["curves", name, str(hours), "kept"]), np.array([curve.kept])


def _forecaster(told: Mapping[str, Any], arrays: Arrays) -> Forecaster:
    chosen = {(Task(task), int(hours)): str(name) for task, hours, name in told["chosen"]}
    parameters: dict[str, Arrays] = {name: {} for name in chosen.values()}
    parts: dict[tuple[str, str, int], Arrays] = {}
    for name, values in arrays.items():
        kind, model, *rest = name.split(SEPARATOR)
        if kind == "parameters":
            parameters[model][rest[0]] = values
        else:
            parts.setdefault((kind, model, int(rest[0])), {})[rest[1]] = values
    return Forecaster(
        chosen=chosen,
        parameters=parameters,
        intervals={key[1:]: Calibration(**part) for key, part in parts.items() if key[0] == "intervals"},
        curves={
            key[1:]: ProbabilityCurve(part["values"], float(part["kept"][0]))
            for key, part in parts.items()
            if key[0] == "curves"
        },
        usual_deviations={int(hours): float(usual) for hours, usual in told["usual_deviations"]},
    )


def _origin(told: Mapping[str, Any]) -> Origin:
    return Origin(**{name: told[name] for name in Origin.__slots__})


def _check(forecaster: Forecaster) -> None:
    """Raise LookupError or ValueError where something that a forecast would need is missing or misshapen."""
    for (task, hours), name in forecaster.chosen.items():
        if task is Task.INTERVAL:
            interval = forecaster.intervals[name, hours]
            if interval.errors.shape != interval.volatilities.shape or interval.levels.shape != LEVELS.shape:
                raise ValueError("The parts of an interval's calibration do not fit together.")
        if task is Task.DIRECTION and forecaster.curves[name, hours].values.shape != GRID.shape:
            raise ValueError("A curve of probabilities is not given at the points that are read.")
