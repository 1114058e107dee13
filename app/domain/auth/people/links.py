"""Handing out links to a new password."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from app.clock import now
from app.domain.auth.accounts.tables import PasswordLink
from app.domain.auth.people.actor import Actor, record_act
from app.domain.auth.people.errors import PersonLocked
from app.domain.auth.people.service import find_account
from app.extensions import db
from app.security import fingerprint, new_secret

LINK_LIVES = timedelta(hours=24)
PAGE = "/new-password"


class NewLink(NamedTuple):
    """A link, which is told this once. path: of this installation; the secret is no part of what a browser
    sends or a server logs, as it stands behind the #."""

    path: str
    expires_at: datetime


def make_password_link(user_id: int, actor: Actor) -> NewLink:
    """Make the one link with which somebody sets a new password; an earlier one works no longer.

    The old password keeps working until then. Raises PersonNotFound, PersonLocked.
    """
    person = find_account(user_id)
    if person.locked_at is not None:
        raise PersonLocked
    secret = new_secret()
    link = PasswordLink(
        user_id=person.id,
        fingerprint=fingerprint(secret),
        made_by=actor.name,
        created_at=now(),
        expires_at=now() + LINK_LIVES,
    )
    db.session.merge(link)
    record_act("link", actor, person)
    return NewLink(f"{PAGE}#{secret}", link.expires_at)
