"""Conditions as SQL: a rule's become one expression.

Texts are compared as `app.letters` folds them: the column in the database, what it is compared with here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, literal, not_, or_

from app.domain.banking.rules.columns import Column, Sight
from app.domain.banking.rules.tags import has_tag
from app.domain.banking.rules.terms import TEXTS, Condition, RuleDraft, words_of
from app.letters import fold_letters


def compile_conditions(draft: RuleDraft, sight: Sight) -> ColumnElement[bool]:
    """Return what holds for the transactions that a rule is about; never NULL."""
    join = and_ if draft.match == "all" else or_
    return join(*(_condition(each, sight.fields[each.field]) for each in draft.conditions))


def _condition(condition: Condition, column: Column) -> ColumnElement[bool]:
    op, value = condition.op, condition.value
    if condition.field == "tags":
        return has_tag(column, value) if op == "has" else not_(has_tag(column, value))
    if condition.field in TEXTS:
        return _ABOUT_TEXT[op](column, value)
    found = _ABOUT_VALUE[op](column, value)
    # What is unknown equals nothing: NULL would make `not` and `or` three-valued.
    return found if op in {"is_empty", "is_not"} else func.coalesce(found, false())


def _like(column: Column, before: str, text: str, after: str) -> ColumnElement[bool]:
    escaped = fold_letters(text).replace("/", "//").replace("%", "/%").replace("_", "/_")
    if not escaped:
        return false()  # marks alone fold to nothing, which every text contains
    return column.like(f"{before}{escaped}{after}", escape="/")


def _words(column: Column, text: str) -> ColumnElement[bool]:
    # The plain search comes first because it is cheap. A word is letters and digits, so that the
    # pattern has nothing in it that repeats.
    return and_(
        *(
            _like(column, "%", word, "%") & column.regexp_match(literal(rf"(^|\W|_){word}(\W|_|$)"))
            for word in words_of(fold_letters(text))
        )
    )


_ABOUT_TEXT: dict[str, Callable[[Column, Any], ColumnElement[bool]]] = {
    "contains": lambda column, value: _like(column, "%", value, "%"),
    "not_contains": lambda column, value: not_(_like(column, "%", value, "%")),
    "is": lambda column, value: column == fold_letters(value),
    "is_not": lambda column, value: column != fold_letters(value),
    "starts_with": lambda column, value: _like(column, "", value, "%"),
    "ends_with": lambda column, value: _like(column, "%", value, ""),
    "words": _words,
    "is_empty": lambda column, _: column == "",
}
_ABOUT_VALUE: dict[str, Callable[[Column, Any], ColumnElement[bool]]] = {
    "eq": lambda column, value: column == value,
    "gt": lambda column, value: column > value,
    "gte": lambda column, value: column >= value,
    "lt": lambda column, value: column < value,
    "lte": lambda column, value: column <= value,
    "between": lambda column, value: column.between(*value),
    "is": lambda column, value: column == value,
    "is_not": lambda column, value: column.is_distinct_from(value),
    "in": lambda column, value: column.in_(value),
    "is_empty": lambda column, _: column.is_(None),
}
