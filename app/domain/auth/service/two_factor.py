"""The second factor: an authenticator app (RFC 6238) and recovery codes."""

from __future__ import annotations

import io
from typing import NamedTuple, cast

import pyotp
import segno
import structlog
from cryptography.fernet import InvalidToken
from sqlalchemy import CursorResult, delete, or_, update

from app.clock import now
from app.config import Settings
from app.domain.auth.errors import InvalidOtp, OtpRequired, TwoFactorState, WrongOtp
from app.domain.auth.models import RecoveryCode, User
from app.domain.auth.rules import matching_step, new_recovery_code, plain_code, totp_cipher
from app.domain.auth.service.accounts import confirm_password, get_user
from app.domain.auth.service.security_log import RequestSource, logged_refusal, record
from app.extensions import db
from app.security import fingerprint

log = structlog.get_logger()

RECOVERY_CODES = 10


class TwoFactorSetup(NamedTuple):
    """What an authenticator app needs, as text, as a link, and as a picture to scan."""

    secret: str
    otpauth_uri: str
    qr_svg: str


def set_up_two_factor(
    user_id: int, password: str, source: RequestSource, settings: Settings
) -> TwoFactorSetup:
    """Make a secret; it counts only after `confirm_two_factor`. Opens its own transactions."""
    with logged_refusal("two_factor_enable", source, user_id=user_id):
        user = get_user(user_id)
        confirm_password(user, password)
        if user.two_factor_enabled:
            raise TwoFactorState("Two-factor sign-in is on already; turn it off first.")
        secret = pyotp.random_base32()
        user.totp_secret = totp_cipher(settings.secret_key).encrypt(secret.encode()).decode()
        return _setup(secret, user.username)


def _setup(secret: str, username: str) -> TwoFactorSetup:
    uri = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name="Tidewatch")
    picture = io.BytesIO()
    segno.make(uri, error="m").save(picture, kind="svg", scale=5, border=2, xmldecl=False, svgns=True)
    return TwoFactorSetup(secret, uri, picture.getvalue().decode())


def confirm_two_factor(user_id: int, otp: str, source: RequestSource, settings: Settings) -> list[str]:
    """Turn it on with a first code; return the recovery codes, which are shown this once.

    Opens its own transactions. Raises TwoFactorState, WrongOtp.
    """
    with logged_refusal("two_factor_enable", source, user_id=user_id):
        user = get_user(user_id)
        if user.two_factor_enabled or not user.totp_secret:
            raise TwoFactorState("Set two-factor sign-in up first.")
        if not _use_otp(user, plain_code(otp), settings):
            raise _wrong_otp()
        user.totp_confirmed_at = now()
        codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
        db.session.add_all(_kept_code(user.id, code) for code in codes)
        record("two_factor_enable", source, user_id=user.id, username=user.username)
        return codes


def disable_two_factor(
    user_id: int, password: str, otp: str, source: RequestSource, settings: Settings
) -> None:
    """Turn it off; asks for both factors. Opens its own transactions."""
    with logged_refusal("two_factor_disable", source, user_id=user_id):
        user = get_user(user_id)
        if not user.two_factor_enabled:
            raise TwoFactorState("Two-factor sign-in is off already.")
        confirm_password(user, password)
        if not _use_code(user, otp, settings):
            raise _wrong_otp()
        user.totp_secret = user.totp_confirmed_at = user.totp_last_step = None
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
        record("two_factor_disable", source, user_id=user.id, username=user.username)


def check_second_factor(user: User, otp: str | None, settings: Settings) -> None:
    """Accept a current code or a recovery code, each once. Raises OtpRequired, InvalidOtp."""
    if not otp:
        raise OtpRequired
    if not _use_code(user, otp, settings):
        raise InvalidOtp


def _use_code(user: User, given: str, settings: Settings) -> bool:
    code = plain_code(given)
    return _use_otp(user, code, settings) if code.isdecimal() else _use_recovery_code(user.id, code)


def _use_recovery_code(user_id: int, code: str) -> bool:
    used = delete(RecoveryCode).where(
        RecoveryCode.user_id == user_id, RecoveryCode.fingerprint == _code_print(user_id, code)
    )
    return cast(CursorResult[object], db.session.execute(used)).rowcount == 1


def _use_otp(user: User, code: str, settings: Settings) -> bool:
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
    """Decrypt the authenticator's secret; None where SECRET_KEY changed since: recovery codes still work."""
    try:
        return totp_cipher(settings.secret_key).decrypt((user.totp_secret or "").encode()).decode()
    except InvalidToken:
        log.error("two_factor.secret_unreadable", user=user.id)
        return None


def _wrong_otp() -> WrongOtp:
    return WrongOtp(errors=[{"pointer": "/otp", "message": "This code is not valid, or was used already"}])


def _kept_code(user_id: int, code: str) -> RecoveryCode:
    return RecoveryCode(fingerprint=_code_print(user_id, plain_code(code)), user_id=user_id)


def _code_print(user_id: int, code: str) -> str:
    return fingerprint(f"{user_id}:{code}")
