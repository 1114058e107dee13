"""Tables: links to a new password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import SECRET, Base, BigId, UTCDateTime


class PasswordLink(Base):
    """A link with which the account's owner sets a new password, once; a newer one takes its place.

    fingerprint: of the secret in the link, which is kept nowhere. made_by: the administrator's name.
    """

    __tablename__ = "password_links"

    user_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True, info=SECRET)
    made_by: Mapped[str] = mapped_column(String(40))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
