"""Sessions: tokens handed out, rotated and taken back."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypedDict, cast

import flask_jwt_extended as fje
import structlog
from jwt.exceptions import ExpiredSignatureError, PyJWTError
from sqlalchemy import ColumnElement, CursorResult, select, update

from app import realtime
from app.clock import now
from app.config import Settings
from app.db import on_commit, transaction
from app.domain.auth.security_log.service import RequestSource, record
from app.domain.auth.sessions.errors import SessionNotFound, TokenReused
from app.domain.auth.sessions.places import device_token
from app.domain.auth.sessions.tables import Session
from app.domain.auth.users.tables import User
from app.extensions import db
from app.pagination import Page, page_of
from app.security import TokenExpired, TokenInvalid, TokenRevoked

log = structlog.get_logger()

REFRESH_GRACE_S = 30
"""How long the newest spent refresh token gives its successor again: two tabs that refresh at once, an
answer that was lost on the way, a page that was loaded anew in between."""


class Family(NamedTuple):
    """A session, the refresh token that is its newest, and when it runs out."""

    session_id: str
    jti: str
    expires_at: datetime


class SignedIn(NamedTuple):
    """A fresh pair of tokens and whose they are. device: what this device shows at its next sign-in."""

    access_token: str
    refresh_token: str
    expires_in: int
    user: User
    device: str | None = None


def open_session(
    user: User, source: RequestSource, settings: Settings, *, device: str | None = None
) -> SignedIn:
    """Start a session. device: the id of one that was signed in on before."""
    session = Session(
        id=str(uuid.uuid4()),
        user_id=user.id,
        refresh_jti=str(uuid.uuid4()),
        ip=source.ip[:45],
        user_agent=source.user_agent[:300],
        expires_at=_end(now(), settings),
    )
    db.session.add(session)
    family = Family(session.id, session.refresh_jti, session.expires_at)
    signed_in = _tokens(user, family, settings, fresh=True)
    return signed_in._replace(device=device_token(user.id, device))


def _end(began_at: datetime, settings: Settings) -> datetime:
    """Return when a session that is used now runs out: by rest, or at last by age."""
    by_rest = now() + timedelta(days=settings.refresh_token_days)
    return min(by_rest, began_at + timedelta(days=settings.session_max_days))


def _tokens(user: User, family: Family, settings: Settings, *, fresh: bool) -> SignedIn:
    left_s = max(1, int((family.expires_at - now()).total_seconds()))
    access_s = min(settings.access_token_minutes * 60, left_s)
    access = fje.create_access_token(
        str(user.id),
        fresh=fresh,
        expires_delta=timedelta(seconds=access_s),
        additional_claims={"type": user.role, "sid": family.session_id},
    )
    refresh_token = fje.create_refresh_token(
        str(user.id),
        expires_delta=timedelta(seconds=left_s),
        additional_claims={"sid": family.session_id, "jti": family.jti},
    )
    return SignedIn(access, refresh_token, access_s, user)


def refresh(token: str, source: RequestSource, settings: Settings) -> SignedIn:
    """Swap a refresh token for a new pair; the same successor again within REFRESH_GRACE_S.

    Raises TokenInvalid, TokenExpired, TokenRevoked; TokenReused when it was spent longer ago, or another
    after it, once the whole session was ended: one of the two who used it is a thief. A run: opens
    its own transactions, since that end must be kept although the request fails.
    """
    claims = _refresh_claims(token)
    with transaction():
        family = _rotate(claims, source, settings) or _repeat(claims)
        user = db.session.get(User, int(claims["sub"])) if family else None
        if family and user:
            return _tokens(user, family, settings, fresh=False)
    with transaction():
        session = db.session.get(Session, claims["sid"])
        if session is None or session.expires_at <= now():
            raise TokenInvalid
        if session.revoked_at is not None:
            raise TokenRevoked
        _close(session, reason="token_reuse")
        record("token_reuse", source, ok=False, user_id=session.user_id, detail="session ended")
    raise TokenReused


class RefreshClaims(TypedDict):
    """What is read of a refresh token. sub: the user. sid: its session. jti: itself."""

    type: str
    sub: str
    sid: str
    jti: str


def _refresh_claims(token: str) -> RefreshClaims:
    try:
        claims = cast(RefreshClaims, fje.decode_token(token))
        if claims["type"] != "refresh" or not isinstance(claims["sid"], str):
            raise TokenInvalid
    except ExpiredSignatureError as exc:
        raise TokenExpired from exc
    except (PyJWTError, fje.exceptions.JWTExtendedException, KeyError, ValueError) as exc:
        raise TokenInvalid from exc
    return claims


def _rotate(claims: RefreshClaims, source: RequestSource, settings: Settings) -> Family | None:
    """Move the session to its next refresh token in one statement; None when this one is not current."""
    began_at = db.session.scalar(select(Session.created_at).where(Session.id == claims["sid"]))
    if began_at is None:
        return None
    family = Family(claims["sid"], str(uuid.uuid4()), _end(began_at, settings))
    current = (*_alive(claims), Session.refresh_jti == claims["jti"])
    changes = {
        "refresh_jti": family.jti,
        "spent_jti": claims["jti"],
        "rotated_at": now(),
        "last_seen_at": now(),
        "ip": source.ip[:45],
        "expires_at": family.expires_at,
    }
    moved = cast(CursorResult[Any], db.session.execute(update(Session).where(*current).values(**changes)))
    return family if moved.rowcount == 1 else None


def _repeat(claims: RefreshClaims) -> Family | None:
    """Find the successor of the newest spent token while that may be asked for again."""
    since = now() - timedelta(seconds=REFRESH_GRACE_S)
    newest_spent = (*_alive(claims), Session.spent_jti == claims["jti"], Session.rotated_at >= since)
    found = db.session.execute(
        select(Session.id, Session.refresh_jti, Session.expires_at).where(*newest_spent)
    ).one_or_none()
    if found is None:
        return None
    log.info("session.refresh_repeated", session=found.id)
    return Family(*found)


def _alive(claims: RefreshClaims) -> tuple[ColumnElement[bool], ...]:
    return Session.id == claims["sid"], Session.revoked_at.is_(None), Session.expires_at > now()


def list_sessions(user_id: int, *, limit: int, cursor: str | None) -> Page[Session]:
    """Return where the user is signed in, last seen first."""
    open_ones = select(Session).where(
        Session.user_id == user_id, Session.revoked_at.is_(None), Session.expires_at > now()
    )
    return page_of(db.session, open_ones, (Session.last_seen_at, Session.id), limit=limit, cursor=cursor)


def end_session(user_id: int, session_id: str, source: RequestSource, *, event: str = "session_end") -> None:
    """Sign a device out. Its tokens are refused and its sockets closed before this returns.

    Safe to repeat: where Redis was away the first time, the second try still reaches every replica.
    """
    session = db.session.get(Session, session_id)
    if session is None or session.user_id != user_id:
        raise SessionNotFound
    if session.revoked_at is None:
        record(event, source, user_id=user_id)
    _close(session, reason="signed_out")


def hold_session(session_id: str) -> None:
    """Keep a sign-in from being ended until the commit: what it asked for took a while, proving it above all.

    Raises TokenRevoked where it was ended meanwhile.
    """
    still_open = update(Session).where(Session.id == session_id, Session.revoked_at.is_(None))
    held = still_open.values(revoked_at=None).execution_options(synchronize_session=False)
    if cast(CursorResult[Any], db.session.execute(held)).rowcount == 0:
        raise TokenRevoked


def end_other_sessions(user_id: int, *, keep: str | None, reason: str) -> int:
    """Sign every other device out; return how many. keep: the session that stays, None where none does."""
    others = select(Session).where(Session.user_id == user_id, Session.revoked_at.is_(None))
    ended = [session for session in db.session.scalars(others) if session.id != keep]
    for session in ended:
        _close(session, reason=reason)
    return len(ended)


def _close(session: Session, *, reason: str) -> None:
    session.revoked_at = session.revoked_at or now()
    session_id, user_id = session.id, session.user_id
    on_commit(lambda: realtime.end_session(session_id, user_id, reason))
