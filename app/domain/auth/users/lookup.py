"""Finding users."""

from __future__ import annotations

from sqlalchemy import select

from app.domain.auth.users.names import fold
from app.domain.auth.users.tables import User
from app.errors import Unauthorized
from app.extensions import db

MAX_ID_DIGITS = 18
"""Longer numbers are no row's: databases count up to 2**63."""


def get_user(user_id: int) -> User:
    """Return the signed-in user; a token of an account that is gone is no longer valid."""
    user = db.session.get(User, user_id)
    if user is None:
        raise Unauthorized("This account no longer exists.")
    return user


def find_by_key(name: str) -> User | None:
    """Find an account by its name, its e-mail address or, where nobody is called so, its number: `7`."""
    user = find_user(name)
    if user is None and name.isascii() and name.isdecimal() and len(name) <= MAX_ID_DIGITS:
        return db.session.get(User, int(name))
    return user


def find_user(name: str) -> User | None:
    """Find an account by its name or its e-mail address, whatever the case."""
    key = fold(name)
    column = User.email_key if "@" in key else User.username_key  # a username has no @
    return db.session.scalars(select(User).where(column == key)).one_or_none()
