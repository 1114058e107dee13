"""A training's history and what its final fits have learnt, as bytes without code in them."""

from __future__ import annotations

from app.domain.trading.models.archive import pack, unpack
from app.domain.trading.models.contract import Parameters
from app.domain.trading.models.history import History


def dump_history(history: History) -> bytes:
    return pack({name: getattr(history, name).astype(float) for name in History.__slots__}, {})


def load_history(content: bytes) -> History:
    """Read a history; UnreadableArchive where it is none."""
    arrays, _ = unpack(content)
    ended_at = arrays.pop("ended_at").astype("int64")
    return History(ended_at=ended_at, **arrays)


def dump_parameters(parameters: Parameters) -> bytes:
    return pack(parameters, {})


def load_parameters(content: bytes) -> Parameters:
    """Read what a model has learnt; UnreadableArchive where it is none."""
    return unpack(content)[0]
