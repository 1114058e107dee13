"""Pure rules of accounts: names, passwords, one-time codes."""

from __future__ import annotations

import base64
import ipaddress
import secrets
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


def address_block(ip: str) -> str:
    """Return what counts as one address: an IPv4 address, or the /64 that one IPv6 customer holds."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def new_recovery_code() -> str:
    """Make a code of 80 bits, so that its bare hash can be stored: `abcd-efgh-ijkl-mnop`."""
    letters = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def plain_code(given: str) -> str:
    """Drop what people add when they type a code: spaces, dashes, capitals."""
    return given.replace(" ", "").replace("-", "").lower()


def totp_cipher(secret_key: str) -> Fernet:
    """Derive the key that authenticator secrets are encrypted with (RFC 5869)."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tidewatch totp")
    return Fernet(base64.urlsafe_b64encode(kdf.derive(secret_key.encode())))


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
