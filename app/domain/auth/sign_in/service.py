"""Signing in: the password, the second factor, and what is kept of a failure."""

from __future__ import annotations

from typing import NamedTuple, cast

from sqlalchemy import CursorResult, update

from app.clock import now
from app.config import Settings
from app.db import transaction
from app.domain.auth.security_log.service import RequestSource, record
from app.domain.auth.sessions.places import is_known_place, read_device, remember_place
from app.domain.auth.sessions.service import SignedIn, open_session
from app.domain.auth.sign_in.errors import AccountLocked, InvalidCredentials, LockedOut
from app.domain.auth.sign_in.held_up import note_device
from app.domain.auth.sign_in.lockout import Attempt, sign_in_attempt
from app.domain.auth.two_factor.errors import InvalidOtp, OtpPaused
from app.domain.auth.two_factor.service import check_second_factor, count_otp_try
from app.domain.auth.users.lookup import find_user, get_user
from app.domain.auth.users.tables import User
from app.extensions import address_block, db
from app.security import recall_if_forgotten, verify_password


class Given(NamedTuple):
    """What somebody signs in with. device: what an earlier sign-in on this device gave it."""

    name: str
    password: str
    otp: str | None = None
    device: str | None = None


class Claimed(NamedTuple):
    """Whose account it would be, read before the password is looked at."""

    user_id: int | None = None
    password_hash: str | None = None
    two_factor: bool = False
    known: bool = False
    device: str | None = None


def sign_in(given: Given, source: RequestSource, settings: Settings) -> SignedIn:
    """Check name (or e-mail), password and second factor; open a session.

    Raises LockedOut, InvalidCredentials (the same for a wrong name, at the same cost), OtpRequired,
    InvalidOtp, OtpPaused; AccountLocked only where all that was given is right. A run: opens its own
    transactions: a failure is logged although the request fails.
    """
    recall_if_forgotten()
    block = address_block(source.ip)
    claimed = _claimed(given, block)
    attempt = _attempt(given, claimed, block, source, settings)
    try:
        signed_in = _check(given, claimed, block, source, settings)
    except (InvalidCredentials, InvalidOtp) as exc:
        if claimed.user_id is not None and claimed.device:
            note_device(claimed.user_id, claimed.device, settings)
        _log_failure(given, claimed, source, exc.code, locks=attempt.failed())
        raise
    except (OtpPaused, AccountLocked) as exc:
        attempt.take_back()
        _log_failure(given, claimed, source, exc.code)
        raise
    except BaseException:  # the code is still to come, or something is down: nothing was guessed
        attempt.take_back()
        raise
    attempt.succeeded()
    return signed_in


def _claimed(given: Given, block: str) -> Claimed:
    with transaction():
        user = find_user(given.name)
        if user is None:
            return Claimed()
        known, device = is_known_place(user.id, block), read_device(given.device, user)
        return Claimed(user.id, user.password_hash, user.two_factor_enabled, known, device)


def _attempt(
    given: Given, claimed: Claimed, block: str, source: RequestSource, settings: Settings
) -> Attempt:
    try:
        return sign_in_attempt(given.name, block, settings, known=claimed.known, device=claimed.device)
    except LockedOut as exc:
        _log_failure(given, claimed, source, exc.code)
        raise


def _check(given: Given, claimed: Claimed, block: str, source: RequestSource, settings: Settings) -> SignedIn:
    if not verify_password(claimed.password_hash, given.password) or claimed.user_id is None:
        raise InvalidCredentials
    if claimed.two_factor:
        count_otp_try(claimed.user_id, given.otp)
    with transaction():
        user = get_user(claimed.user_id)
        if user.two_factor_enabled:
            check_second_factor(user, given.otp, settings)
        _note_sign_in(user, claimed.password_hash)
        record("login", source, user_id=user.id, username=user.username)
        remember_place(user.id, block)
        return open_session(user, source, settings, device=claimed.device)


def _note_sign_in(user: User, password_hash: str | None) -> None:
    """Write down when, in one statement that a lock or another password of this moment stops or waits for.

    password_hash: of the password that was looked at, which takes a while.
    """
    still = (User.id == user.id, User.locked_at.is_(None), User.password_hash == password_hash)
    noted = update(User).where(*still).values(signed_in_at=now())
    if cast(CursorResult[object], db.session.execute(noted)).rowcount == 0:
        db.session.refresh(user)
        raise AccountLocked if user.locked_at else InvalidCredentials


def _log_failure(
    given: Given, claimed: Claimed, source: RequestSource, code: str, *, locks: bool = False
) -> None:
    with transaction():
        record("login", source, ok=False, user_id=claimed.user_id, username=given.name, detail=code)
        if locks:
            record("lockout", source, ok=False, user_id=claimed.user_id, username=given.name, detail=code)
