"""Tables: users' own categories, what they taught, their rules and what those did."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.clock import now
from app.db import Base, BigId, UTCDateTime


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
    metrics: Mapped[dict[str, Any]] = mapped_column(JSON)
    trained_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class Rule(Base):
    """A user's rule: conditions that all (or any) must hold, and what is then done.

    conditions, actions: see rules.rule_language. stop: later rules leave what this one matched alone.
    """

    __tablename__ = "rules"
    __table_args__ = (Index("ix_rules_user_id_position", "user_id", "position"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    match: Mapped[str] = mapped_column(String(3), default="all", server_default="all")
    conditions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    actions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    stop: Mapped[bool] = mapped_column(default=False)
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class RuleRun(Base):
    """One run of a user's rules over what is stored; undone_at: it was taken back."""

    __tablename__ = "rule_runs"
    __table_args__ = (Index("ix_rule_runs_user_id_id", "user_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    rules: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    matched: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class RuleChange(Base):
    """What a run changed in one transaction: as it was before, so that it can be undone."""

    __tablename__ = "rule_changes"

    run_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("rule_runs.id", ondelete="CASCADE"), primary_key=True
    )
    transaction_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("transactions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    category: Mapped[str | None] = mapped_column(String(100))
    category_source: Mapped[str | None] = mapped_column(String(12))
    category_confidence: Mapped[int | None] = mapped_column(SmallInteger)
    merchant: Mapped[str | None] = mapped_column(String(200))
    notes: Mapped[str | None] = mapped_column(String(2000))
    tags: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
