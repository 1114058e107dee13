"""One-time codes: of an authenticator app (RFC 6238), and recovery codes."""

from __future__ import annotations

import base64
import secrets

import pyotp

TOTP_STEP_S = 30
FREE_OTP_FAILURES = 10
"""Wrong codes in a row that cost no waiting: somebody whose clock is off, or who mistypes."""
MAX_OTP_PAUSE_S = 24 * 3600


def otp_pause_s(failures: int) -> int:
    """Return how long codes are refused after wrong ones in a row: a minute, then twice as long each time."""
    if failures < FREE_OTP_FAILURES:
        return 0
    return min(60 << min(failures - FREE_OTP_FAILURES, 20), MAX_OTP_PAUSE_S)


def new_recovery_code() -> str:
    """Make a code of 80 bits, so that its bare hash can be stored: `abcd-efgh-ijkl-mnop`."""
    letters = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def plain_code(given: str) -> str:
    """Drop what people add when they type a code: spaces, dashes, capitals."""
    return given.replace(" ", "").replace("-", "").lower()


def matching_step(secret: str, otp: str, *, unix_s: float, last_step: int | None) -> int | None:
    """Return the time step that a code belongs to, one step of clock drift allowed either way.

    A step that was used already, or an older one, matches nothing: a code works once (RFC 6238, 5.2).
    """
    totp = pyotp.TOTP(secret, interval=TOTP_STEP_S)
    present = int(unix_s // TOTP_STEP_S)
    for step in (present, present - 1, present + 1):
        unused = last_step is None or step > last_step
        if unused and pyotp.utils.strings_equal(otp, totp.generate_otp(step)):
            return step
    return None
