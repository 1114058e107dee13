"""A past as bytes: MessagePack, arrays as little-endian numbers, days as bits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import numpy as np
from msgspec import Struct

from app.domain.portfolio.prices.split import Split
from app.domain.portfolio.returns.entries import Entry
from app.domain.portfolio.returns.gaps import Gap
from app.domain.portfolio.returns.past import Growth, Paid, Past, PastScope, Sums


class _Scope(Struct, array_like=True):
    """level: from `begins` on; before it there is only 1. days: how many `observed` has."""

    begins: int
    has_something: bool
    days: int
    level: bytes
    observed: bytes
    sums: Sums
    paid_days: bytes
    paid_amounts: bytes
    values: bytes
    growth_gaps: tuple[Gap, ...]
    column_gaps: tuple[Gap, ...]
    flow_gaps: tuple[Gap, ...]
    cash_gaps: tuple[Gap, ...]


class _Past(Struct, array_like=True):
    on: date
    first_on: date
    state: bytes
    cash: dict[str, Decimal]
    openings: tuple[Entry, ...]
    splits: dict[str, list[Split]]
    whole: _Scope
    holdings: dict[str, _Scope]


def encode_past(past: Past) -> bytes:
    """Write a past down."""
    return msgspec.msgpack.encode(
        _Past(
            past.on,
            past.first_on,
            past.state,
            dict(past.cash),
            past.openings,
            {symbol: [*found] for symbol, found in past.splits.items()},
            _packed(past.whole),
            {symbol: _packed(each) for symbol, each in past.holdings.items()},
        )
    )


def decode_past(raw: bytes) -> Past:
    """Read what `encode_past` has written. Raises msgspec.ValidationError or ValueError for anything else."""
    read = msgspec.msgpack.decode(raw, type=_Past)
    return Past(
        read.on,
        read.first_on,
        read.state,
        read.cash,
        read.openings,
        read.splits,
        _unpacked(read.whole),
        {symbol: _unpacked(each) for symbol, each in read.holdings.items()},
    )


def _packed(scope: PastScope) -> _Scope:
    begins = scope.begins or 0
    return _Scope(
        begins=begins,
        has_something=scope.has_something,
        days=len(scope.observed),
        level=scope.growth.level[begins:].astype("<f8").tobytes(),
        observed=np.packbits(scope.observed).tobytes(),
        sums=scope.sums,
        paid_days=scope.paid.days.astype("<i4").tobytes(),
        paid_amounts=scope.paid.amounts.astype("<f8").tobytes(),
        values=scope.values.astype("<f8").tobytes(),
        growth_gaps=scope.growth.gaps,
        column_gaps=scope.column_gaps,
        flow_gaps=scope.flow_gaps,
        cash_gaps=scope.cash_gaps,
    )


def _unpacked(read: _Scope) -> PastScope:
    level = np.concatenate([np.ones(read.begins), np.frombuffer(read.level, "<f8")])
    bits = np.unpackbits(np.frombuffer(read.observed, np.uint8), count=read.days)
    paid = Paid(
        np.frombuffer(read.paid_days, "<i4").astype(np.int64), np.frombuffer(read.paid_amounts, "<f8")
    )
    return PastScope(
        begins=read.begins,
        has_something=read.has_something,
        growth=Growth(level, read.growth_gaps),
        observed=bits.astype(bool),
        sums=read.sums,
        paid=paid,
        values=np.frombuffer(read.values, "<f8"),
        column_gaps=read.column_gaps,
        flow_gaps=read.flow_gaps,
        cash_gaps=read.cash_gaps,
    )
