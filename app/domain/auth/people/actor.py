"""Who administers, and the two lines that each act leaves in the security log."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.auth.people.errors import OwnAccount
from app.domain.auth.security_log.service import RequestSource, record
from app.domain.auth.users.tables import User


class Actor(NamedTuple):
    """An administrator, or, where user_id is None, somebody at a terminal of the installation."""

    user_id: int | None
    name: str
    source: RequestSource


TERMINAL = Actor(None, "command line", RequestSource("local", "command line"))


def record_act(act: str, actor: Actor, person: User, detail: str | None = None) -> None:
    """Log what was done twice: in the person's log by whom, in the administrator's to whom.

    The person's line does not say from which address: that is the administrator's own.
    """
    by = RequestSource("administrator" if actor.user_id else "local", actor.name)
    record(f"account_{act}", by, user_id=person.id, username=person.username, detail=detail)
    whom = f"{person.username} (no. {person.id})"
    record(
        f"admin_{act}",
        actor.source,
        user_id=actor.user_id,
        username=actor.name,
        detail=f"{whom}: {detail}" if detail else whom,
    )


def refuse_oneself(actor: Actor, person: User) -> None:
    """Raise OwnAccount where administrators are about to shut themselves out."""
    if actor.user_id == person.id:
        raise OwnAccount
