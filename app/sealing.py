"""Secrets at rest: encrypted with Fernet, the newest key first, older ones still readable."""

from __future__ import annotations

import base64
from functools import lru_cache

import msgspec
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.config import Settings
from app.json_values import JsonObject

PURPOSES = (b"tidewatch bank credentials", b"tidewatch totp")
"""Of the keys made from SECRET_KEY: the first seals where no key is named, the others are only read."""


class SealBroken(Exception):
    """This was sealed with a key that is gone."""


def seal(settings: Settings, secrets: JsonObject) -> str:
    """Encrypt JSON values with the newest key."""
    return _cipher(settings).encrypt(msgspec.json.encode(secrets)).decode()


def unseal(settings: Settings, sealed: str | None) -> JsonObject:
    """Decrypt them again; nothing sealed is an empty dictionary. Raises SealBroken."""
    return {} if sealed is None else msgspec.json.decode(unseal_text(settings, sealed), type=JsonObject)


def seal_text(settings: Settings, secret: str) -> str:
    """Encrypt a text with the newest key."""
    return _cipher(settings).encrypt(secret.encode()).decode()


def unseal_text(settings: Settings, sealed: str) -> str:
    """Decrypt it again. Raises SealBroken."""
    try:
        return _cipher(settings).decrypt(sealed.encode()).decode()
    except InvalidToken as exc:
        raise SealBroken from exc


def reseal(settings: Settings, sealed: str) -> str:
    """Encrypt with the newest key what was sealed with any. Raises SealBroken."""
    try:
        return _cipher(settings).rotate(sealed.encode()).decode()
    except InvalidToken as exc:
        raise SealBroken from exc


def _cipher(settings: Settings) -> MultiFernet:
    return _cipher_of(tuple(settings.fernet_keys), settings.secret_key)


@lru_cache(maxsize=8)
def _cipher_of(keys: tuple[str, ...], secret_key: str) -> MultiFernet:
    """Use the named keys; SECRET_KEY's own come last, so that naming keys loses nothing (RFC 5869)."""
    return MultiFernet([
        *(Fernet(key) for key in keys),
        *(Fernet(_derived(secret_key, purpose)) for purpose in PURPOSES),
    ])  # fmt: skip


def _derived(secret_key: str, purpose: bytes) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose)
    return base64.urlsafe_b64encode(kdf.derive(secret_key.encode()))
