"""Tables: the rules of users, their runs, and what each run changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import Base, BigId, UTCDateTime
from app.json_values import JsonObject


class Rule(Base):
    """A user's rule: conditions that all (or any) must hold, and what is then done.

    conditions, actions: see rules.language. stop: later rules leave what this one matched alone.
    """

    __tablename__ = "rules"
    __table_args__ = (Index("ix_rules_user_id_position", "user_id", "position"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80))
    position: Mapped[int]
    match: Mapped[str] = mapped_column(String(3), default="all", server_default="all")
    conditions: Mapped[list[JsonObject]] = mapped_column(JSON)
    actions: Mapped[list[JsonObject]] = mapped_column(JSON)
    stop: Mapped[bool] = mapped_column(default=False)
    enabled: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class RuleRun(Base):
    """One run of a user's rules over what is stored; undone_at: it was taken back."""

    __tablename__ = "rule_runs"
    __table_args__ = (Index("ix_rule_runs_user_id_id", "user_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    rules: Mapped[list[JsonObject]] = mapped_column(JSON)
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
