"""What somebody may do, and whether they may come in at all: roles, locks, sessions."""

from __future__ import annotations

from sqlalchemy import delete, func, select, update

from app.clock import now
from app.config import Settings
from app.domain.auth.accounts.tables import PasswordLink
from app.domain.auth.api_tokens.service import resume_api_tokens, suspend_api_tokens
from app.domain.auth.people.actor import Actor, record_act, refuse_oneself
from app.domain.auth.people.errors import LastAdmin
from app.domain.auth.people.service import find_account
from app.domain.auth.sessions.service import end_other_sessions
from app.domain.auth.sign_in.held_up import forget_failures
from app.domain.auth.users.tables import User
from app.extensions import db
from app.security import Role


def change_role(user_id: int, role: Role, actor: Actor) -> None:
    """Give somebody another role; their sessions end, as a session's tokens say the role it began with.

    Raises PersonNotFound, OwnAccount, LastAdmin. The role that they have already changes nothing.
    """
    hold_admins()
    person = find_account(user_id)
    if person.role == role:
        return
    refuse_oneself(actor, person)
    keep_one_admin(person)
    was, person.role = person.role, role
    _close_everything(person, reason="role_changed")
    resume_api_tokens(person.id)
    record_act("role", actor, person, f"{was} to {role}")


def lock(user_id: int, actor: Actor) -> None:
    """Keep somebody out: sessions end, API tokens are refused, sockets close, until `unlock`.

    What arrives for them is still stored: bank feeds, alerts, rows that services send.
    Raises PersonNotFound, OwnAccount, LastAdmin. A lock that is there stays as it is.
    """
    hold_admins()
    person = find_account(user_id)
    refuse_oneself(actor, person)
    if person.locked_at is not None:
        return
    keep_one_admin(person)
    person.locked_at = now()
    db.session.flush()  # waits for a sign-in of this moment, so that its session is found and ended too
    db.session.execute(delete(PasswordLink).where(PasswordLink.user_id == person.id))
    _close_everything(person, reason="account_locked")
    record_act("lock", actor, person)


def unlock(user_id: int, actor: Actor, settings: Settings) -> None:
    """Let somebody in again, and let them try at once where wrong passwords or codes had held them up.

    Raises PersonNotFound.
    """
    person = find_account(user_id)
    was_locked, was_held = person.locked_at is not None, person.otp_failures > 0
    person.locked_at, person.otp_failures, person.otp_retry_at = None, 0, None
    was_held = forget_failures(person, settings) or was_held
    resume_api_tokens(person.id)
    if was_locked or was_held:
        record_act("unlock", actor, person, None if was_locked else "failed sign-ins forgotten")


def end_sessions(user_id: int, actor: Actor, *, keep: str | None = None) -> int:
    """Sign somebody out on every device; return how many. keep: one's own session. Raises PersonNotFound.

    API tokens stay.
    """
    person = find_account(user_id)
    ended = end_other_sessions(person.id, keep=keep, reason="sessions_ended")
    if ended:
        record_act("sessions_end", actor, person, f"{ended} ended")
    return ended


def keep_one_admin(person: User) -> None:
    """Raise LastAdmin where nobody else administers who can sign in. After `hold_admins`."""
    if person.role != "admin" or person.locked_at is not None:
        return
    others = select(func.count()).where(User.role == "admin", User.locked_at.is_(None), User.id != person.id)
    if not db.session.scalar(others):
        raise LastAdmin


def hold_admins() -> None:
    """Let nobody else change an administrator until the commit: two could make each other none."""
    held = update(User).where(User.role == "admin").values(role="admin")
    db.session.execute(held.execution_options(synchronize_session=False))


def _close_everything(person: User, *, reason: str) -> None:
    end_other_sessions(person.id, keep=None, reason=reason)
    suspend_api_tokens(person.id, reason=reason)
