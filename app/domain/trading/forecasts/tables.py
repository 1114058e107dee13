"""The tables of trained models, of what they predicted, and of what became of that."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, BigId, UTCDateTime
from app.json_values import JsonObject


class ModelArtefact(Base):
    """A trained forecaster of an instrument; the newest version predicts.

    training_id: which training made it. first_at, last_at: the hours it has learnt from, by when they ended.
    content: as forecasts/logic/artefact.py writes it, None of a version too old to be gone back to.
    card: what people are told of it: choices, metrics, what was left out.
    """

    __tablename__ = "model_artefacts"
    __table_args__ = (UniqueConstraint("instrument_id", "version"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    instrument_id: Mapped[int] = mapped_column(Integer, ForeignKey("instruments.id"))
    version: Mapped[int] = mapped_column(Integer)
    training_id: Mapped[int] = mapped_column(BigId)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    first_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_at: Mapped[datetime] = mapped_column(UTCDateTime)
    hours: Mapped[int] = mapped_column(Integer)
    code_version: Mapped[str] = mapped_column(String(20))
    seed: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    card: Mapped[JsonObject] = mapped_column(JSON)


class Prediction(Base):
    """What a model said before the fact. The database refuses to change or delete it, see migration 0016.

    task: a models' Task. origin_at: the end of the last hour that was known. due_at: when the horizon ends.
    last: the price at the origin. predicted_value: a price, the probability of a rise, or the standard
    deviation of the log return; naive_value: what doing nothing says of the same. lower, upper: prices
    between which the outcome lies with the probability `coverage`. deviation: predicted, of the log return,
    by the model of the interval. quantiles: of the log return, of an interval alone.
    """

    __tablename__ = "predictions"
    __table_args__ = (
        UniqueConstraint("instrument_id", "model_name", "task", "horizon_h", "origin_at", name="one_each"),
        CheckConstraint("made_at < due_at", name="before_the_fact"),
        Index("ix_predictions_newest", "instrument_id", "origin_at"),
        Index("ix_predictions_due", "instrument_id", "due_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    instrument_id: Mapped[int] = mapped_column(Integer, ForeignKey("instruments.id"))
    artefact_id: Mapped[int] = mapped_column(BigId, ForeignKey("model_artefacts.id"))
    model_name: Mapped[str] = mapped_column(String(40))
    task: Mapped[str] = mapped_column(String(12))
    horizon_h: Mapped[int] = mapped_column(Integer)
    origin_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last: Mapped[float] = mapped_column(Double)
    predicted_value: Mapped[float] = mapped_column(Double)
    naive_value: Mapped[float] = mapped_column(Double)
    confidence: Mapped[float] = mapped_column(Double)
    lower: Mapped[float] = mapped_column(Double)
    upper: Mapped[float] = mapped_column(Double)
    coverage: Mapped[float] = mapped_column(Double)
    deviation: Mapped[float] = mapped_column(Double)
    quantiles: Mapped[list[float] | None] = mapped_column(JSON(none_as_null=True))


class PredictionScore(Base):
    """What became of a prediction, stored once when its horizon has passed.

    month: of the origin, '2026-11'. outcome: the price, or the standard deviation that was realised.
    loss: the task's, smaller is better; naive_loss: that of doing nothing, None where it says nothing.
    covered: whether the outcome lay in the interval, of an interval alone. right: whether the stated
    direction came true, None where none was or the price stayed. is_apart: it overlaps with no other one that
    is, as trials must.
    """

    __tablename__ = "prediction_scores"

    prediction_id: Mapped[int] = mapped_column(BigId, ForeignKey("predictions.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7))
    outcome: Mapped[float] = mapped_column(Double)
    loss: Mapped[float] = mapped_column(Double)
    naive_loss: Mapped[float | None] = mapped_column(Double)
    covered: Mapped[bool | None]
    right: Mapped[bool | None]
    is_apart: Mapped[bool]
    scored_at: Mapped[datetime] = mapped_column(UTCDateTime)
