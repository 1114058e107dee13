"""Tables: users' own categories, what they taught, their rules and what those did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.clock import now
from app.db import Base, BigId, UTCDateTime
from app.json_values import JsonObject


class OwnCategory(Base):
    """A category that a user added to the tree; code is unique among theirs and none of the built-in ones."""

    __tablename__ = "own_categories"
    __table_args__ = (UniqueConstraint("user_id", "code"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    code: Mapped[str] = mapped_column(String(100))
    label: Mapped[str] = mapped_column(String(60))
    parent: Mapped[str | None] = mapped_column(String(100))


class Correction(Base):
    """What a user said a merchant is: the ladder's first rung, and what the local model learns from."""

    __tablename__ = "corrections"
    __table_args__ = (
        UniqueConstraint("user_id", "merchant_key"),
        Index("ix_corrections_updated_at", "updated_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    merchant_key: Mapped[str] = mapped_column(String(200))
    category: Mapped[str] = mapped_column(String(100))
    example: Mapped[str] = mapped_column(String(500))
    updated_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class Verdict(Base):
    """What the ladder had answered for a transaction and what its owner confirmed: the accuracy panel."""

    __tablename__ = "verdicts"
    __table_args__ = (Index("ix_verdicts_user_id_at", "user_id", "at"),)

    transaction_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("transactions.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    answered: Mapped[str | None] = mapped_column(String(100))
    source: Mapped[str | None] = mapped_column(String(12))
    confidence: Mapped[int | None] = mapped_column(SmallInteger)
    confirmed: Mapped[str] = mapped_column(String(100))
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class CategoryModel(Base):
    """The local model's newest state; user_id None is the one that everybody's shared corrections made."""

    __tablename__ = "category_models"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), unique=True
    )
    blob: Mapped[bytes] = deferred(mapped_column(LargeBinary))
    metrics: Mapped[JsonObject] = mapped_column(JSON)
    trained_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
