"""The signatures, each written from its scheme's description with the standard library alone."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256


def standard_webhook(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Sign as Standard Webhooks does: 'v1,<base64>' over id.timestamp.body.

    secret: base64, with or without its prefix 'whsec_' and its padding: providers' own examples differ.
    """
    digest = hmac.new(_key(secret), f"{message_id}.{timestamp}.".encode() + body, sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


def is_webhook_secret(secret: str) -> bool:
    """Tell whether `standard_webhook` can sign with it."""
    try:
        return len(_key(secret)) > 0
    except ValueError:
        return False


def _key(secret: str) -> bytes:
    encoded = secret.removeprefix("whsec_")
    return base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)


def stamped(secret: str, event_id: str, timestamp: int, body: bytes) -> str:
    """Sign for the inbox: 'v1=<hex>' over id.timestamp.body, the secret taken as text."""
    return "v1=" + hmac.new(secret.encode(), f"{event_id}.{timestamp}.".encode() + body, sha256).hexdigest()


def body_only(secret: str, body: bytes) -> str:
    """Sign as many small senders do: 'sha256=<hex>' over the raw body."""
    return "sha256=" + hmac.new(secret.encode(), body, sha256).hexdigest()


def digest(secret: str, content: bytes, encoding: str) -> str:
    """HMAC-SHA256 as Apideck writes it: 'hex' as its specification shows, or 'base64'."""
    made = hmac.new(secret.encode(), content, sha256).digest()
    return made.hex() if encoding == "hex" else base64.b64encode(made).decode()
