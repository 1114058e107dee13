"""What is past keeping: sessions, log entries, known places, links to a new password."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from app.clock import now
from app.domain.auth.accounts.tables import PasswordLink
from app.domain.auth.security_log.tables import SecurityEvent
from app.domain.auth.sessions.places import PLACE_KEPT
from app.domain.auth.sessions.tables import Session, SignInPlace
from app.extensions import db

EVENTS_KEPT = timedelta(days=400)
SESSIONS_KEPT = timedelta(days=30)


def prune() -> None:
    """Delete sessions a month after they ran out, log entries after 400 days, places after 90;
    links to a new password when they run out.
    """
    db.session.execute(delete(Session).where(Session.expires_at < now() - SESSIONS_KEPT))
    db.session.execute(delete(SecurityEvent).where(SecurityEvent.at < now() - EVENTS_KEPT))
    db.session.execute(delete(PasswordLink).where(PasswordLink.expires_at < now()))
    db.session.execute(delete(SignInPlace).where(SignInPlace.last_at < now() - PLACE_KEPT))
