"""What was computed over all of a user's portfolios."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base, BigId, UTCDateTime


class StoredAnalytics(Base):
    """A user's totals, as JSON.

    state: of what they were made, see analytics.state. count: how often they were refreshed.
    """

    __tablename__ = "analytics"

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    count: Mapped[int] = mapped_column(BigId)
    refreshed_at: Mapped[datetime] = mapped_column(UTCDateTime)
