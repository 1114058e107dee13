"""A user's rules: written, changed, put in order, suggested."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import select

from app.domain.banking.ledger.errors import CategoryUnknown
from app.domain.banking.ledger.tables import Columns, Transaction
from app.domain.banking.rules.errors import RuleNotFound
from app.domain.banking.rules.language import as_json, unknown_categories
from app.domain.banking.rules.tables import Rule
from app.domain.banking.rules.terms import Condition, RuleDraft, SetCategory, words_of
from app.errors import Conflict, Invalid
from app.extensions import db

MAX_RULES = 200
IsCategory = Callable[[str], bool]


def list_rules(user_id: int) -> list[Rule]:
    """Return a user's rules in the order in which they run."""
    statement = select(Rule).where(Rule.user_id == user_id).order_by(Rule.position, Rule.id)
    return list(db.session.scalars(statement))


def get_rule(user_id: int, rule_id: int) -> Rule:
    """Return one of a user's own rules. Raises RuleNotFound."""
    rule = db.session.get(Rule, rule_id) if 0 < rule_id < 2**63 else None
    if rule is None or rule.user_id != user_id:
        raise RuleNotFound
    return rule


def create_rule(user_id: int, draft: RuleDraft, is_category: IsCategory) -> Rule:
    """Add a rule after the others. Raises CategoryUnknown, Conflict when there are too many."""
    _check_categories(draft, is_category)
    others = list_rules(user_id)
    if len(others) >= MAX_RULES:
        raise Conflict(f"{MAX_RULES} rules are as many as one can have.")
    position = others[-1].position + 1 if others else 1
    rule = Rule(user_id=user_id, position=position, **_columns(draft))
    db.session.add(rule)
    db.session.flush()
    return rule


def _columns(draft: RuleDraft) -> Columns:
    return {
        "name": draft.name,
        "match": draft.match,
        "conditions": as_json(draft.conditions),
        "actions": as_json(draft.actions),
        "stop": draft.stop,
        "enabled": draft.enabled,
    }


def _check_categories(draft: RuleDraft, is_category: IsCategory) -> None:
    if errors := unknown_categories(draft, is_category):
        raise CategoryUnknown(errors=errors)


def update_rule(user_id: int, rule_id: int, draft: RuleDraft, is_category: IsCategory) -> Rule:
    """Replace what a rule says; its place stays. Raises RuleNotFound, CategoryUnknown."""
    rule = get_rule(user_id, rule_id)
    _check_categories(draft, is_category)
    for name, value in _columns(draft).items():
        setattr(rule, name, value)
    db.session.flush()
    return rule


def delete_rule(user_id: int, rule_id: int) -> None:
    """Remove a rule; what it did stays. Raises RuleNotFound."""
    db.session.delete(get_rule(user_id, rule_id))
    db.session.flush()


def reorder_rules(user_id: int, ids: Sequence[int]) -> list[Rule]:
    """Put a user's rules in this order; every one of them has to be named once.

    Raises RuleNotFound for one that is not theirs, Invalid when one is missing or named twice.
    """
    rules = {rule.id: rule for rule in list_rules(user_id)}
    if any(number not in rules for number in ids):
        raise RuleNotFound
    if sorted(ids) != sorted(rules):
        raise Invalid(errors=[{"pointer": "/ids", "message": "Expected each of your rules once"}])
    for position, number in enumerate(ids, start=1):
        rules[number].position = position
    db.session.flush()
    return [rules[number] for number in ids]


def rule_from_transaction(row: Transaction) -> RuleDraft:
    """Suggest a rule for transactions like this one, for the owner to finish.

    It has no action where the transaction has no category; such a draft cannot be stored as it is.
    """
    condition, about = _telling(row)
    actions = [SetCategory(category=row.category)] if row.category else []
    return RuleDraft(name=about[:80], conditions=[condition], actions=actions)


def _telling(row: Transaction) -> tuple[Condition, str]:
    """Say what is most likely to be the same the next time."""
    for field in ("merchant", "counterparty"):
        name = (getattr(row, field) or "").strip()
        if name:
            return Condition(field, "is", name[:200]), name
    # Numbers are dates, amounts and references: they are others the next time.
    words = [word for word in words_of(row.description or "") if len(word) > 2 and word.isalpha()][:4]
    if words:
        text = " ".join(words)[:200]
        return Condition("description", "words", text), text
    return Condition("amount", "eq", row.amount), f"{row.currency} {row.transaction_id}"
