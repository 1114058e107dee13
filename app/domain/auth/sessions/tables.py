"""Tables: sessions, and the places that people sign in from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import SECRET, Base, BigId, UTCDateTime


class Session(Base):
    """One sign-in on one device: the family of its refresh tokens, of which the newest works.

    spent_jti: the token before it, which gives the same successor for a moment after rotated_at.
    """

    __tablename__ = "auth_sessions"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), index=True)
    refresh_jti: Mapped[str] = mapped_column(String(36), info=SECRET)
    spent_jti: Mapped[str | None] = mapped_column(String(36), info=SECRET)
    rotated_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ip: Mapped[str] = mapped_column(String(45))
    user_agent: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)


class SignInPlace(Base):
    """An address (of IPv6, a /64) from which an account was signed in to, and when it last was."""

    __tablename__ = "sign_in_places"

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    block: Mapped[str] = mapped_column(String(50), primary_key=True)
    last_at: Mapped[datetime] = mapped_column(UTCDateTime)
