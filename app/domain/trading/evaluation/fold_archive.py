"""A fold's result as bytes, so that a training that was interrupted goes on after its last fold."""

from __future__ import annotations

from app.domain.trading.evaluation.folds import Fold, FoldResult
from app.domain.trading.models.archive import BROKEN, UnreadableArchive, pack, unpack
from app.domain.trading.models.contract import HORIZONS_H, Prediction


def dump_fold(result: FoldResult) -> bytes:
    """Write what a model predicted in a fold."""
    fold = {name: getattr(result.fold, name) for name in Fold.__slots__}
    arrays = {name: getattr(result.prediction, name) for name in Prediction.__slots__}
    return pack(arrays, {"model": result.model, "fold": fold})


def load_fold(content: bytes) -> FoldResult:
    """Read a fold's result; UnreadableArchive where it is none, or not of as many hours as its fold."""
    arrays, told = unpack(content)
    try:
        result = FoldResult(str(told["model"]), Fold(**told["fold"]), Prediction(**arrays))
        expected = (result.fold.test_end - result.fold.test_start, len(HORIZONS_H))
    except BROKEN as exc:
        raise UnreadableArchive from exc
    if any(values.shape != expected for values in arrays.values()):
        raise UnreadableArchive("The predictions are not those of this fold.")
    return result
