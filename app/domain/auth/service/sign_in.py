"""Signing in: the password, the second factor, and what is kept of a failure."""

from __future__ import annotations

from sqlalchemy import select

from app.config import Settings
from app.db import transaction
from app.domain.auth.errors import InvalidCredentials, InvalidOtp, LockedOut
from app.domain.auth.models import User
from app.domain.auth.rules import fold
from app.domain.auth.service.lockout import Attempt
from app.domain.auth.service.security_log import RequestSource, record
from app.domain.auth.service.sessions import SignedIn, open_session
from app.domain.auth.service.two_factor import check_second_factor
from app.extensions import db
from app.security import verify_password


def sign_in(name: str, password: str, otp: str | None, source: RequestSource, settings: Settings) -> SignedIn:
    """Check name (or e-mail), password and second factor; open a session.

    Raises LockedOut, InvalidCredentials (the same for a wrong name, at the same cost), OtpRequired,
    InvalidOtp. Opens its own transactions: a failure is logged although the request fails.
    """
    attempt = _attempt(name, source, settings)
    try:
        with transaction():
            signed_in = _check(name, password, otp, source, settings)
    except (InvalidCredentials, InvalidOtp) as exc:
        _log_failure(name, source, exc.code, locks=attempt.failed())
        raise
    except BaseException:  # the code is still to come, or something is down: nothing was guessed
        attempt.take_back()
        raise
    attempt.succeeded(signed_in.user)
    return signed_in


def _attempt(name: str, source: RequestSource, settings: Settings) -> Attempt:
    try:
        return Attempt(name, source, settings)
    except LockedOut as exc:
        _log_failure(name, source, exc.code)
        raise


def _check(name: str, password: str, otp: str | None, source: RequestSource, settings: Settings) -> SignedIn:
    user = _find(name)
    if not verify_password(user.password_hash if user else None, password) or user is None:
        raise InvalidCredentials
    if user.two_factor_enabled:
        check_second_factor(user, otp, settings)
    record("login", source, user_id=user.id, username=user.username)
    return open_session(user, source, settings)


def _find(name: str) -> User | None:
    key = fold(name)
    column = User.email_key if "@" in key else User.username_key  # a username has no @
    return db.session.scalars(select(User).where(column == key)).one_or_none()


def _log_failure(name: str, source: RequestSource, code: str, *, locks: bool = False) -> None:
    with transaction():
        user = _find(name)
        user_id = user.id if user else None
        record("login", source, ok=False, user_id=user_id, username=name, detail=code)
        if locks:
            record("lockout", source, ok=False, user_id=user_id, username=name, detail=code)
