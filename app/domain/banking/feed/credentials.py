"""What a connection needs to talk to its provider, or to know it by, at rest."""

from __future__ import annotations

from app import sealing
from app.config import Settings
from app.domain.banking.feed.errors import CredentialsLost
from app.json_values import JsonObject


def unseal(settings: Settings, sealed: str | None) -> JsonObject:
    """Decrypt a connection's credentials. Raises CredentialsLost under other keys."""
    try:
        return sealing.unseal(settings, sealed)
    except sealing.SealBroken as exc:
        raise CredentialsLost from exc
