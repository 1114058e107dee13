"""Signatures of webhooks: what all schemes share, and Standard Webhooks; closed where anything is missing."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import structlog
from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook, WebhookVerificationError

from app.domain.banking.feed.ports import BadSignature

log = structlog.get_logger()

TOLERANCE = timedelta(minutes=5)
"""How far a signed moment may be from ours: the figure of the Standard Webhooks specification."""

MAX_SIGNATURES = 8
_WEBHOOK_SIGNATURE = re.compile("v1,[A-Za-z0-9+/]+={0,2}")
_WEBHOOK_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


def live_secrets(secrets: Sequence[str]) -> list[str]:
    """Return those that say anything. Raises BadSignature where none does: nothing may pass unsigned."""
    live = [secret.strip() for secret in secrets if secret.strip()]
    if not live:
        raise BadSignature("no secret is set")
    return live


def header(headers: Mapping[str, str], name: str) -> str:
    """Return a header that must be there. Raises BadSignature."""
    value = headers.get(name, "").strip()
    if not value:
        raise BadSignature(f"{name} is missing")
    return value


def require_fresh(timestamp: str, received_at: datetime) -> None:
    """Refuse a moment (Unix seconds) too far from that of the request. Raises BadSignature."""
    if not re.fullmatch("[0-9]{1,11}", timestamp):
        raise BadSignature("the timestamp is no Unix time")
    distance = received_at.timestamp() - int(timestamp)
    if abs(distance) > TOLERANCE.total_seconds():
        raise BadSignature("the timestamp is too old" if distance > 0 else "the timestamp is in the future")


def hmac_sha256(secret: str, content: bytes) -> bytes:
    """Sign `content` with the text of the secret as it is."""
    return hmac.digest(secret.encode(errors="surrogatepass"), content, sha256)


def require_match(given: Iterable[str], expected: Iterable[str]) -> None:
    """Refuse unless one of those given is one of those expected, comparing all of them in constant time.

    Raises BadSignature.
    """
    ours = [each.encode() for each in expected]
    theirs = [each.encode(errors="replace") for each in list(given)[:MAX_SIGNATURES]]
    if not any([hmac.compare_digest(one, other) for one in ours for other in theirs]):  # noqa: C419 - all of them
        raise BadSignature("no signature matches")


def require_standard_webhook(
    headers: Mapping[str, str], body: bytes, *, received_at: datetime, secrets: Sequence[str]
) -> None:
    """Check a Standard Webhooks signature (standardwebhooks.com). Raises BadSignature."""
    live = live_secrets(secrets)
    given = {name: header(headers, name) for name in _WEBHOOK_HEADERS}
    require_fresh(given["webhook-timestamp"], received_at)
    parts = [part for part in given["webhook-signature"].split() if _WEBHOOK_SIGNATURE.fullmatch(part)]
    tries = [
        _agrees(secret, body, {**given, "webhook-signature": part})
        for secret in live
        for part in parts[:MAX_SIGNATURES]
    ]
    if not any(tries):
        raise BadSignature("no signature matches")


def _agrees(secret: str, body: bytes, headers: dict[str, str]) -> bool:
    # Beside its own errors the library lets out ValueErrors for malformed secrets, headers and bodies, and a
    # RuntimeError for a secret that is bytes (standardwebhooks 1.1.0).
    try:
        webhook = Webhook(secret)
    except (EmptyWebhookSecretError, RuntimeError, ValueError):
        log.warning("webhook.secret_unusable")  # an operator's mistake: no delivery can agree with it
        return False
    try:
        webhook.verify(body, headers, json_parse=False)
    except (WebhookVerificationError, ValueError):
        return False
    return True
