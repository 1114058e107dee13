"""Setting a new password with a link that an administrator has given."""

from __future__ import annotations

from sqlalchemy import delete

from app.clock import now
from app.config import Settings
from app.db import transaction
from app.domain.auth.accounts.errors import LinkInvalid
from app.domain.auth.accounts.tables import PasswordLink
from app.domain.auth.api_tokens.service import end_api_tokens
from app.domain.auth.security_log.service import RequestSource, record
from app.domain.auth.sessions.service import end_other_sessions
from app.domain.auth.sign_in.held_up import forget_failures
from app.domain.auth.users.errors import WeakPassword
from app.domain.auth.users.passwords import password_problem
from app.domain.auth.users.tables import User
from app.extensions import db
from app.security import fingerprint, hash_password


def use_password_link(
    secret: str, password: str, source: RequestSource, settings: Settings, *, ends_api_tokens: bool
) -> str:
    """Set a new password and use the link up; every session ends. Returns the account's name.

    A second factor stays as it was. A password that is refused leaves the link as it is. A run: opens its
    own transaction, once the password is hashed, which costs the same whether or not there is such a link.
    Raises LinkInvalid, the same for one that never was, was used, or has run out; WeakPassword.
    """
    hashed = hash_password(password)
    with transaction():
        user = _claim(secret)
        problem = password_problem(password, username=user.username, email=user.email)
        if problem:
            raise WeakPassword(errors=[{"pointer": "/new_password", "message": problem}])
        user.password_hash = hashed
        end_other_sessions(user.id, keep=None, reason="password_changed")
        if ends_api_tokens:
            end_api_tokens(user.id, source, reason="password_changed")
        forget_failures(user, settings)
        record("password_link_use", source, user_id=user.id, username=user.username)
        return user.username


def _claim(secret: str) -> User:
    """Delete the link in one statement, so that two who use it at the same moment do not both succeed."""
    good = (PasswordLink.fingerprint == fingerprint(secret), PasswordLink.expires_at > now())
    user_id = db.session.scalar(delete(PasswordLink).where(*good).returning(PasswordLink.user_id))
    user = db.session.get(User, user_id) if user_id is not None else None
    if user is None or user.locked_at is not None:
        raise LinkInvalid
    return user
