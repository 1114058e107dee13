"""Erasing an account with all that is kept of it."""

from __future__ import annotations

from datetime import timedelta

from app.clock import now
from app.domain.auth.api_tokens.service import end_api_tokens
from app.domain.auth.people.access import hold_admins, keep_one_admin
from app.domain.auth.people.actor import Actor, record_act, refuse_oneself
from app.domain.auth.people.errors import ExportFirst
from app.domain.auth.people.service import find_account
from app.domain.auth.sessions.service import end_other_sessions
from app.domain.auth.users.tables import User
from app.errors import Invalid
from app.extensions import db
from app.services import services

EXPORT_COUNTS = timedelta(hours=24)


def erase(user_id: int, username: str, actor: Actor, *, without_export: bool = False) -> None:
    """Delete an account and everything that belongs to it, at once and for good.

    username: its name, so that nobody is taken for another. Only the security log keeps its lines, until
    they are 400 days old. Raises PersonNotFound, OwnAccount, LastAdmin, Invalid where the name is another,
    ExportFirst.
    """
    hold_admins()
    person = find_account(user_id)
    refuse_oneself(actor, person)
    keep_one_admin(person)
    if person.username != username:
        raise Invalid(errors=[{"pointer": "/username", "message": "This is not the account's name"}])
    if not without_export and not _is_exported(person):
        raise ExportFirst
    record_act("erase", actor, person, None if _is_exported(person) else "without export")
    end_other_sessions(person.id, keep=None, reason="account_erased")
    end_api_tokens(person.id, actor.source, reason="account_erased")
    for domain in services().domains:
        domain.forget(person.id)
    db.session.flush()
    db.session.delete(person)


def _is_exported(person: User) -> bool:
    return person.exported_at is not None and person.exported_at > now() - EXPORT_COUNTS
