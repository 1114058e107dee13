"""Changing the password, and what ends with it."""

from __future__ import annotations

from app.config import Settings
from app.db import transaction
from app.domain.auth.api_tokens.service import end_api_tokens
from app.domain.auth.security_log.service import RequestSource, record
from app.domain.auth.sessions.service import end_other_sessions, hold_session
from app.domain.auth.sign_in.proof import prove
from app.domain.auth.users.errors import WeakPassword
from app.domain.auth.users.lookup import get_user
from app.domain.auth.users.passwords import password_problem
from app.extensions import db
from app.security import Principal, hash_password


def change_password(  # noqa: PLR0913 - both passwords, the code, and what ends
    caller: Principal,
    current: str,
    new: str,
    source: RequestSource,
    settings: Settings,
    *,
    otp: str | None,
    ends_api_tokens: bool,
) -> None:
    """Set a new password; end every other session and, if asked, every API token.

    A run: opens its own transactions. Raises WeakPassword, TokenRevoked where somebody else did so first, and
    what `prove` does.
    """
    user = get_user(caller.user_id)
    problem = password_problem(new, username=user.username, email=user.email)
    if problem:
        raise WeakPassword(errors=[{"pointer": "/new_password", "message": problem}])
    prove(
        caller.user_id, current, otp, source, settings, event="password_change", pointer="/current_password"
    )
    hashed = hash_password(new)
    with transaction():
        user = get_user(caller.user_id)
        user.password_hash = hashed
        db.session.flush()  # waits for another change of this moment, which has ended this session
        hold_session(caller.session_id)
        end_other_sessions(user.id, keep=caller.session_id, reason="password_changed")
        if ends_api_tokens:
            end_api_tokens(user.id, source, reason="password_changed")
        record("password_change", source, user_id=user.id, username=user.username)
