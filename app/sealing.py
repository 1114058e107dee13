"""Secrets at rest: encrypted with Fernet, the newest key first, older ones still readable."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import lru_cache

import msgspec
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from app.config import Settings
from app.json_values import JsonObject


class SealBroken(Exception):
    """This was sealed with a key that is gone."""


def seal(settings: Settings, secrets: JsonObject) -> str:
    """Encrypt JSON values with the newest key."""
    return _cipher(settings).encrypt(msgspec.json.encode(secrets)).decode()


def unseal(settings: Settings, sealed: str | None) -> JsonObject:
    """Decrypt them again; nothing sealed is an empty dictionary. Raises SealBroken."""
    if sealed is None:
        return {}
    try:
        return msgspec.json.decode(_cipher(settings).decrypt(sealed.encode()), type=JsonObject)
    except InvalidToken as exc:
        raise SealBroken from exc


Reseal = Callable[[Settings], int]
"""Seals anew what a domain keeps sealed, in the caller's transaction; counts. Raises SealBroken."""
_kept: dict[str, Reseal] = {}


def add_sealed(what: str, reseal: Reseal) -> None:
    """Have something sealed anew when keys change; what: its name for people, in the plural."""
    _kept[what] = reseal


def reseal_all(settings: Settings) -> dict[str, int]:
    """Encrypt all that is kept with the newest key, then the older ones can go; count by what it is."""
    return {what: reseal(settings) for what, reseal in sorted(_kept.items())}


def _cipher(settings: Settings) -> MultiFernet:
    return _cipher_of(tuple(settings.fernet_keys), settings.secret_key)


@lru_cache(maxsize=8)
def _cipher_of(keys: tuple[str, ...], secret_key: str) -> MultiFernet:
    """Use the named keys; SECRET_KEY's own comes last, so that naming keys loses nothing (RFC 5869)."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tidewatch bank credentials")
    derived = base64.urlsafe_b64encode(kdf.derive(secret_key.encode()))
    return MultiFernet([*(Fernet(key) for key in keys), Fernet(derived)])
