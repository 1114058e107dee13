"""Rules as SQL: conditions become one expression, actions the new values of what they change.

Both databases fold texts with their own `lower`, of the column and of what it is compared with alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    not_,
    null,
    or_,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles

from app.db import local_day
from app.domain.banking.models import Transaction
from app.domain.banking.rules.rule_terms import (
    TEXTS,
    AddTag,
    AnyAction,
    AppendNotes,
    ClearCategory,
    Condition,
    RemoveTag,
    RuleDraft,
    SetCategory,
    SetMerchant,
    SetNotes,
    words_of,
)
from app.domain.banking.service.rules.tags import changed_tags, has_tag, tags_as_text

Column = ColumnElement[Any]
CHANGEABLE = ("category", "merchant", "notes", "tags")
NOTES_AT_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Sight:
    """Transactions as a statement sees them.

    fields: what conditions ask for, by their names; texts are folded, and empty rather than NULL.
    values: what actions change, as it is, with category_source; tags as one text, see tags.
    """

    fields: Mapping[str, Column]
    values: Mapping[str, Column]


def stored_sight(zone: str, values: Any = Transaction) -> Sight:
    """See the table itself; days are those of a time zone.

    values: where to take what actions change from, another table's columns of the same names.
    """
    t = Transaction
    tags = tags_as_text(values.tags)
    fields: dict[str, Column] = {name: getattr(t, name) for name in _PLAIN}
    for name in TEXTS:
        source = values if name in CHANGEABLE else t
        fields[name] = func.lower(func.coalesce(getattr(source, name), ""))
    day = local_day(t.occurred_at, zone)
    fields |= {
        "category": values.category,
        "tags": tags,
        "day_of_month": cast(func.substr(day, 9, 2), Integer),
        "weekday": _weekday(day),
    }
    return Sight(
        fields,
        {
            "category": values.category,
            "category_source": values.category_source,
            "merchant": values.merchant,
            "notes": values.notes,
            "tags": tags,
        },
    )


_PLAIN = ("amount", "currency", "direction", "status", "channel", "source", "mcc", "connection_id")


class _weekday(ColumnElement[int]):
    """The weekday of a day 'YYYY-MM-DD', 1 is Monday."""

    inherit_cache = False
    type = Integer()

    def __init__(self, day: Any) -> None:
        self.day = day


@compiles(_weekday, "postgresql")
def _postgresql_weekday(element: _weekday, compiler: Any, **kwargs: Any) -> str:
    return f"CAST(to_char(CAST({compiler.process(element.day, **kwargs)} AS date), 'ID') AS integer)"


@compiles(_weekday, "sqlite")
def _sqlite_weekday(element: _weekday, compiler: Any, **kwargs: Any) -> str:
    day = compiler.process(element.day, **kwargs)
    return f"((CAST(strftime('%w', {day}) AS INTEGER) + 6) % 7 + 1)"


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
    escaped = text.replace("/", "//").replace("%", "/%").replace("_", "/_")
    return column.like(func.lower(f"{before}{escaped}{after}"), escape="/")


def _words(column: Column, text: str) -> ColumnElement[bool]:
    # The plain search comes first because it is cheap. A word is letters and digits, so that the
    # pattern has nothing in it that repeats.
    return and_(
        *(
            _like(column, "%", word, "%")
            & column.regexp_match(literal(r"(^|\W|_)").concat(func.lower(word)).concat(r"(\W|_|$)"))
            for word in words_of(text)
        )
    )


_ABOUT_TEXT: dict[str, Callable[[Column, Any], ColumnElement[bool]]] = {
    "contains": lambda column, value: _like(column, "%", value, "%"),
    "not_contains": lambda column, value: not_(_like(column, "%", value, "%")),
    "is": lambda column, value: column == func.lower(value),
    "is_not": lambda column, value: column != func.lower(value),
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


def compile_actions(actions: Sequence[AnyAction], sight: Sight) -> dict[str, Column]:
    """Return the new values of what a rule's actions change, by the names of `Sight.values`."""
    new: dict[str, Column] = {}
    for action in actions:
        if isinstance(action, SetCategory):
            new |= _new_category(sight, literal(action.category), "rule", force=action.force)
        elif isinstance(action, ClearCategory):
            new |= _new_category(sight, null(), None, force=action.force)
        elif isinstance(action, SetMerchant):
            new["merchant"] = literal(action.merchant)
    if any(isinstance(action, SetNotes | AppendNotes) for action in actions):
        new["notes"] = _new_notes(actions, sight.values["notes"])
    added = [action.tag for action in actions if isinstance(action, AddTag)]
    removed = [action.tag for action in actions if isinstance(action, RemoveTag)]
    if added or removed:
        new["tags"] = changed_tags(sight.values["tags"], added, removed)
    return new


def _new_category(sight: Sight, category: Any, source: str | None, *, force: bool) -> dict[str, Column]:
    """Leave what the owner set by hand, unless forced, and what is so already."""
    now, set_by = sight.values["category"], sight.values["category_source"]
    category = type_coerce(category, String())
    changes = now.is_distinct_from(category)
    if not force:
        changes &= set_by.is_distinct_from("user")
    return {
        "category": case((changes, category), else_=now),
        "category_source": case((changes, literal(source, String())), else_=set_by),
    }


def _new_notes(actions: Sequence[AnyAction], notes: Column) -> Column:
    base: Column = func.coalesce(notes, "")
    appended = [action for action in actions if isinstance(action, AppendNotes)]
    for action in actions:
        if isinstance(action, SetNotes):
            base = literal(action.notes) if action.force else case((base == "", action.notes), else_=base)
    found: Column = base
    for action in appended:
        padded = literal("\n").concat(base).concat("\n")
        there = func.replace(padded, f"\n{action.notes}\n", "") != padded
        found = found.concat(case((there, ""), else_=f"\n{action.notes}"))
    found = case((base == "", func.substr(found, 2)), else_=found)  # no line before the first one
    kept = case((func.length(found) <= NOTES_AT_MOST, found), else_=base)
    return case((kept == "", notes), else_=kept)


def differs(new: Mapping[str, Column], sight: Sight) -> ColumnElement[bool]:
    """Tell whether any of the new values is another one than now."""
    found = [new[name].is_distinct_from(sight.values[name]) for name in CHANGEABLE if name in new]
    return or_(*found)
