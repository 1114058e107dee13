"""Brokers' files that were brought, and what became of them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import Base, BigId, UTCDateTime, one_of
from app.json_values import JsonObject

MAX_MAPPING_NAME = 60


class BrokerImportState(StrEnum):
    """reading: a worker looks at it. asking: it has open questions. ready: it can be stored."""

    READING = "reading"
    ASKING = "asking"
    READY = "ready"
    REFUSED = "refused"
    STORED = "stored"
    UNDONE = "undone"


class BrokerImport(Base):
    """One file. told: preset, mapping and answers as its owner gave them.

    content: dropped when it is stored. preview: what was read, as JSON; see imports.preview.
    """

    __tablename__ = "broker_imports"
    __table_args__ = (
        one_of("state", BrokerImportState, name="state_known"),
        Index("ix_broker_imports_portfolio_id", "portfolio_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    portfolio_id: Mapped[int] = mapped_column(BigId, ForeignKey("portfolios.id", ondelete="CASCADE"))
    filename: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    told: Mapped[JsonObject] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(8), default=BrokerImportState.READING)
    preset: Mapped[str | None] = mapped_column(String(40))
    preview: Mapped[bytes | None] = mapped_column(LargeBinary)
    error: Mapped[str | None] = mapped_column(String(500))
    new: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    stored_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class KeptMapping(Base):
    """How somebody's broker writes its tables: taken for every file with these very columns.

    header: the columns' folded names, sorted. mapping: a drafts.mapping.Mapping as JSON.
    """

    __tablename__ = "broker_mappings"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(MAX_MAPPING_NAME))
    header: Mapped[list[str]] = mapped_column(JSON)
    mapping: Mapped[JsonObject] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
