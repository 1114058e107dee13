"""Accounts: register, find, profile."""

from __future__ import annotations

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from app.domain.auth.accounts.errors import EmailTaken, UsernameTaken
from app.domain.auth.security_log.service import RequestSource, record
from app.domain.auth.users.errors import WeakPassword
from app.domain.auth.users.lookup import get_user
from app.domain.auth.users.names import fold
from app.domain.auth.users.passwords import password_problem
from app.domain.auth.users.tables import User
from app.errors import Invalid
from app.extensions import db
from app.security import Role, hash_password

MAX_EMAIL_LETTERS = 254


def create_user(  # noqa: PLR0913 - an account is made of these
    username: str,
    email: str,
    password: str,
    source: RequestSource,
    *,
    role: Role = "user",
    base_currency: str = "EUR",
) -> User:
    """Open an account in a role; the registration form and the command line both end here.

    Raises UsernameTaken, EmailTaken, WeakPassword, Invalid.
    """
    problem = password_problem(password, username=username, email=email)
    if problem:
        raise WeakPassword(errors=[{"pointer": "/password", "message": problem}])
    if len(fold(email)) > MAX_EMAIL_LETTERS:  # folding makes some letters longer
        raise Invalid(errors=[{"pointer": "/email", "message": "This address is too long"}])
    _refuse_taken(fold(username), fold(email))
    user = User(
        username=username.strip(),
        username_key=fold(username),
        email=email.strip(),
        email_key=fold(email),
        password_hash=hash_password(password),
        role=role,
        base_currency=base_currency,
    )
    db.session.add(user)
    try:
        db.session.flush()
    except IntegrityError:  # somebody else took the name since we looked
        db.session.rollback()
        _refuse_taken(user.username_key, user.email_key)
        raise
    record("register", source, user_id=user.id, username=user.username)
    return user


def _refuse_taken(username_key: str, email_key: str) -> None:
    taken = db.session.scalars(
        select(User).where(or_(User.username_key == username_key, User.email_key == email_key))
    ).all()
    if any(user.username_key == username_key for user in taken):
        raise UsernameTaken(errors=[{"pointer": "/username", "message": "This username is taken"}])
    if taken:
        raise EmailTaken(errors=[{"pointer": "/email", "message": "There is an account with this address"}])


def update_profile(user_id: int, changes: dict[str, Any]) -> User:
    """Change base_currency, locale or time_zone; the caller has checked the values."""
    user = get_user(user_id)
    for name, value in changes.items():
        setattr(user, name, value)
    return user
