"""The temporary tables that rules run over: a row for each transaction, and who matched what.

Rules change copies, narrow and without indexes; the transactions themselves are written once at the end,
however many rules changed them. SQLite and PostgreSQL keep such a table for one connection.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    Select,
    SmallInteger,
    String,
    Table,
    Text,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.schema import CreateIndex, CreateTable

from app.db import BigId, Money
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.rules.actions_sql import compile_actions, differs
from app.domain.banking.rules.columns import CHANGEABLE, Sight
from app.domain.banking.rules.conditions_sql import compile_conditions
from app.domain.banking.rules.terms import TEXTS, RuleDraft
from app.extensions import db
from app.letters import folded

_ASKED: dict[str, Any] = {
    **{name: Text() for name in TEXTS},
    "amount": Money(), "currency": String(3), "direction": String(3), "status": String(7),
    "channel": String(20), "source": String(20), "mcc": String(4), "connection_id": BigInteger(),
    "day_of_month": SmallInteger(), "weekday": SmallInteger(),
}  # fmt: skip
VALUES = ("category", "category_source", "merchant", "notes", "tags")
_TEMPORARY: dict[str, Any] = {"prefixes": ["TEMPORARY"], "postgresql_on_commit": "DELETE ROWS"}
_tables = MetaData()

work = Table(
    "rule_work",
    _tables,
    Column("id", BigId, primary_key=True, autoincrement=False),
    *(Column(f"asked_{name}", kind) for name, kind in _ASKED.items()),
    *(Column(name, Text()) for name in VALUES),
    *(Column(f"was_{name}", Text()) for name in VALUES),
    **_TEMPORARY,
)
matches = Table(
    "rule_matches",
    _tables,
    Column("rule", Integer, nullable=False),
    Column("id", BigId, nullable=False),
    Index("ix_rule_matches_id", "id"),
    **_TEMPORARY,
)
w, m = work.c, matches.c

SIGHT = Sight(
    {**{name: w[f"asked_{name}"] for name in _ASKED}, "category": w.category, "tags": w.tags},
    {name: w[name] for name in VALUES},
)


class Outcome(NamedTuple):
    """How many transactions a rule matched, and how many of them it changed."""

    matched: int
    changed: int


def changed_by(drafts: Iterable[RuleDraft]) -> list[str]:
    """Return which values a set of rules can change at all."""
    found = {name for draft in drafts for name in compile_actions(draft.actions, SIGHT)}
    return [name for name in CHANGEABLE if name in found]


def load(statement: Select[Any], sight: Sight, drafts: Sequence[RuleDraft]) -> None:
    """Fill the working table with the transactions that a statement chooses, as `sight` sees them.

    What no rule asks for or changes is left out: most of the time goes into reading wide rows.
    """
    asked = {each.field for draft in drafts for each in draft.conditions}
    kept = {*asked, *changed_by(drafts)} | (
        {"category_source"} if "category" in changed_by(drafts) else set()
    )
    columns: dict[str, Any] = {"id": Transaction.id}
    columns |= {f"asked_{name}": sight.fields[name] for name in _ASKED if name in asked}
    columns |= {name: sight.values[name] for name in VALUES if name in kept}
    columns |= {f"was_{name}": sight.values[name] for name in VALUES if name in kept}
    chosen = statement.with_only_columns(*(value.label(name) for name, value in columns.items()))
    db.session.execute(insert(work).from_select(list(columns), chosen))


def prepare() -> None:
    """Make the tables where this connection has none, and empty them."""
    for table in (work, matches):
        db.session.execute(CreateTable(table, if_not_exists=True))
        for index in table.indexes:
            db.session.execute(CreateIndex(index, if_not_exists=True))
    clear()


def clear() -> None:
    """Empty the tables: a connection goes back to the pool with them."""
    db.session.execute(delete(work))
    db.session.execute(delete(matches))


def apply(drafts: Sequence[RuleDraft]) -> list[Outcome]:
    """Let the rules change the working table, one after the other; two statements each."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE rule_work"))  # nothing else looks after a temporary table
    return [_apply_one(place, draft, drafts) for place, draft in enumerate(drafts)]


def _apply_one(place: int, draft: RuleDraft, drafts: Sequence[RuleDraft]) -> Outcome:
    holds = compile_conditions(draft, SIGHT)
    stops = [number for number, earlier in enumerate(drafts[:place]) if earlier.stop]
    if stops:
        # Not `NOT IN`: PostgreSQL would search the list anew for each row once it is long.
        holds &= ~exists().where(m.id == w.id, m.rule.in_(stops))
    found = select(literal(place, Integer), w.id).where(holds)
    matched = _count(insert(matches).from_select(["rule", "id"], found))
    if not matched:
        return Outcome(0, 0)
    new = compile_actions(draft.actions, SIGHT)
    other = differs(new, SIGHT)
    for name in TEXTS:
        if name in new:
            new[f"asked_{name}"] = folded(func.coalesce(new[name], ""))
    mine = w.id.in_(select(m.id).where(m.rule == place))
    return Outcome(matched, _count(update(work).where(mine, other).values(new)))


def _count(statement: Any) -> int:
    return int(db.session.execute(statement).rowcount)  # type: ignore[attr-defined]


def count_matched() -> int:
    """Count the transactions that any rule matched."""
    return db.session.scalar(select(func.count(m.id.distinct()))) or 0


def conditions_of_change(names: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Yield each value that can change, with whether it did in the working table's row."""
    for name in names:
        yield name, w[name].is_distinct_from(w[f"was_{name}"])
