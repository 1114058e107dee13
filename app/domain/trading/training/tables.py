"""The tables of trainings and of their parts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, BigId, UTCDateTime, one_of
from app.domain.trading.models.terms import FOLDS


class TrainingState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class PartState(StrEnum):
    """LEFT_OUT: its model cannot be trained on this history; the training goes on without it."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    LEFT_OUT = "left_out"


class Mode(StrEnum):
    """AUTO: every model that can be trained. CHOSEN: those that were named, and the naive ones."""

    AUTO = "auto"
    CHOSEN = "chosen"


UNFINISHED = frozenset({TrainingState.QUEUED, TrainingState.RUNNING})
AGAIN = frozenset({TrainingState.FAILED, TrainingState.CANCELLED})
"""States from which it can be tried again."""
OPEN_PARTS = frozenset({PartState.WAITING, PartState.RUNNING})
FINAL = FOLDS
"""The part after the last fold: a fit to the whole history."""
_ACTIVE = text("state IN ('queued', 'running')")


class Training(Base):
    """One training of an instrument's models.

    models: which are trained, the simplest first; as asked for until it is planned. left_out: names with why.
    first_at, last_at: the hours it learns from, by when they ended; hours: how many.
    history: these hours as they were when it was planned, so that each part sees the same ones when
    candles are corrected meanwhile; None before, and again when it is done. total, done: what its parts
    cost, and those that are done. error: the code of what it failed of, 'not_enough_data'.
    """

    __tablename__ = "trainings"
    __table_args__ = (
        one_of("state", TrainingState, name="state_known"),
        one_of("mode", Mode, name="mode_known"),
        Index(
            "uq_trainings_instrument", "instrument_id", unique=True, sqlite_where=_ACTIVE,
            postgresql_where=_ACTIVE,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    instrument_id: Mapped[int] = mapped_column(Integer, ForeignKey("instruments.id"))
    mode: Mapped[str] = mapped_column(String(6))
    models: Mapped[list[str]] = mapped_column(JSON)
    left_out: Mapped[dict[str, str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10))
    asked_by: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    seed: Mapped[int] = mapped_column(Integer)
    first_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    hours: Mapped[int] = mapped_column(Integer, default=0)
    history: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    total: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str] = mapped_column(String(40), default="")
    message: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class TrainingPart(Base):
    """One model on one fold, or on the whole history, which is the part after the last fold.

    attempts: how often a worker has begun it. step, steps, loss: how far the fit is.
    result: what it predicted or, of the whole history, what it learnt, as `results` writes it.
    """

    __tablename__ = "training_parts"
    __table_args__ = (one_of("state", PartState, name="state_known"),)

    training_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("trainings.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    model: Mapped[str] = mapped_column(String(40), primary_key=True)
    part: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    state: Mapped[str] = mapped_column(String(10), default=PartState.WAITING)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    step: Mapped[int] = mapped_column(Integer, default=0)
    steps: Mapped[int] = mapped_column(Integer, default=0)
    loss: Mapped[float | None]
    seconds: Mapped[float | None]
    result: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
