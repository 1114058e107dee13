"""Secrets: long enough, of chance, and there where strangers reach this machine."""

from __future__ import annotations

from collections.abc import Iterable

from app.config import Settings
from app.domain.operations.installation.findings import Finding, ok, problem, warning

MIN_PIECES = 20
"""32 random hexadecimal digits have about 30 different runs of three."""
WORDS = ("secret", "change", "example", "password", "default", "test", "tidewatch", "1234", "abcd", "qwert")
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def check_secrets(settings: Settings) -> Iterable[Finding]:
    """Look at secrets without telling them."""
    if reason := _weakness(settings.secret_key):
        yield problem(
            "secrets", f"SECRET_KEY {reason}: who guesses it signs in as anybody.",
            "Set it to what `openssl rand -hex 32` makes; everybody signs in anew.",
        )  # fmt: skip
    else:
        yield ok("secrets", "SECRET_KEY looks random.")
    if settings.host not in LOOPBACK:
        yield from _reached_by_strangers(settings)


def _reached_by_strangers(settings: Settings) -> Iterable[Finding]:
    if not settings.metrics_token:
        yield warning(
            "metrics", f"/metrics is open to all who reach {settings.host}.",
            "Set METRICS_TOKEN, or keep the address off the proxy.",
        )  # fmt: skip
    if not settings.encryption_keys:
        yield warning(
            "encryption", "Bank credentials are kept with a key made from SECRET_KEY.",
            "Set ENCRYPTION_KEYS, so that each can be changed without the other.",
        )  # fmt: skip


def _weakness(secret: str) -> str:
    """Say what is weak about a secret; nothing of what is in it."""
    lowered = secret.lower()
    if any(word in lowered for word in WORDS) and not _is_hex(lowered):
        return "has words in it that people use for secrets"
    if _pieces(secret) < MIN_PIECES:
        return "repeats itself"
    return ""


def _is_hex(text: str) -> bool:
    return all(letter in "0123456789abcdef" for letter in text)


def _pieces(secret: str) -> int:
    """Count the different runs of three letters in a secret: few where it repeats itself."""
    return len({secret[place : place + 3] for place in range(len(secret) - 2)})
