"""What Redis must know of accounts, told again from the database where Redis has forgotten it."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select

from app.clock import now
from app.config import Settings
from app.domain.auth.security_log.tables import SecurityEvent
from app.domain.auth.sessions.tables import Session
from app.domain.auth.sign_in.lockout import (
    account_key,
    address_key,
    both_key,
    inside_key,
    is_address_key,
    whole_key,
)
from app.domain.auth.users.names import fold
from app.extensions import address_block, db
from app.security import Mark, revoked_key

GUESSES = ("invalid_credentials", "invalid_otp", "wrong_password")
LET_IN_AGAIN = ("account_unlock", "password_link_use")
"""What is logged where an account's failures were forgotten; see held_up.forget_failures."""
CLOCKS_APART = timedelta(minutes=1)


def recall_revocations(settings: Settings) -> list[Mark]:
    """Return a mark for every session that was ended while its access token may still be good.

    On a connection of its own: the caller may be in the middle of a transaction.
    """
    kept_s = settings.access_token_minutes * 60 + int(CLOCKS_APART.total_seconds())
    since = now() - timedelta(seconds=kept_s)
    ended = select(Session.id).where(Session.revoked_at >= since)
    with db.engine.connect() as connection:
        return [Mark(revoked_key(row.id), 1, kept_s) for row in connection.execute(ended)]


def recall_failures(settings: Settings) -> list[Mark]:
    """Return the counters of the lock-out as the security log has them: those of its last minutes."""
    lock_s = settings.lockout_minutes * 60
    counts: Counter[str] = Counter()
    by_user: dict[int | None, set[str]] = {}
    for event in _sign_in_events(now() - timedelta(seconds=lock_s)):
        if event.outcome == "failure":
            keys = _keys(event)
            counts.update(keys)
            by_user.setdefault(event.user_id, set()).update(key for key in keys if not is_address_key(key))
        elif event.event in LET_IN_AGAIN:
            for key in by_user.pop(event.user_id, ()):
                del counts[key]
        elif event.event == "login":
            del counts[both_key(account_key(event.username or ""), address_block(event.ip))]
    return [Mark(key, count, lock_s) for key, count in counts.items()]


def _sign_in_events(since: datetime) -> list[Any]:
    e = SecurityEvent
    worked = e.event.in_(("login", *LET_IN_AGAIN)) & (e.outcome == "success")
    wanted = or_(e.detail.in_(GUESSES), worked)
    columns = (e.event, e.outcome, e.user_id, e.username, e.ip)
    statement = select(*columns).where(e.at >= since, e.event != "lockout", wanted).order_by(e.id)
    with db.engine.connect() as connection:
        return list(connection.execute(statement))


def _keys(event: Any) -> list[str]:
    account, block = account_key(fold(event.username or "")), address_block(event.ip)
    keys = [both_key(account, block), whole_key(account)]
    return [*keys, address_key(block) if event.event == "login" else inside_key(event.user_id)]
