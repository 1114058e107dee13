"""The tree of categories as a user sees it: the built-in one and their own; how right the answers are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from typing import TypedDict

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from app.domain.banking.categories.errors import CategoryExists, CategoryInUse, CategoryNotFound
from app.domain.banking.categories.tables import Correction, OwnCategory, Verdict
from app.domain.banking.categories.taxonomy import TREE, find
from app.domain.banking.ledger.tables import Split, Transaction
from app.domain.banking.rules.tables import Rule
from app.errors import Invalid
from app.extensions import db

MAX_OWN_CATEGORIES = 200
USERS_PER_STATEMENT = 500
OWN_PREFIX = "OWN_"


def is_category(user_id: int, code: str) -> bool:
    """Tell whether a user may put something there."""
    if find(code) is not None:
        return True
    if "\0" in code:  # PostgreSQL refuses to look for it
        return False
    own = select(OwnCategory.id).where(OwnCategory.user_id == user_id, OwnCategory.code == code)
    return db.session.scalar(own) is not None


def own_among(named: Collection[tuple[int, str]]) -> set[tuple[int, str]]:
    """Return those pairs of user and code that are a category of the user's own."""
    o, users = OwnCategory, {user for user, _ in named}
    found: set[tuple[int, str]] = set()
    for start in range(0, len(users), USERS_PER_STATEMENT):
        some = sorted(users)[start : start + USERS_PER_STATEMENT]
        found |= {(row.user_id, row.code) for row in db.session.execute(
            select(o.user_id, o.code).where(o.user_id.in_(some))
        )}  # fmt: skip
    return found & set(named)


class CategoryView(TypedDict):
    """own: whether the user made it. count: how many of their transactions are in it."""

    code: str
    parent: str | None
    label: str
    label_ro: str
    icon: str
    colour: str
    own: bool
    count: int


class SourceAccuracy(TypedDict):
    """source: the rung of the ladder that answered."""

    source: str | None
    answered: int
    right: int
    precision: float | None


class CategoryAccuracy(TypedDict):
    category: str
    confirmed: int
    answered: int
    right: int
    precision: float | None
    recall: float | None


class Accuracy(TypedDict):
    confirmed: int
    answered: int
    right: int
    accuracy: float | None
    abstention_rate: float | None
    sources: list[SourceAccuracy]
    categories: list[CategoryAccuracy]


def list_categories(user_id: int) -> list[CategoryView]:
    """Return every category, parents before children, with how many transactions are in each."""
    t = Transaction
    counted = db.session.execute(
        select(t.category, func.count())
        .where(t.user_id == user_id, t.category.is_not(None))
        .group_by(t.category)
    )
    counts = {row[0]: row[1] for row in counted}
    built_in: list[CategoryView] = [
        {
            "code": each.code, "parent": each.parent, "label": each.label, "label_ro": each.label_ro,
            "icon": each.icon, "colour": each.colour, "own": False, "count": counts.get(each.code, 0),
        }
        for each in TREE
    ]  # fmt: skip
    own = db.session.scalars(
        select(OwnCategory).where(OwnCategory.user_id == user_id).order_by(OwnCategory.label)
    )
    return built_in + [_show_own(each, counts.get(each.code, 0)) for each in own]


def _show_own(each: OwnCategory, count: int) -> CategoryView:
    parent = find(each.parent) if each.parent else None
    return {
        "code": each.code, "parent": each.parent, "label": each.label, "label_ro": each.label,
        "icon": parent.icon if parent else "tag", "colour": parent.colour if parent else "#64748b",
        "own": True, "count": count,
    }  # fmt: skip


def add_category(user_id: int, label: str, parent: str | None) -> CategoryView:
    """Add a category of one's own, under a primary one or beside them. Raises Invalid, CategoryExists."""
    above = find(parent) if parent else None
    if parent and (above is None or above.parent is not None):
        raise Invalid(errors=[{"pointer": "/parent", "message": "Expected one of the primary categories"}])
    mine = select(func.count()).where(OwnCategory.user_id == user_id)
    if (db.session.scalar(mine) or 0) >= MAX_OWN_CATEGORIES:
        raise Invalid(f"{MAX_OWN_CATEGORIES} categories of your own are as many as there can be.")
    code = OWN_PREFIX + (re.sub(r"\W+", "_", label.upper()).strip("_") or "CATEGORY")
    row = OwnCategory(user_id=user_id, code=code[:100], label=label, parent=parent)
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError as exc:
        raise CategoryExists from exc
    return _show_own(row, 0)


def remove_category(user_id: int, code: str) -> None:
    """Take a category of one's own away; its transactions are uncategorised again, and unsplit.

    Raises CategoryNotFound, CategoryInUse where a rule names it.
    """
    gone = delete(OwnCategory).where(OwnCategory.user_id == user_id, OwnCategory.code == code)
    if not db.session.execute(gone.returning(OwnCategory.id)).all():
        raise CategoryNotFound
    if naming := _rules_naming(user_id, code):
        raise CategoryInUse(f"These rules name it; change or remove them first: {', '.join(naming)}.")
    t = Transaction
    torn = select(Split.transaction_id).join(t).where(t.user_id == user_id, Split.category == code)
    db.session.execute(delete(Split).where(Split.transaction_id.in_(torn)))
    nothing = {"category": None, "category_source": None, "category_confidence": None}
    db.session.execute(update(t).where(t.user_id == user_id, t.category == code).values(nothing))
    db.session.execute(delete(Correction).where(Correction.user_id == user_id, Correction.category == code))


def _rules_naming(user_id: int, code: str) -> list[str]:
    """Return the names of the rules that ask for a category or set it."""
    rules = db.session.scalars(select(Rule).where(Rule.user_id == user_id).order_by(Rule.position))
    return [
        rule.name
        for rule in rules
        if any(
            value == code or (isinstance(value, list) and code in value)
            for part in (*rule.conditions, *rule.actions)
            for value in part.values()
        )
    ]


def judge_accuracy(user_id: int) -> Accuracy:
    """Compare what was answered with what the user confirmed: precision and recall for each category.

    precision: of what was put there, the share that belonged there; recall: of what belongs there, the
    share that was put there; None where there is nothing to divide by. abstained: had no answer.
    """
    v = Verdict
    pairs = db.session.execute(
        select(v.answered, v.confirmed, func.count())
        .where(v.user_id == user_id)
        .group_by(v.answered, v.confirmed)
    ).all()
    answered: dict[str, int] = defaultdict(int)
    confirmed: dict[str, int] = defaultdict(int)
    right: dict[str, int] = defaultdict(int)
    for said, meant, count in pairs:
        confirmed[meant] += count
        if said is not None:
            answered[said] += count
            right[meant] += count if said == meant else 0
    total, silent = sum(confirmed.values()), sum(confirmed.values()) - sum(answered.values())
    return {
        "confirmed": total,
        "answered": total - silent,
        "right": sum(right.values()),
        "accuracy": _share(sum(right.values()), total - silent),
        "abstention_rate": _share(silent, total),
        "sources": _by_source(user_id),
        "categories": [
            {
                "category": code,
                "confirmed": confirmed[code],
                "answered": answered[code],
                "right": right[code],
                "precision": _share(right[code], answered[code]),
                "recall": _share(right[code], confirmed[code]),
            }
            for code in sorted(set(confirmed) | set(answered), key=lambda code: (-confirmed[code], code))
        ],
    }


def _by_source(user_id: int) -> list[SourceAccuracy]:
    v = Verdict
    is_right = func.sum((v.answered == v.confirmed).cast(db.Integer))
    rows = db.session.execute(
        select(v.source, func.count(), is_right)
        .where(v.user_id == user_id, v.answered.is_not(None))
        .group_by(v.source)
        .order_by(v.source)
    )
    return [
        {"source": source, "answered": count, "right": int(right), "precision": _share(int(right), count)}
        for source, count, right in rows
    ]


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
