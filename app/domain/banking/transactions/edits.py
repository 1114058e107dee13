"""What an owner writes on transactions: shop's name, notes, tags; for one or for many."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from app.domain.auth.users.tables import User
from app.domain.banking.categories.assignment import set_category
from app.domain.banking.categories.service import is_category
from app.domain.banking.ledger.errors import TransactionNotFound
from app.domain.banking.ledger.lookup import find_own
from app.domain.banking.ledger.outbox import Changes, announce
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.rules.edits import create_rule, rule_from_transaction
from app.domain.banking.rules.terms import RuleDraft, SetCategory
from app.domain.banking.transactions.by_hand import OWN_FIELDS, change_by_hand
from app.domain.banking.transactions.tags import plain_tags
from app.domain.banking.transfers.service import match_transfers
from app.extensions import db


def edit_transaction(user_id: int, transaction_id: str, changes: Mapping[str, Any]) -> Transaction:
    """Change what is named of category, merchant, notes and tags, and of a row by hand of all that it says.

    Raises TransactionNotFound, CategoryUnknown, Invalid.
    """
    row = find_own(user_id, transaction_id)
    own = {name: changes[name] for name in OWN_FIELDS if name in changes}
    others = change_by_hand(db.session.get_one(User, user_id), row, own) if own else []
    if "category" in changes:
        set_category(user_id, [transaction_id], changes["category"])
    for name in ("merchant", "notes"):
        if name in changes:
            setattr(row, name, (changes[name] or "").strip() or None)
    if "tags" in changes:
        row.tags = plain_tags(changes["tags"] or [])
    db.session.flush()
    if own:
        match_transfers(user_id, since=row.occurred_at)
        db.session.refresh(row)
    announce(user_id, Changes(updated=[row.id, *others]))
    return row


def edit_many(
    user_id: int, transaction_ids: Sequence[str], *, category: str | None, add_tag: str | None
) -> int:
    """Put many transactions into a category, or a tag on them. Raises as `edit_transaction` does."""
    if any("\0" in each for each in transaction_ids):
        raise TransactionNotFound  # no id has one, and PostgreSQL refuses to look for it
    if category is not None:
        set_category(user_id, transaction_ids, category)
    if add_tag is not None:
        rows = [find_own(user_id, each) for each in transaction_ids]
        for row in rows:
            row.tags = plain_tags([*(row.tags or []), add_tag])
        db.session.flush()
        announce(user_id, Changes(updated=[row.id for row in rows]))
    return len(transaction_ids)


def suggest_rule(user_id: int, transaction_id: str) -> RuleDraft:
    """Suggest a rule for transactions like this one. Raises TransactionNotFound."""
    return rule_from_transaction(find_own(user_id, transaction_id))


def make_rule_of(user_id: int, row: Transaction, category: str) -> dict[str, Any]:
    """Make it a rule that what is like this row is in a category; return its id and name."""
    draft = replace(rule_from_transaction(row), actions=[SetCategory(category)])
    rule = create_rule(user_id, draft, lambda code: is_category(user_id, code))
    return {"id": rule.id, "name": rule.name}
