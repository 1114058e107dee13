"""Signing in: the password, the second factor, and the brakes on guessing."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.config import Settings
from app.db import transaction
from app.domain.auth.errors import InvalidCredentials, InvalidOtp, LockedOut, OtpRequired
from app.domain.auth.models import User
from app.domain.auth.rules import fold
from app.domain.auth.service.security_log import RequestSource, record
from app.domain.auth.service.sessions import SignedIn, open_session
from app.domain.auth.service.two_factor import check_second_factor
from app.errors import Unauthorized
from app.extensions import db, redis
from app.security import fingerprint, verify_password

ACCOUNT_FACTOR = 5
"""An account as a whole allows this many times the failures that one address gets at it, so that a
stranger's guesses from one place do not lock the owner out at home."""


def sign_in(
    name: str, password: str, otp: str | None, source: RequestSource, settings: Settings
) -> SignedIn:
    """Check name (or e-mail), password and second factor; open a session.

    Raises LockedOut, InvalidCredentials (the same for a wrong name, at the same cost), OtpRequired,
    InvalidOtp. Opens its own transactions: a failure is logged although the request fails.
    """
    brakes = _brakes(name, source, settings)
    _refuse_locked(brakes, name, source, settings)
    try:
        with transaction():
            user = _find(name)
            if not verify_password(user.password_hash if user else None, password) or user is None:
                raise InvalidCredentials
            if user.two_factor_enabled:
                check_second_factor(user, otp, settings)
            signed_in = open_session(user, source, settings)
            record("login", source, user_id=user.id, username=user.username)
    except OtpRequired:
        raise  # the password was right, and nothing was guessed yet
    except (InvalidCredentials, InvalidOtp) as exc:
        _count_failure(brakes, settings)
        _log_failure(name, source, exc)
        raise
    redis().delete(brakes[0][0])
    return signed_in


def _find(name: str) -> User | None:
    key = fold(name)
    column = User.email_key if "@" in key else User.username_key  # a username has no @
    return db.session.scalars(select(User).where(column == key)).one_or_none()


Brake = tuple[str, int]
"""A counter's key in Redis, and how many failures it allows."""


def _brakes(name: str, source: RequestSource, settings: Settings) -> list[Brake]:
    account = fingerprint(_account_key(name))[:32]
    return [
        (f"failures:both:{account}:{source.ip}", settings.lockout_failures),
        (f"failures:account:{account}", settings.lockout_failures * ACCOUNT_FACTOR),
        (f"failures:address:{source.ip}", settings.lockout_failures * ACCOUNT_FACTOR),
    ]


def _account_key(name: str) -> str:
    """Count the name and the e-mail of one account together."""
    user = _find(name)
    return f"user:{user.id}" if user else f"name:{fold(name)}"


def _refuse_locked(
    brakes: Sequence[Brake], name: str, source: RequestSource, settings: Settings
) -> None:
    counts = redis().mget([key for key, _ in brakes])
    for (key, allowed), count in zip(brakes, counts, strict=True):
        if int(count or 0) >= allowed:
            with transaction():
                record("login", source, ok=False, username=name, detail="locked_out")
            raise LockedOut(retry_after_s=max(1, redis().ttl(key)))


def _count_failure(brakes: Sequence[Brake], settings: Settings) -> None:
    with redis().pipeline() as pipe:
        for key, _ in brakes:
            pipe.incr(key).expire(key, settings.lockout_minutes * 60)
        pipe.execute()


def _log_failure(name: str, source: RequestSource, exc: Unauthorized) -> None:
    with transaction():
        user = _find(name)
        record("login", source, ok=False, user_id=user.id if user else None, username=name, detail=exc.code)
