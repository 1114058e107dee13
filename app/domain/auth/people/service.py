"""Everybody with an account, as administrators see them: found, and one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from app.clock import now
from app.config import Settings
from app.domain.auth.accounts.tables import PasswordLink
from app.domain.auth.api_tokens.tables import ApiToken
from app.domain.auth.people.errors import PersonNotFound
from app.domain.auth.sessions.tables import Session
from app.domain.auth.sign_in.held_up import held_up_until
from app.domain.auth.users.names import fold
from app.domain.auth.users.tables import User
from app.extensions import db
from app.pagination import Page, page_of
from app.security import Role


@dataclass(frozen=True, slots=True)
class Person:
    """An account, without anything that proves something.

    locked_at: since when an administrator keeps them out, until one unlocks it. held_up_until: wrong
    passwords or codes were given too often from some place, which waits until then; other places do not.
    sessions: devices that are signed in. link_expires_at: until when a link to a new password works.
    """

    id: int
    username: str
    email: str
    role: str
    two_factor_enabled: bool
    created_at: datetime
    signed_in_at: datetime | None
    locked_at: datetime | None
    held_up_until: datetime | None
    sessions: int
    api_tokens: int
    link_expires_at: datetime | None
    exported_at: datetime | None


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """Which people to list; None and an empty text narrow nothing. q: part of a name or e-mail address."""

    q: str = ""
    role: Role | None = None
    locked: bool | None = None


def list_people(wanted: PeopleFilter, settings: Settings, *, limit: int, cursor: str | None) -> Page[Person]:
    """Return people, the newest account first."""
    page = page_of(db.session, _matching(wanted), (User.id,), limit=limit, cursor=cursor)
    return Page(_shown(page.items, settings), page.next_cursor)


def _matching(wanted: PeopleFilter) -> Select[User]:
    found = select(User)
    if key := fold(wanted.q):
        columns = (User.username_key, User.email_key)
        found = found.where(or_(*(column.contains(key, autoescape=True) for column in columns)))
    if wanted.role:
        found = found.where(User.role == wanted.role)
    if wanted.locked is not None:
        found = found.where(User.locked_at.is_not(None) if wanted.locked else User.locked_at.is_(None))
    return found


def find_account(user_id: int) -> User:
    """Return somebody's account. Raises PersonNotFound."""
    user = db.session.get(User, user_id)
    if user is None:
        raise PersonNotFound
    return user


def get_person(user_id: int, settings: Settings) -> Person:
    """Return one of them. Raises PersonNotFound."""
    return _shown([find_account(user_id)], settings)[0]


def _shown(users: Sequence[User], settings: Settings) -> list[Person]:
    ids = [user.id for user in users]
    sessions = _count(Session, ids, Session.revoked_at.is_(None), Session.expires_at > now())
    tokens = _count(ApiToken, ids, or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > now()))
    held, links = held_up_until(users, settings), _links(ids)
    own = ("id", "username", "email", "role", "two_factor_enabled", "created_at", "signed_in_at")
    moments = ("locked_at", "exported_at")
    return [
        Person(
            **{name: getattr(user, name) for name in (*own, *moments)},
            held_up_until=held.get(user.id),
            sessions=sessions.get(user.id, 0),
            api_tokens=tokens.get(user.id, 0),
            link_expires_at=links.get(user.id),
        )
        for user in users
    ]


def _count(table: type[Session] | type[ApiToken], ids: Sequence[int], *conditions: Any) -> dict[int, int]:
    counted = select(table.user_id, func.count()).where(table.user_id.in_(ids), *conditions)
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(table.user_id))}


def _links(ids: Sequence[int]) -> dict[int, datetime]:
    good = select(PasswordLink).where(PasswordLink.user_id.in_(ids), PasswordLink.expires_at > now())
    return {link.user_id: link.expires_at for link in db.session.scalars(good)}
