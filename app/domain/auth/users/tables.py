"""Tables: users, their sessions and known places, API tokens, recovery codes, and the security log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import SECRET, Base, BigId, UTCDateTime


class User(Base):
    """An account. Names and e-mails are unique whatever their case, by their folded keys.

    A number is never given twice, on SQLite either: what still goes by an erased account's number must not
    become somebody else's.

    otp_failures: wrong codes in a row, whatever time lies between them; otp_retry_at: until then none is
    looked at. locked_at: since when an administrator keeps its owner out. signed_in_at: the last time.
    exported_at: when all of it was last handed over as a file.
    """

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("role IN ('user', 'admin', 'service')", name="role_known"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    username: Mapped[str] = mapped_column(String(40))
    username_key: Mapped[str] = mapped_column(String(40), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255), info=SECRET)
    role: Mapped[str] = mapped_column(String(10), default="user")
    base_currency: Mapped[str] = mapped_column(String(3), default="EUR")
    locale: Mapped[str] = mapped_column(String(35), default="en-GB")
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    totp_secret: Mapped[str | None] = mapped_column(String(255), info=SECRET)
    totp_confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    totp_last_step: Mapped[int | None] = mapped_column(BigId)
    otp_failures: Mapped[int] = mapped_column(default=0, server_default="0")
    otp_retry_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    locked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    signed_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    exported_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    @property
    def two_factor_enabled(self) -> bool:
        return self.totp_confirmed_at is not None
