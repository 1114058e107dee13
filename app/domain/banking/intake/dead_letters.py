"""What could not be stored: look, retry, discard."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import delete, select, update

from app.clock import now
from app.domain.banking.intake.errors import (
    DeadLetterClosed,
    DeadLetterNotFound,
    QueueFull,
    QueueShareFull,
    TransactionConflict,
)
from app.domain.banking.intake.new_transaction import Queued, content_hash, queued_of
from app.domain.banking.intake.queue import NO_ROOM, OTHER
from app.domain.banking.intake.service import Intake
from app.domain.banking.intake.tables import DeadLetter
from app.domain.banking.ledger.views import TransactionView
from app.errors import Invalid
from app.extensions import db
from app.pagination import Page, page_of


def list_dead_letters(*, state: str | None, limit: int, cursor: str | None) -> Page[DeadLetter]:
    """Return dead letters, newest first."""
    statement = select(DeadLetter)
    if state:
        statement = statement.where(DeadLetter.state == state)
    return page_of(db.session, statement, (DeadLetter.id,), limit=limit, cursor=cursor)


def retry_dead_letter(intake: Intake, letter_id: int) -> DeadLetter:
    """Queue a dead letter's row again. Queued before it is marked: a crash between repeats, never loses.

    Raises TransactionConflict, and leaves it open, while another row waits under its id.
    """
    letter = _open_letter(letter_id)
    verdicts = intake.queue.append([_requeue(letter.payload)]).verdicts
    if verdicts is None:
        raise QueueFull
    if verdicts == [NO_ROOM]:
        raise QueueShareFull
    if verdicts == [OTHER]:
        raise TransactionConflict
    return _close(letter_id, "retried")


def _requeue(payload: Any) -> Queued:
    try:
        view = msgspec.convert(payload, TransactionView)
    except msgspec.ValidationError as exc:
        raise Invalid("This was never a readable transaction; discard it.") from exc
    occurred = None if view.occurred_at == view.received_at else view.occurred_at
    return queued_of(view, content_hash(view, occurred))


def discard_dead_letter(letter_id: int) -> DeadLetter:
    """Give a dead letter up; it stays in the list for the record."""
    _open_letter(letter_id)
    return _close(letter_id, "discarded")


def forget_dead_letters(user_id: int) -> None:
    """Delete a user's rows that could not be stored."""
    db.session.execute(delete(DeadLetter).where(DeadLetter.user_id == user_id))


def _open_letter(letter_id: int) -> DeadLetter:
    letter = db.session.get(DeadLetter, letter_id)
    if letter is None:
        raise DeadLetterNotFound
    if letter.state != "open":
        raise DeadLetterClosed
    return letter


def _close(letter_id: int, state: str) -> DeadLetter:
    changed = db.session.execute(
        update(DeadLetter)
        .where(DeadLetter.id == letter_id, DeadLetter.state == "open")
        .values(state=state, resolved_at=now())
        .returning(DeadLetter)
    ).scalar_one_or_none()
    if changed is None:
        raise DeadLetterClosed
    return changed
