"""What tests say of transactions."""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask
from sqlalchemy import func, select

from app.domain.banking.intake.flush import flush_intake
from app.domain.banking.intake.service import Intake
from app.domain.banking.intake.tables import DeadLetter
from app.domain.banking.ledger.tables import Transaction
from app.extensions import db
from app.services import services_of


def row(user: int, transaction_id: str = "t-1", **fields: Any) -> dict[str, Any]:
    """A valid transaction, but for what is named."""
    return {"transaction_id": transaction_id, "user": user, "amount": 1050, "status": "SUCCESS", **fields}


def intake_of(app: APIFlask) -> Intake:
    found: Intake = services_of(app).part(Intake)
    return found


def flush(app: APIFlask) -> Any:
    with app.app_context():
        return flush_intake(intake_of(app))


def queued(app: APIFlask) -> int:
    return intake_of(app).queue.depth()


def stored(app: APIFlask) -> list[str]:
    """The stored transactions' ids, in order."""
    with app.app_context():
        found = db.session.scalars(select(Transaction.transaction_id).order_by(Transaction.transaction_id))
        return list(found)


def count_stored(app: APIFlask) -> int:
    """How many rows there are; the database itself refuses the same one twice."""
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Transaction)) or 0


def letters(app: APIFlask) -> list[tuple[str | None, str]]:
    """The dead letters' ids and reasons."""
    with app.app_context():
        found = db.session.execute(
            select(DeadLetter.transaction_id, DeadLetter.reason).order_by(DeadLetter.id)
        )
        return [(transaction_id, reason) for transaction_id, reason in found]
