"""A trained forecaster as bytes: arrays of numbers (npz) beside a description (JSON); no code in either."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.domain.trading.evaluation.conformal import Calibration
from app.domain.trading.evaluation.probability import ProbabilityCurve
from app.domain.trading.forecasts.logic.forecaster import Forecaster
from app.domain.trading.models.contract import Task
from app.errors import Invalid

FORMAT = 1
MAX_ARTEFACT_BYTES = 32 * 1024 * 1024
MAX_UNPACKED_BYTES = 128 * 1024 * 1024
DESCRIPTION = "description"
SEPARATOR = "|"
"""Between the parts of an array's name; no model's name has it."""

_UNREADABLE = (
    ValueError, LookupError, TypeError, EOFError, OSError, MemoryError, RuntimeError,
    zlib.error, zipfile.BadZipFile,
)  # fmt: skip
"""What zipfile, numpy and json raise of bytes that are not what they should be."""


class UnreadableArtefact(Invalid):
    """This is not a forecaster that this version can read."""

    code, title = "unreadable_artefact", "Unreadable model"


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
        "chosen": [[task, hours, name] for (task, hours), name in forecaster.chosen.items()],
    }
    arrays = dict(_arrays(forecaster))
    arrays[DESCRIPTION] = np.frombuffer(json.dumps(description, sort_keys=True).encode(), np.uint8)
    written = io.BytesIO()
    np.savez_compressed(written, allow_pickle=False, **arrays)
    return written.getvalue()


def load(content: bytes) -> tuple[Forecaster, Origin]:
    """Read a forecaster; UnreadableArtefact for anything else, however large it would unpack to."""
    try:
        arrays = _unpacked(content)
        told = json.loads(arrays.pop(DESCRIPTION).tobytes())
        if told["format"] != FORMAT:
            raise UnreadableArtefact(
                f"The model is of format {told['format']!r}; this version reads {FORMAT}."
            )
        return _forecaster(told, arrays), _origin(told)
    except _UNREADABLE as exc:
        raise UnreadableArtefact from exc


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


def _unpacked(content: bytes) -> dict[str, NDArray[Any]]:
    if len(content) > MAX_ARTEFACT_BYTES:
        raise UnreadableArtefact("The model is larger than any that is written here.")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
            raise UnreadableArtefact("The model unpacks to more than any that is written here.")
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    for name, values in arrays.items():
        if name != DESCRIPTION and not (values.dtype.kind == "f" and np.isfinite(values).all()):
            raise UnreadableArtefact(f"{name} holds something that is no number.")
    return arrays


def _forecaster(told: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Forecaster:
    chosen = {(Task(task), int(hours)): str(name) for task, hours, name in told["chosen"]}
    parameters: dict[str, dict[str, NDArray[Any]]] = {name: {} for name in chosen.values()}
    parts: dict[tuple[str, str, int], dict[str, NDArray[Any]]] = {}
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
    )


def _origin(told: Mapping[str, Any]) -> Origin:
    return Origin(**{name: told[name] for name in Origin.__slots__})
