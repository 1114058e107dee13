"""Where an account was signed in to before: known addresses in the database, known devices by a token."""

from __future__ import annotations

import uuid
from datetime import timedelta

import flask_jwt_extended as fje
from jwt.exceptions import PyJWTError

from app.clock import now
from app.db import insert_into
from app.domain.auth.sessions.tables import SignInPlace
from app.domain.auth.users.tables import User
from app.extensions import db

PLACE_KEPT = timedelta(days=90)
DEVICE_KEPT = timedelta(days=400)


def is_known_place(user_id: int, block: str) -> bool:
    """Tell whether the account was signed in to from an address during the past 90 days."""
    place = db.session.get(SignInPlace, (user_id, block))
    return place is not None and place.last_at > now() - PLACE_KEPT


def remember_place(user_id: int, block: str) -> None:
    """Know an address from now on."""
    row = {"user_id": user_id, "block": block[:50], "last_at": now()}
    kept = insert_into(SignInPlace).values(row)
    db.session.execute(
        kept.on_conflict_do_update(index_elements=["user_id", "block"], set_={"last_at": row["last_at"]})
    )


def read_device(token: str | None, user: User | None) -> str | None:
    """Return the id of the device that a token stands for; None where it is not one of this account's."""
    if not token or user is None:
        return None
    try:
        claims = fje.decode_token(token)
    except (PyJWTError, fje.exceptions.JWTExtendedException, ValueError):
        return None
    mine = claims.get("type") == "device" and claims.get("sub") == str(user.id)
    return str(claims["jti"]) if mine else None


def device_token(user_id: int, device: str | None) -> str:
    """Make what a device shows when it signs in again: it proves nothing, but strangers have no part in
    its failures (OWASP, Slow Down Online Guessing Attacks with Device Cookies)."""
    claims = {"type": "device", "jti": device or str(uuid.uuid4())}
    token: str = fje.create_access_token(
        str(user_id), fresh=False, expires_delta=DEVICE_KEPT, additional_claims=claims
    )
    return token
