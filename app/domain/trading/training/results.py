"""Arrays of numbers as bytes and back, without code in them."""

from __future__ import annotations

import io
from collections.abc import Mapping

import numpy as np

from app.domain.trading.evaluation.folds import Fold, FoldResult
from app.domain.trading.models.contract import Parameters, Prediction
from app.domain.trading.models.history import History


def pack(arrays: Mapping[str, np.ndarray]) -> bytes:
    """Write named arrays."""
    written = io.BytesIO()
    np.savez_compressed(written, allow_pickle=False, **arrays)
    return written.getvalue()


def unpack(content: bytes) -> Parameters:
    """Read named arrays; ValueError where one of them is no plain array."""
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        return {name: stored[name] for name in stored.files}


def pack_history(history: History) -> bytes:
    return pack({name: getattr(history, name) for name in History.__slots__})


def unpack_history(content: bytes) -> History:
    return History(**unpack(content))  # type: ignore[arg-type] - ended_at is of integers


def pack_prediction(prediction: Prediction) -> bytes:
    return pack({name: getattr(prediction, name) for name in Prediction.__slots__})


def fold_result(model: str, fold: Fold, content: bytes) -> FoldResult:
    """Read what a model predicted in a fold."""
    return FoldResult(model, fold, Prediction(**unpack(content)))
