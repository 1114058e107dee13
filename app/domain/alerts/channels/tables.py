"""Webhooks of users."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import SECRET, Base, BigId, UTCDateTime


class Webhook(Base):
    """An address that messages are posted to. secret: what they are signed with, sealed."""

    __tablename__ = "webhooks"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    url: Mapped[str] = mapped_column(String(2000))
    secret: Mapped[str] = mapped_column(Text, info=SECRET)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
