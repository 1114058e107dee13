"""The security log: who tried what from where, in the database and in logs/auth.log."""

from __future__ import annotations

import json
import logging
from typing import NamedTuple

from sqlalchemy import select

from app.clock import now, rfc3339
from app.db import on_commit
from app.domain.auth.security_log.tables import SecurityEvent
from app.domain.auth.users.tables import User
from app.extensions import db
from app.pagination import Page, page_of

_file = logging.getLogger("tidewatch.auth")


class RequestSource(NamedTuple):
    """Where a request came from, as the HTTP layer saw it."""

    ip: str
    user_agent: str


def record(  # noqa: PLR0913 - a line of the log is made of these
    event: str,
    source: RequestSource,
    *,
    ok: bool = True,
    user_id: int | None = None,
    username: str | None = None,
    detail: str | None = None,
) -> None:
    """Write one line to the log; to the file once the transaction has committed.

    username: what was typed, where nobody is known; otherwise found by user_id.
    """
    user = db.session.get(User, user_id) if user_id is not None and username is None else None
    username = user.username if user else username
    entry = SecurityEvent(
        at=now(),
        event=event,
        outcome="success" if ok else "failure",
        user_id=user_id,
        username=username[:254] if username else None,
        ip=source.ip[:45],
        user_agent=source.user_agent.replace("\0", "")[:300],  # PostgreSQL refuses NUL
        detail=detail,
    )
    db.session.add(entry)
    line = json.dumps(
        {
            "at": rfc3339(entry.at), "event": event, "outcome": entry.outcome, "user_id": user_id,
            "username": entry.username, "ip": entry.ip, "user_agent": entry.user_agent, "detail": detail,
        }
    )  # fmt: skip
    on_commit(lambda: _file.info(line))


def list_security_events(
    *, user_id: int | None, event: str | None, outcome: str | None, limit: int, cursor: str | None
) -> Page[SecurityEvent]:
    """Return log entries, newest first; every filter narrows."""
    statement = select(SecurityEvent)
    if user_id is not None:
        statement = statement.where(SecurityEvent.user_id == user_id)
    if event:
        statement = statement.where(SecurityEvent.event == event)
    if outcome:
        statement = statement.where(SecurityEvent.outcome == outcome)
    return page_of(db.session, statement, (SecurityEvent.id,), limit=limit, cursor=cursor)
