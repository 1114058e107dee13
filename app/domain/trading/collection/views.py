"""Collections as admins see them."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from app.domain.trading.candles.timeframes import moment_of
from app.domain.trading.collection.tables import Collection


class MissingSpan(Struct, frozen=True):
    """Candles that could not be had, from a moment on to before another, and why."""

    first: datetime
    end: datetime
    reason: str


class CollectionView(Struct, frozen=True):
    """A collection. first, end: its span, null until the exchange was asked.

    total, done: bars of the span, and those that are stored or known not to exist. fraction: of them.
    gaps: bars that the exchange does not have; they are not filled in. missing: what could not be had;
    its state is then `partial`, and `retry` tries it again.
    """

    id: int
    symbol: str
    days: int
    state: str
    first: datetime | None
    end: datetime | None
    total: int
    done: int
    fraction: float
    gaps: int
    missing: list[MissingSpan]
    message: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


def collection_view(row: Collection) -> CollectionView:
    """Show a collection."""
    return CollectionView(
        row.id, row.symbol, row.days, row.state, _moment(row.first), _moment(row.end), row.total, row.done,
        round(row.done / row.total, 4) if row.total else 0.0, row.gaps,
        [_missing(*each) for each in row.missing],
        row.message, row.created_at, row.started_at, row.finished_at,
    )  # fmt: skip


def _missing(first: int | str, end: int | str, reason: int | str) -> MissingSpan:
    return MissingSpan(moment_of(int(first)), moment_of(int(end)), str(reason))


def _moment(minute: int | None) -> datetime | None:
    return None if minute is None else moment_of(minute)
