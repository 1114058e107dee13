"""Pure rules of accounts: names, passwords, one-time codes."""

from __future__ import annotations

import base64
import unicodedata

import pyotp
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

TOTP_STEP_S = 30
COMMON_PASSWORDS = {
    "password12", "password123", "passwordpassword", "1234567890", "12345678910", "qwertyuiop", "qwerty12345",
    "iloveyou123", "letmein1234", "welcome1234", "administrator", "adminadmin1", "changeme123", "0123456789",
}  # fmt: skip


def fold(name: str) -> str:
    """Return the form under which a username or e-mail is unique."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


def password_problem(password: str, *, username: str, email: str) -> str | None:
    """Say what is wrong with a password, None when it will do (NIST SP 800-63B, 5.1.1.2)."""
    folded = fold(password)
    if folded in COMMON_PASSWORDS or len(set(folded)) < 4:
        return "This password is one of the first that anyone would guess"
    for known in (fold(username), fold(email).split("@")[0]):
        if len(known) >= 3 and known in folded:
            return "Leave your name and e-mail address out of the password"
    return None


def totp_cipher(secret_key: str) -> Fernet:
    """Derive the key that authenticator secrets are encrypted with (RFC 5869)."""
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tidewatch totp").derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def matching_step(secret: str, otp: str, *, unix_s: float, last_step: int | None) -> int | None:
    """Return the time step that a code belongs to, one step of clock drift allowed either way.

    A step that was used already, or an older one, matches nothing: a code works once (RFC 6238, 5.2).
    """
    totp = pyotp.TOTP(secret, interval=TOTP_STEP_S)
    present = int(unix_s // TOTP_STEP_S)
    for step in (present, present - 1, present + 1):
        if (last_step is None or step > last_step) and pyotp.utils.strings_equal(otp, totp.generate_otp(step)):
            return step
    return None
