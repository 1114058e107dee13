"""The tokens with which a proxy asks the trading platform on a user's behalf.

A token is good for a minute, where ROLE=platform, for the routes that ask `principal_of_proxy`.
It is signed with a key of its own: neither can it pass for an access token, even where both are made from one
SECRET_KEY, nor an access token for it.
"""

from __future__ import annotations

import hmac
import time

import jwt

from app.config import Settings
from app.security import Principal
from app.services import services

ISSUER, AUDIENCE = "tidewatch:proxy", "tidewatch:trading-platform"
SCOPES = frozenset({"markets:read"})
LASTS_S = 60
CLOCKS_APART_S = 30
"""How much the clocks of the two machines may differ."""
ALGORITHM = "HS256"
_PURPOSE = b"tidewatch: a proxy asks the trading platform"
_CLAIMS = ["iss", "aud", "sub", "iat", "exp"]


def service_key(settings: Settings) -> bytes:
    """Derive the key from the secret that both deployments know."""
    secret = settings.trading_api_secret or settings.secret_key
    return hmac.digest(secret.encode(), _PURPOSE, "sha256")


def mint(key: bytes, user_id: int, issued_at: int) -> str:
    """Make a token. issued_at: seconds since 1970."""
    claims = {
        "iss": ISSUER, "aud": AUDIENCE, "sub": str(user_id), "iat": issued_at, "exp": issued_at + LASTS_S,
    }  # fmt: skip
    return jwt.encode(claims, key, ALGORITHM)


def principal_of_proxy(token: str) -> Principal | None:
    """Return the user for whom a proxy asks; None where this is no token of a proxy, or no platform."""
    settings = services().settings
    if not settings.is_platform:
        return None
    try:
        claims = jwt.decode(
            token, service_key(settings), [ALGORITHM], {"require": _CLAIMS}, audience=AUDIENCE, issuer=ISSUER,
            leeway=CLOCKS_APART_S,
        )  # fmt: skip
        user_id, ends_at = int(claims["sub"]), float(claims["exp"])
    except (jwt.PyJWTError, ValueError):
        return None
    if ends_at > time.time() + LASTS_S + CLOCKS_APART_S:
        return None  # no proxy makes one that lasts longer
    return Principal(user_id, "user", ISSUER, SCOPES, expires_at=ends_at)
