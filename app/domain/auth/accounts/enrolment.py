"""Turning two-factor sign-in on and off."""

from __future__ import annotations

import io
from typing import NamedTuple

import pyotp
import segno
from sqlalchemy import delete

from app.clock import now
from app.config import Settings
from app.db import transaction
from app.domain.auth.security_log.service import RequestSource, record
from app.domain.auth.sign_in.proof import counted_proof, prove
from app.domain.auth.two_factor.codes import new_recovery_code, plain_code
from app.domain.auth.two_factor.errors import TwoFactorState
from app.domain.auth.two_factor.service import code_print, use_otp, wrong_otp
from app.domain.auth.two_factor.tables import RecoveryCode
from app.domain.auth.users.lookup import get_user
from app.domain.auth.users.tables import User
from app.extensions import db
from app.sealing import seal_text

RECOVERY_CODES = 10


class TwoFactorSetup(NamedTuple):
    """What an authenticator app needs, as text, as a link, and as a picture to scan."""

    secret: str
    otpauth_uri: str
    qr_svg: str


def set_up_two_factor(
    user_id: int, password: str, source: RequestSource, settings: Settings
) -> TwoFactorSetup:
    """Make a secret; it counts only after `confirm_two_factor`. A run: opens its own transactions.

    Raises TwoFactorState, and what `prove` does.
    """
    _expect(user_id, on=False)
    prove(user_id, password, None, source, settings, event="two_factor_enable")
    secret = pyotp.random_base32()
    with transaction():
        user = _expect(user_id, on=False)
        user.totp_secret = seal_text(settings, secret)
        return _setup(secret, user.username)


def _expect(user_id: int, *, on: bool) -> User:
    user = get_user(user_id)
    if user.two_factor_enabled and not on:
        raise TwoFactorState("Two-factor sign-in is on already; turn it off first.")
    if on and not user.two_factor_enabled:
        raise TwoFactorState("Two-factor sign-in is off already.")
    return user


def _setup(secret: str, username: str) -> TwoFactorSetup:
    uri = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name="Tidewatch")
    picture = io.BytesIO()
    segno.make(uri, error="m").save(picture, kind="svg", scale=5, border=2, xmldecl=False, svgns=True)
    return TwoFactorSetup(secret, uri, picture.getvalue().decode())


def confirm_two_factor(user_id: int, otp: str, source: RequestSource, settings: Settings) -> list[str]:
    """Turn it on with a first code; return the recovery codes, which are shown this once.

    A run: opens its own transactions. Raises TwoFactorState, WrongOtp, LockedOut.
    """
    with counted_proof("two_factor_enable", user_id, source, settings), transaction():
        user = get_user(user_id)
        if user.two_factor_enabled or not user.totp_secret:
            raise TwoFactorState("Set two-factor sign-in up first.")
        if not use_otp(user, plain_code(otp), settings):
            raise wrong_otp()
        user.totp_confirmed_at, user.otp_failures, user.otp_retry_at = now(), 0, None
        codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
        db.session.add_all(
            RecoveryCode(fingerprint=code_print(user_id, plain_code(code)), user_id=user_id) for code in codes
        )
        record("two_factor_enable", source, user_id=user.id, username=user.username)
        return codes


def disable_two_factor(
    user_id: int, password: str, otp: str, source: RequestSource, settings: Settings
) -> None:
    """Turn it off; asks for both factors. A run: opens its own transactions.

    Raises as `set_up_two_factor` does.
    """
    _expect(user_id, on=True)
    prove(user_id, password, otp, source, settings, event="two_factor_disable")
    with transaction():
        user = _expect(user_id, on=True)
        user.totp_secret = user.totp_confirmed_at = user.totp_last_step = None
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
        record("two_factor_disable", source, user_id=user.id, username=user.username)
