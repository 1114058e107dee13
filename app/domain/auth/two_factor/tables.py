"""Tables: recovery codes."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import SECRET, Base, BigId


class RecoveryCode(Base):
    """A one-time code that stands in for a lost authenticator; deleted when used."""

    __tablename__ = "recovery_codes"

    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True, info=SECRET)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), index=True)
