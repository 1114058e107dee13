"""What these tests share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from app.db import transaction
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.rules.edits import create_rule
from app.domain.banking.rules.language import read_draft
from app.domain.banking.rules.run import run_rules
from app.domain.banking.rules.tables import RuleRun
from app.domain.banking.rules.undo import undo_run
from app.extensions import db
from tests.support.accounts import Account

Make = Callable[..., Account]


NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday


BARE: dict[str, Any] = {
    "amount": 1050, "currency": "RON", "status": "SUCCESS", "occurred_at": NOON, "received_at": NOON,
    "booked_on": NOON.date(), "content_hash": "0" * 32, "direction": "out",
}  # fmt: skip


def store(user: int, name: str = "t-1", **fields: Any) -> int:
    """Store a transaction, a plain purchase but for what is named."""
    with transaction() as session:
        row = Transaction(user_id=user, transaction_id=name, **{**BARE, **fields})
        session.add(row)
        session.flush()
        return row.id


def draft(*conditions: tuple[Any, ...], do: Any = None, **fields: Any) -> Any:
    """A rule, by default one that categorises; `do` is one action or a list of them."""
    actions = do or {"do": "set_category", "category": "FOOD"}
    written = [dict(zip(("field", "op", "value"), each, strict=False)) for each in conditions]
    listed = actions if isinstance(actions, list) else [actions]
    return read_draft({"name": "A rule", "conditions": written, "actions": listed, **fields})


def add(user: int, *conditions: tuple[Any, ...], **fields: Any) -> int:
    with transaction():
        return create_rule(user, draft(*conditions, **fields), lambda code: True).id


def run(user: int, **how: Any) -> RuleRun:
    with transaction():
        return run_rules(user, **how)


def undo(user: int, run_id: int) -> int:
    with transaction():
        return undo_run(user, run_id)


def read(row_id: int) -> Transaction:
    db.session.expire_all()
    found = db.session.get(Transaction, row_id)
    assert found is not None
    return found


def edit(row_id: int, **fields: Any) -> None:
    with transaction() as session:
        row = session.get(Transaction, row_id)
        for name, value in fields.items():
            setattr(row, name, value)
