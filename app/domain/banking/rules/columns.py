"""What rules look at: a transaction's fields and values, in the table or in a copy of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, extract, func
from sqlalchemy.ext.compiler import compiles

from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.rules.tags import tags_as_text
from app.domain.banking.rules.terms import TEXTS
from app.letters import folded

Column = ColumnElement[Any]
CHANGEABLE = ("category", "merchant", "notes", "tags")


@dataclass(frozen=True, slots=True)
class Sight:
    """Transactions as a statement sees them.

    fields: what conditions ask for, by their names; texts are folded, and empty rather than NULL.
    values: what actions change, as it is, with category_source; tags as one text, see tags.
    """

    fields: Mapping[str, Column]
    values: Mapping[str, Column]


def stored_sight(values: Any = Transaction) -> Sight:
    """See the table itself.

    values: where to take what actions change from, another table's columns of the same names.
    """
    t = Transaction
    tags = tags_as_text(values.tags)
    fields: dict[str, Column] = {name: getattr(t, name) for name in _PLAIN}
    for name in TEXTS:
        source = values if name in CHANGEABLE else t
        fields[name] = folded(func.coalesce(getattr(source, name), ""))
    fields |= {
        "category": values.category,
        "tags": tags,
        "day_of_month": extract("day", t.booked_on),
        "weekday": _weekday(t.booked_on),
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
    """The weekday of a day, 1 is Monday."""

    inherit_cache = False
    type = Integer()

    def __init__(self, day: Any) -> None:
        self.day = day


@compiles(_weekday, "postgresql")
def _postgresql_weekday(element: _weekday, compiler: Any, **kwargs: Any) -> str:
    return f"CAST(extract(isodow FROM {compiler.process(element.day, **kwargs)}) AS integer)"


@compiles(_weekday, "sqlite")
def _sqlite_weekday(element: _weekday, compiler: Any, **kwargs: Any) -> str:
    day = compiler.process(element.day, **kwargs)
    return f"((CAST(strftime('%w', {day}) AS INTEGER) + 6) % 7 + 1)"
