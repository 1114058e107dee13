"""Who is calling and what they may do: passwords, tokens, Principal, and the guard before every route."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, NamedTuple, TypeVar, cast

import flask_jwt_extended as fje
import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from flask import Flask, current_app, g, request
from jwt.exceptions import ExpiredSignatureError, PyJWTError
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from app.config import Settings
from app.errors import Forbidden, NotFound, Unauthorized, Unavailable
from app.extensions import redis
from app.group_commit import Batcher
from app.logs import note
from app.scopes import ACCOUNT, all_scopes
from app.services import services

Role = Literal["user", "admin", "service"]
API_TOKEN_PREFIX = "twp_"  # noqa: S105 - a marker that lets secret scanners find a leaked token

SIGNED_IN_LATELY_S = 15 * 60

log = structlog.get_logger()

F = TypeVar("F", bound=Callable[..., Any])


class TokenMissing(Unauthorized):
    """Send a token: Authorization: Bearer …"""

    code = "token_missing"


class TokenInvalid(Unauthorized):
    """This token is not one of ours."""

    code = "token_invalid"


class TokenExpired(Unauthorized):
    """This token has expired; refresh it or sign in again."""

    code = "token_expired"


class TokenRevoked(Unauthorized):
    """This session was signed out; sign in again."""

    code = "token_revoked"


@dataclass(frozen=True, slots=True)
class Principal:
    """The caller: which user, in which role, limited to which scopes.

    session_id names the sign-in (or API token) that a revocation ends; `fresh` is true of the token that
    a password was given for, not of those it was swapped for.
    """

    user_id: int
    role: Role
    session_id: str
    scopes: frozenset[str] = field(default_factory=all_scopes)
    fresh: bool = False
    issued_at: float | None = None
    expires_at: float | None = None

    @property
    def is_admin(self) -> bool:
        return self.role == "admin"

    @property
    def signed_in_lately(self) -> bool:
        """Whether the password was given within the last 15 minutes."""
        return self.fresh and self.issued_at is not None and time.time() - self.issued_at < SIGNED_IN_LATELY_S

    def may(self, scope: str) -> bool:
        return scope in self.scopes

    @property
    def acts_for_others(self) -> bool:
        return self.role in {"admin", "service"}


# --- passwords -----------------------------------------------------------------------------------

_hasher = PasswordHasher()  # argon2id with the library's current RFC 9106 low-memory profile
_run_blocking: Callable[..., Any] = lambda function, *args: function(*args)  # noqa: E731


def run_blocking_with(runner: Callable[..., Any]) -> None:
    """Set what runs CPU-heavy calls: the eventlet server passes its thread pool."""
    global _run_blocking  # noqa: PLW0603 - set once, at the server's start
    _run_blocking = runner


def hash_password(password: str) -> str:
    return cast(str, _run_blocking(_hasher.hash, password))


def verify_password(stored: str | None, password: str) -> bool:
    """Compare in constant time; costs the same where there is no such account (`stored` is None)."""
    try:
        _run_blocking(_hasher.verify, stored or _decoy_hash(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None


@lru_cache(maxsize=1)
def _decoy_hash() -> str:
    return _hasher.hash(secrets.token_hex(16))


# --- tokens --------------------------------------------------------------------------------------


def new_secret(prefix: str = "") -> str:
    """Make an unguessable token of 256 bits."""
    return prefix + secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """Hash a random token for storage; it has enough entropy to need no salt or stretching."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())


ApiTokenLookup = Callable[[str], Principal | None]


@dataclass(frozen=True)
class TokenChecks:
    """How this process checks tokens.

    find: a personal token's owner, by its fingerprint. recall: tells what a Redis without data must know.
    revocations: asked together by all who wait at the same moment.
    """

    find: ApiTokenLookup
    recall: Callable[[], list[Mark]]
    revocations: Batcher[str, bool]


def make_token_checks(client: Redis, find: ApiTokenLookup, recall: Callable[[], list[Mark]]) -> TokenChecks:
    return TokenChecks(find, recall, Batcher(_read_revocations(client, recall)))


def principal_from_token(token: str) -> Principal:
    """Turn an access token or a personal API token into the caller it stands for.

    Raises TokenInvalid, TokenExpired, TokenRevoked; Unavailable when Redis cannot tell.
    """
    if token.startswith(API_TOKEN_PREFIX):
        found = services().part(TokenChecks).find(fingerprint(token))
        if found is None:
            raise TokenInvalid
        return found
    principal = _principal_from_jwt(token)
    if principal.expires_at is not None and principal.expires_at <= time.time():
        raise TokenExpired
    if is_revoked(principal.session_id):
        raise TokenRevoked
    return principal


def _principal_from_jwt(token: str) -> Principal:
    try:
        return _verified(token, current_app.config["JWT_SECRET_KEY"])
    except ExpiredSignatureError as exc:
        raise TokenExpired from exc
    except (PyJWTError, fje.exceptions.JWTExtendedException, KeyError, ValueError) as exc:
        raise TokenInvalid from exc


@lru_cache(maxsize=4096)
def _verified(token: str, _key: str) -> Principal:
    """Check the signature once per token; expiry and revocation are checked on every call."""
    claims = fje.decode_token(token)
    if claims["type"] not in {"user", "admin", "service"}:
        raise ValueError("not an access token")
    return Principal(
        user_id=int(claims["sub"]),
        role=claims["type"],
        session_id=str(claims["sid"]),
        fresh=bool(claims["fresh"]),
        issued_at=float(claims["iat"]),
        expires_at=float(claims["exp"]),
    )


class Mark(NamedTuple):
    """A number that Redis keeps, for some seconds or for ever, and that can be told again."""

    key: str
    value: int
    ttl_s: int | None


WHOLE = "revocations:whole"
"""While this is in Redis, so is every session that was ended: it goes with them when Redis loses its data."""


def revoked_key(session_id: str) -> str:
    return f"revoked:{session_id}"


def revoke_session(session_id: str, ttl_s: int, reason: str) -> None:
    """Refuse every token of this session from now on, on every replica; the mark says why."""
    redis().set(revoked_key(session_id), reason, ex=max(ttl_s, 60))


def readmit_session(session_id: str) -> None:
    """Take a revocation back; only an API token's, whose account the database knows."""
    redis().delete(revoked_key(session_id))


def is_revoked(session_id: str) -> bool:
    """Tell whether a session was ended; where Redis has lost its data, the database tells it again first.

    Raises Unavailable when Redis is away, or both cannot tell: deny by default.
    """
    try:
        return services().part(TokenChecks).revocations.submit(session_id)
    except (RedisError, SQLAlchemyError) as exc:
        raise Unavailable("Sessions cannot be checked right now; try again shortly.") from exc


def _read_revocations(client: Any, recall: Callable[[], list[Mark]]) -> Callable[[Sequence[str]], list[bool]]:
    def read(session_ids: Sequence[str]) -> list[bool]:
        unique = list(dict.fromkeys(session_ids))
        keys = [WHOLE, *map(revoked_key, unique)]
        whole, *marks = client.mget(keys)
        if not whole:
            _recall(client, recall)
            whole, *marks = client.mget(keys)
        revoked = {session_id for session_id, mark in zip(unique, marks, strict=True) if mark}
        return [session_id in revoked for session_id in session_ids]

    return read


def recall_if_forgotten() -> None:
    """Have the database tell again what Redis must know, where Redis has lost its data."""
    if not redis().exists(WHOLE):
        _recall(redis(), services().part(TokenChecks).recall)


def _recall(client: Redis, recall: Callable[[], list[Mark]]) -> None:
    marks = recall()
    log.info("revocations.recalled", marks=len(marks))
    keep_marks(client, [*marks, Mark(WHOLE, 1, None)])


def keep_marks(client: Redis, marks: Sequence[Mark]) -> None:
    """Write marks that are not there, in one step: together they are there, or lost."""
    with client.pipeline() as pipe:
        for mark in marks:
            pipe.set(mark.key, mark.value, ex=mark.ttl_s, nx=True)
        pipe.execute()


# --- the guard -----------------------------------------------------------------------------------


def public(view: F) -> F:
    """Open a route to anyone. Every other route needs a token: see `guard`."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def require(*scopes: str, role: Role | tuple[Role, ...] | None = None) -> Callable[[F], F]:
    """Say what a route needs beyond a valid token: each of the scopes, one of the roles.

    'account' is never given to an API token. A route with 'transactions:write' alone tells nothing of what
    is stored: see tests/http/test_write_only.py.
    """

    def mark(view: F) -> F:
        roles = (role,) if isinstance(role, str) else role
        view.access = (scopes, roles)  # type: ignore[attr-defined]
        return view

    return mark


def also_let_in(find: Callable[[str], Principal | None]) -> Callable[[F], F]:
    """Have a route take another kind of token, too.

    find: returns whom a token stands for, None where it is none of that kind.
    """

    def mark(view: F) -> F:
        view.find_other = find  # type: ignore[attr-defined]
        return view

    return mark


def guard() -> None:
    """Run before every request: without a mark, a route needs a full sign-in."""
    if "\0" in request.path:
        raise NotFound  # no id has one, and PostgreSQL refuses to look for it
    rule = request.url_rule
    if rule is None or request.method == "OPTIONS":
        return
    view = current_app.view_functions[rule.endpoint]
    access: Any = getattr(view, "access", ((ACCOUNT,), None))
    if access == "public":
        return
    caller = g.principal = _caller(bearer_token(), getattr(view, "find_other", None))
    note(user=caller.user_id)
    scopes, roles = access
    if roles and caller.role not in roles:
        raise Forbidden
    for scope in scopes:
        if not caller.may(scope):
            raise Forbidden(f"This token lacks the scope {scope}.")


def _caller(token: str, find_other: Callable[[str], Principal | None] | None) -> Principal:
    return (find_other and find_other(token)) or principal_from_token(token)


def bearer_token() -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise TokenMissing
    return token.strip()


def current_principal() -> Principal:
    """Return the caller that the guard let in."""
    return cast(Principal, g.principal)


def current_user_id() -> int:
    """Return the number of the user whose request this is."""
    return current_principal().user_id


def init_app(app: Flask, settings: Settings) -> None:
    """Bind the guard."""
    app.before_request(guard)
    if settings.trusted_proxies == 0:
        app.before_request(_warning_of_proxy())


def _warning_of_proxy() -> Callable[[], None]:
    """Say once that a proxy stands before it that is not trusted: all its users look like one address."""
    is_said = False

    def warn() -> None:
        nonlocal is_said
        if not is_said and "HTTP_X_FORWARDED_FOR" in request.environ:
            is_said = True
            log.warning("proxy.not_trusted", peer=request.remote_addr, mend="set TRUSTED_PROXIES")

    return warn
