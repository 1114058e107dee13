"""Making sure, within a session, that it is really them: by the password, with two factors by a code too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.config import Settings
from app.db import transaction
from app.domain.auth.security_log.service import RequestSource, record
from app.domain.auth.sign_in.errors import FreshSignInNeeded, LockedOut, WrongPassword
from app.domain.auth.sign_in.lockout import Attempt, step_up_attempt
from app.domain.auth.two_factor.errors import WrongOtp
from app.domain.auth.two_factor.service import count_otp_try, otp_needed, use_code, wrong_otp
from app.domain.auth.users.lookup import get_user
from app.extensions import address_block
from app.security import Principal, verify_password


def prove(  # noqa: PLR0913 - what is proven, and what a refusal is logged with
    user_id: int,
    password: str,
    otp: str | None,
    source: RequestSource,
    settings: Settings,
    *,
    event: str,
    pointer: str = "/password",
) -> None:
    """Check the password and, where two-factor sign-in is on, a code, which is used up by it.

    event: what is asked for, under which a refusal is logged. A run: opens its own transactions. Raises
    WrongPassword, OtpNeeded, WrongOtp, OtpPaused, LockedOut.
    """
    with counted_proof(event, user_id, source, settings):
        with transaction():
            user = get_user(user_id)
            stored, two_factor = user.password_hash, user.two_factor_enabled
        if not verify_password(stored, password):
            raise WrongPassword(errors=[{"pointer": pointer, "message": "The password is wrong"}])
        if two_factor:
            _prove_code(user_id, otp, settings)


def _prove_code(user_id: int, otp: str | None, settings: Settings) -> None:
    if not otp:
        raise otp_needed()
    count_otp_try(user_id, otp)
    with transaction():
        if not use_code(get_user(user_id), otp, settings):
            raise wrong_otp()


def prove_unless_fresh(  # noqa: PLR0913 - as `prove`
    caller: Principal,
    password: str | None,
    otp: str | None,
    source: RequestSource,
    settings: Settings,
    *,
    event: str,
) -> None:
    """Ask for nothing within minutes of a sign-in, else as `prove`: a run. Raises FreshSignInNeeded too."""
    if password is not None:
        prove(caller.user_id, password, otp, source, settings, event=event, pointer="/current_password")
    elif not caller.signed_in_lately:
        raise FreshSignInNeeded


@contextmanager
def counted_proof(event: str, user_id: int, source: RequestSource, settings: Settings) -> Iterator[None]:
    """Count a wrong password or code towards the account's lock-out, and log it, although the work fails.

    A run: opens its own transactions, before and after the work.
    """
    attempt = _attempt(event, user_id, source, settings)
    try:
        yield
    except (WrongPassword, WrongOtp) as exc:
        _log(event, user_id, source, exc.code, locks=attempt.failed())
        raise
    except BaseException:  # a code is still to come, or something is down: nothing was guessed
        attempt.take_back()
        raise
    attempt.succeeded()


def _attempt(event: str, user_id: int, source: RequestSource, settings: Settings) -> Attempt:
    with transaction():
        name = get_user(user_id).username
    try:
        return step_up_attempt(user_id, name, address_block(source.ip), settings)
    except LockedOut as exc:
        _log(event, user_id, source, exc.code)
        raise


def _log(event: str, user_id: int, source: RequestSource, code: str, *, locks: bool = False) -> None:
    with transaction():
        record(event, source, ok=False, user_id=user_id, detail=code)
        if locks:
            record("lockout", source, ok=False, user_id=user_id, detail=code)
