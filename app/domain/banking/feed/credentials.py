"""What a connection needs to talk to its provider, or to know it by, at rest."""

from __future__ import annotations

from sqlalchemy import select

from app import sealing
from app.config import Settings
from app.domain.banking.feed.errors import CredentialsLost
from app.domain.banking.feed.tables import Connection
from app.extensions import db
from app.json_values import JsonObject
from app.sealing import seal


def unseal(settings: Settings, sealed: str | None) -> JsonObject:
    """Decrypt a connection's credentials. Raises CredentialsLost under other keys."""
    try:
        return sealing.unseal(settings, sealed)
    except sealing.SealBroken as exc:
        raise CredentialsLost from exc


def rotate_keys(settings: Settings) -> int:
    """Encrypt every connection's credentials with the newest key; then the older ones can go. Counts them."""
    sealed = db.session.scalars(select(Connection).where(Connection.credentials.is_not(None))).all()
    for connection in sealed:
        connection.credentials = seal(settings, unseal(settings, connection.credentials))
    return len(sealed)
