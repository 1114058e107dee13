"""Bank credentials at rest: encrypted with Fernet, the newest key first, older ones still readable."""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import Any

import msgspec
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select

from app.config import Settings
from app.domain.banking.feed.errors import CredentialsLost
from app.domain.banking.feed.tables import Connection
from app.extensions import db


def seal(settings: Settings, credentials: dict[str, Any]) -> str:
    """Encrypt what a connection needs to talk to its provider, or to know it by."""
    return _cipher(settings).encrypt(msgspec.json.encode(credentials)).decode()


def unseal(settings: Settings, sealed: str | None) -> dict[str, Any]:
    """Decrypt it again; nothing sealed is an empty one. Raises CredentialsLost under other keys."""
    if sealed is None:
        return {}
    try:
        return msgspec.json.decode(_cipher(settings).decrypt(sealed.encode()), type=dict[str, Any])
    except InvalidToken as exc:
        raise CredentialsLost from exc


def rotate_keys(settings: Settings) -> int:
    """Encrypt every connection's credentials with the newest key; then the older ones can go. Counts them."""
    sealed = db.session.scalars(select(Connection).where(Connection.credentials.is_not(None))).all()
    for connection in sealed:
        connection.credentials = seal(settings, unseal(settings, connection.credentials))
    return len(sealed)


def _cipher(settings: Settings) -> MultiFernet:
    return _cipher_of(tuple(settings.fernet_keys), settings.secret_key)


@lru_cache(maxsize=8)
def _cipher_of(keys: tuple[str, ...], secret_key: str) -> MultiFernet:
    """Use the named keys; SECRET_KEY's own comes last, so that naming keys loses nothing (RFC 5869)."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tidewatch bank credentials")
    derived = base64.urlsafe_b64encode(kdf.derive(secret_key.encode()))
    return MultiFernet([*(Fernet(key) for key in keys), Fernet(derived)])
