"""The second factor: an authenticator app (RFC 6238) and recovery codes."""

from __future__ import annotations

import io
import secrets
from typing import NamedTuple, cast

import pyotp
import segno
from sqlalchemy import CursorResult, delete, or_, update

from app.clock import now
from app.config import Settings
from app.domain.auth.errors import InvalidOtp, OtpRequired, TwoFactorState
from app.domain.auth.models import RecoveryCode, User
from app.domain.auth.rules import matching_step, totp_cipher
from app.domain.auth.service.accounts import confirm_password, get_user
from app.domain.auth.service.security_log import RequestSource, record
from app.extensions import db
from app.security import fingerprint

RECOVERY_CODES = 10


class TwoFactorSetup(NamedTuple):
    """What an authenticator app needs, as text, as a link, and as a picture to scan."""

    secret: str
    otpauth_uri: str
    qr_svg: str


def set_up_two_factor(user_id: int, password: str, settings: Settings) -> TwoFactorSetup:
    """Make a secret; it counts only after `confirm_two_factor`."""
    user = get_user(user_id)
    confirm_password(user, password)
    if user.two_factor_enabled:
        raise TwoFactorState("Two-factor sign-in is on already; turn it off first.")
    secret = pyotp.random_base32()
    user.totp_secret = totp_cipher(settings.secret_key).encrypt(secret.encode()).decode()
    uri = pyotp.TOTP(secret).provisioning_uri(user.username, issuer_name="Tidewatch")
    picture = io.BytesIO()
    segno.make(uri, error="m").save(picture, kind="svg", scale=5, border=2, xmldecl=False, svgns=True)
    return TwoFactorSetup(secret, uri, picture.getvalue().decode())


def confirm_two_factor(user_id: int, otp: str, source: RequestSource, settings: Settings) -> list[str]:
    """Turn it on with a first code; return the recovery codes, which are shown this once."""
    user = get_user(user_id)
    if user.two_factor_enabled or not user.totp_secret:
        raise TwoFactorState("Set two-factor sign-in up first.")
    _use_otp(user, otp, settings)
    user.totp_confirmed_at = now()
    codes = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(RECOVERY_CODES)]
    db.session.add_all(RecoveryCode(fingerprint=_code_print(user.id, code), user_id=user.id) for code in codes)
    record("two_factor_enable", source, user_id=user.id, username=user.username)
    return codes


def disable_two_factor(
    user_id: int, password: str, otp: str, source: RequestSource, settings: Settings
) -> None:
    """Turn it off; asks for both factors."""
    user = get_user(user_id)
    if not user.two_factor_enabled:
        raise TwoFactorState("Two-factor sign-in is off already.")
    confirm_password(user, password)
    check_second_factor(user, otp, settings)
    user.totp_secret = user.totp_confirmed_at = user.totp_last_step = None
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    record("two_factor_disable", source, user_id=user.id, username=user.username)


def check_second_factor(user: User, otp: str | None, settings: Settings) -> None:
    """Accept a current code or a recovery code, each once. Raises OtpRequired, InvalidOtp."""
    if not otp:
        raise OtpRequired
    if "-" not in otp:
        _use_otp(user, otp, settings)
        return
    used = delete(RecoveryCode).where(
        RecoveryCode.user_id == user.id, RecoveryCode.fingerprint == _code_print(user.id, otp.strip().lower())
    )
    if cast(CursorResult[object], db.session.execute(used)).rowcount != 1:
        raise InvalidOtp


def _use_otp(user: User, otp: str, settings: Settings) -> None:
    secret = totp_cipher(settings.secret_key).decrypt((user.totp_secret or "").encode()).decode()
    code = otp.replace(" ", "")
    step = matching_step(secret, code, unix_s=now().timestamp(), last_step=user.totp_last_step)
    # One statement, so that two sign-ins at the same moment cannot both use the code.
    unused = or_(User.totp_last_step.is_(None), User.totp_last_step < (step or 0))
    claim = update(User).where(User.id == user.id, unused).values(totp_last_step=step)
    if step is None or cast(CursorResult[object], db.session.execute(claim)).rowcount != 1:
        raise InvalidOtp


def _code_print(user_id: int, code: str) -> str:
    return fingerprint(f"{user_id}:{code}")
