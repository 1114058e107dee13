"""Table: statement files that users bring."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, deferred, mapped_column

from app.clock import now
from app.db import Base, BigId, UTCDateTime, one_of
from app.json_values import JsonObject


class ImportState(StrEnum):
    PREVIEW = "preview"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNDONE = "undone"


UNFINISHED = frozenset({ImportState.QUEUED, ImportState.RUNNING})
"""States in which a worker has something to do, or does it."""


class Import(Base):
    """One file, from its preview to its commit and perhaps its undo.

    content: the file itself, compressed; let go of once it is committed.
    mapping: how a CSV file is read, settled. told: the fields of it that somebody said. answers: what was
    answered, by column; needs: what is still asked. See statements.shapes.
    keep, skip: lines of the file that are stored although they seem to be known, and that are not stored.
    account_id: the account of rows that name none, as its owner said.
    unconfirmed: holds of files before that this one leaves out, see posting.confirmation.
    done: how many of `total` rows a running commit is through; new and duplicates add up to it, but for
    rows with problems.
    """

    __tablename__ = "imports"
    __table_args__ = (
        one_of("state", ImportState, name="state_known"),
        Index("ix_imports_user_id_id", "user_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    filename: Mapped[str] = mapped_column(String(200))
    format: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(10), default="preview", server_default="preview")
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    mapping: Mapped[JsonObject | None] = mapped_column(JSON(none_as_null=True))
    told: Mapped[JsonObject | None] = mapped_column(JSON(none_as_null=True))
    needs: Mapped[list[JsonObject] | None] = mapped_column(JSON(none_as_null=True))
    answers: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    keep: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    skip: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))
    account: Mapped[str | None] = mapped_column(String(64))
    currency: Mapped[str | None] = mapped_column(String(3))
    account_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("accounts.id", ondelete="SET NULL"))
    total: Mapped[int] = mapped_column(default=0, server_default="0")
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    new: Mapped[int] = mapped_column(default=0, server_default="0")
    duplicates: Mapped[int] = mapped_column(default=0, server_default="0")
    problems: Mapped[list[JsonObject]] = mapped_column(JSON, default=list)
    unconfirmed: Mapped[int] = mapped_column(default=0, server_default="0")
    problem_count: Mapped[int] = mapped_column(default=0, server_default="0")
    error: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
