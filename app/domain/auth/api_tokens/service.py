"""Personal API tokens: for programs, limited to scopes, shown once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import select, update

from app import realtime
from app.clock import now
from app.db import on_commit, transaction
from app.domain.auth.api_tokens.errors import ApiTokenNotFound
from app.domain.auth.api_tokens.tables import ApiToken
from app.domain.auth.security_log.service import RequestSource, record
from app.domain.auth.users.tables import User
from app.extensions import db
from app.pagination import Page, page_of
from app.security import API_TOKEN_PREFIX, Principal, fingerprint, new_secret, readmit_session

USED_AGAIN_AFTER = timedelta(minutes=1)


def create_api_token(
    user_id: int, name: str, scopes: Sequence[str], expires_in_days: int | None, source: RequestSource
) -> tuple[ApiToken, str]:
    """Make a token for somebody who has proven who they are; the secret is returned here and never again."""
    secret = new_secret(API_TOKEN_PREFIX)
    token = ApiToken(
        id=str(uuid.uuid4()),
        user_id=user_id,
        name=name,
        prefix=secret[:8],
        fingerprint=fingerprint(secret),
        scopes=sorted(set(scopes)),
        created_at=now(),
        expires_at=now() + timedelta(days=expires_in_days) if expires_in_days else None,
    )
    db.session.add(token)
    record("token_create", source, user_id=user_id, detail=f"{token.prefix}…")
    return token, secret


def list_api_tokens(user_id: int, *, limit: int, cursor: str | None) -> Page[ApiToken]:
    """Return the user's tokens, newest first."""
    mine = select(ApiToken).where(ApiToken.user_id == user_id)
    return page_of(db.session, mine, (ApiToken.created_at, ApiToken.id), limit=limit, cursor=cursor)


def revoke_api_token(user_id: int, token_id: str, source: RequestSource) -> None:
    """Delete a token; programs that use it are refused at once, and their sockets closed."""
    token = db.session.get(ApiToken, token_id)
    if token is None or token.user_id != user_id:
        raise ApiTokenNotFound
    _end(token, source, reason="token_revoked")


def end_api_tokens(user_id: int, source: RequestSource, *, reason: str) -> None:
    """Delete all of a user's tokens, inside the caller's transaction."""
    for token in db.session.scalars(select(ApiToken).where(ApiToken.user_id == user_id)).all():
        _end(token, source, reason=reason)


def suspend_api_tokens(user_id: int, *, reason: str) -> None:
    """Close the sockets that a user's tokens opened; the tokens stay. Whether they work, the account says."""
    for session_id in _sessions_of_tokens(user_id):
        on_commit(partial(realtime.end_session, session_id, user_id, reason))


def resume_api_tokens(user_id: int) -> None:
    """Let a user's tokens open sockets again."""
    for session_id in _sessions_of_tokens(user_id):
        on_commit(partial(readmit_session, session_id))


def _sessions_of_tokens(user_id: int) -> list[str]:
    ids = db.session.scalars(select(ApiToken.id).where(ApiToken.user_id == user_id))
    return [f"token:{token_id}" for token_id in ids]


def _end(token: ApiToken, source: RequestSource, *, reason: str) -> None:
    user_id, session_id = token.user_id, f"token:{token.id}"
    db.session.delete(token)
    record("token_revoke", source, user_id=user_id, detail=f"{token.prefix}…")
    on_commit(lambda: realtime.end_session(session_id, user_id, reason))


def find_principal_by_api_token(token_print: str) -> Principal | None:
    """Return whom a token stands for, None when it is unknown, has expired, or its owner is locked out.

    An admin's token is a plain user's: what programs hold leaks more easily than what people hold.
    A run: notes the use in a transaction of its own.
    """
    found = db.session.execute(
        select(ApiToken, User.role)
        .join(User, User.id == ApiToken.user_id)
        .where(ApiToken.fingerprint == token_print, User.locked_at.is_(None))
    ).one_or_none()
    if found is None or (found[0].expires_at is not None and found[0].expires_at <= now()):
        return None
    token, role = found
    principal = Principal(
        user_id=token.user_id,
        role="service" if role == "service" else "user",
        session_id=f"token:{token.id}",
        scopes=frozenset(token.scopes),
        expires_at=token.expires_at.timestamp() if token.expires_at else None,
    )
    _note_use(token)
    return principal


def _note_use(token: ApiToken) -> None:
    """Remember the use, once a minute at most: reads must not turn into writes."""
    if token.last_used_at is None or now() - token.last_used_at > USED_AGAIN_AFTER:
        with transaction():
            used = update(ApiToken).where(ApiToken.id == token.id).values(last_used_at=now())
            db.session.execute(used)  # a statement, which a token revoked meanwhile survives
