"""Finding users."""

from __future__ import annotations

from sqlalchemy import select

from app.domain.auth.users.names import fold
from app.domain.auth.users.tables import User
from app.errors import Unauthorized
from app.extensions import db


def get_user(user_id: int) -> User:
    """Return the signed-in user; a token of an account that is gone is no longer valid."""
    user = db.session.get(User, user_id)
    if user is None:
        raise Unauthorized("This account no longer exists.")
    return user


def find_by_key(name: str) -> User | None:
    """Find an account by its name, e-mail address or number as it stands in the lists: `7`."""
    if name.isascii() and name.isdecimal() and len(name) <= 18 and (user := db.session.get(User, int(name))):
        return user
    return find_user(name)


def find_user(name: str) -> User | None:
    """Find an account by its name or its e-mail address, whatever the case."""
    key = fold(name)
    column = User.email_key if "@" in key else User.username_key  # a username has no @
    return db.session.scalars(select(User).where(column == key)).one_or_none()
