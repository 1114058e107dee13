"""The second factor: an authenticator app (RFC 6238) and recovery codes."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import cast

import structlog
from sqlalchemy import CursorResult, delete, or_, select, update

from app.clock import now
from app.config import Settings
from app.db import transaction
from app.domain.auth.two_factor.codes import matching_step, otp_pause_s, plain_code
from app.domain.auth.two_factor.errors import InvalidOtp, OtpNeeded, OtpPaused, OtpRequired, WrongOtp
from app.domain.auth.two_factor.tables import RecoveryCode
from app.domain.auth.users.tables import User
from app.extensions import db
from app.sealing import SealBroken, unseal_text
from app.security import fingerprint

log = structlog.get_logger()


def check_second_factor(user: User, otp: str | None, settings: Settings) -> None:
    """Accept a current code or a recovery code, each once. Raises OtpRequired, InvalidOtp."""
    if not otp:
        raise OtpRequired
    if not use_code(user, otp, settings):
        raise InvalidOtp


def count_otp_try(user_id: int, given: str | None) -> None:
    """Count a code as wrong before it is looked at, so that parallel guesses do not outrun the counter.

    Only a right code sets it back, no time does: six digits fall to patience otherwise. A recovery code is
    never held up. A run: opens its own transaction. Raises OtpPaused.
    """
    if not given or not plain_code(given).isdecimal():
        return
    with transaction():
        failures = _count_failure(user_id)
        if failures is not None:
            _pause(user_id, failures)
            return
        retry_at = db.session.scalar(select(User.otp_retry_at).where(User.id == user_id)) or now()
    raise OtpPaused(retry_after_s=max(1, ceil((retry_at - now()).total_seconds())))


def _count_failure(user_id: int) -> int | None:
    """Return how many there are in a row, this one included; None while codes are paused."""
    due = or_(User.otp_retry_at.is_(None), User.otp_retry_at <= now())
    counted = update(User).where(User.id == user_id, due).values(otp_failures=User.otp_failures + 1)
    return db.session.scalar(
        counted.returning(User.otp_failures).execution_options(synchronize_session=False)
    )


def _pause(user_id: int, failures: int) -> None:
    pause_s = otp_pause_s(failures)
    if pause_s:
        until = now() + timedelta(seconds=pause_s)
        db.session.execute(update(User).where(User.id == user_id).values(otp_retry_at=until))


def use_code(user: User, given: str, settings: Settings) -> bool:
    """Use a code up, of the app or for recovery; tell whether it was right."""
    code = plain_code(given)
    used = use_otp(user, code, settings) if code.isdecimal() else _use_recovery_code(user.id, code)
    if used:
        forget = update(User).where(User.id == user.id).values(otp_failures=0, otp_retry_at=None)
        db.session.execute(forget)
    return used


def _use_recovery_code(user_id: int, code: str) -> bool:
    used = delete(RecoveryCode).where(
        RecoveryCode.user_id == user_id, RecoveryCode.fingerprint == code_print(user_id, code)
    )
    return cast(CursorResult[object], db.session.execute(used)).rowcount == 1


def use_otp(user: User, code: str, settings: Settings) -> bool:
    """Use up a code of the app; tell whether it was right."""
    secret = _secret(user, settings)
    if secret is None:
        return False
    step = matching_step(secret, code, unix_s=now().timestamp(), last_step=user.totp_last_step)
    if step is None:
        return False
    # One statement, so that two sign-ins at the same moment cannot both use the code.
    unused = or_(User.totp_last_step.is_(None), User.totp_last_step < step)
    claim = update(User).where(User.id == user.id, unused).values(totp_last_step=step)
    return cast(CursorResult[object], db.session.execute(claim)).rowcount == 1


def _secret(user: User, settings: Settings) -> str | None:
    """Decrypt the authenticator's secret; None where its key is gone: recovery codes still work."""
    try:
        return unseal_text(settings, user.totp_secret or "")
    except SealBroken:
        log.error("two_factor.secret_unreadable", user=user.id)
        return None


def wrong_otp() -> WrongOtp:
    return WrongOtp(errors=[{"pointer": "/otp", "message": "This code is not valid, or was used already"}])


def otp_needed() -> OtpNeeded:
    return OtpNeeded(errors=[{"pointer": "/otp", "message": "Enter the code from your authenticator app"}])


def code_print(user_id: int, code: str) -> str:
    """Return what is kept of a recovery code."""
    return fingerprint(f"{user_id}:{code}")
