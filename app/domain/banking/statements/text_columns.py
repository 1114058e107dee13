"""Which columns of a table say who and what: texts, parties, accounts, ids, currencies and states."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal

from app.domain.banking.statements.header_words import Role, paying_side
from app.domain.banking.statements.value_words import IN, OUT, bare_flag, state_of
from app.tabular.table import Column, Table

MAX_DESCRIPTIONS = 4
MAX_STATES = 12
MIN_LETTERS = 4


def with_role(table: Table, *roles: Role, kinds: Iterable[str] = ()) -> list[Column]:
    wanted, allowed = set(roles), set(kinds)
    return [
        column
        for column in table.columns
        if column.roles & wanted and (not allowed or column.kind in allowed)
    ]


def find_parties(table: Table) -> tuple[Column | None, Column | None]:
    """Return the columns of who was paid, or of the other party either way, and of who paid."""
    names = [
        column
        for column in with_role(table, "name", kinds=("text",))
        if not column.roles & {"account", "other_account", "number"}
    ]
    others = [column for column in names if len(column.distinct) > 1 or column.filled < len(table.body)]
    names = others or names
    payee = next((column for column in names if paying_side(column.name) == "payee"), None)
    payer = next((column for column in names if paying_side(column.name) == "payer"), None)
    if payee and payer:
        return payee, payer
    fullest = max(names, key=lambda column: column.filled, default=None)
    return fullest, None


def find_descriptions(table: Table, taken: set[int]) -> list[Column]:
    """Return the columns that say what a payment was for; never dates, accounts, balances or ids."""
    free = [
        column
        for column in table.columns
        if column.at not in taken and column.kind in {"text", "code"} and not _is_flag(column)
    ]
    said = [column for column in free if "description" in column.roles and "account" not in column.roles]
    if said:
        return said[:MAX_DESCRIPTIONS]
    free = [column for column in free if column.kind == "text"]
    named = [column for column in free if "name" in column.roles and not column.roles & {"number", "account"}]
    purposes = [column for column in free if "reference" in column.roles and "number" not in column.roles]
    plain = [column for column in free if not column.roles and _letters(column) >= MIN_LETTERS]
    if not table.header:
        return _wordiest(plain, 3)
    return [*named[:1], *purposes[:1]] or _wordiest(plain, 2) or _wordiest(free, 1)


def _is_flag(column: Column) -> bool:
    """Tell whether a column says only whether money came or went, or what became of it."""
    words = {bare_flag(cell) for cell in column.distinct[:MAX_STATES]}
    return len(column.distinct) <= MAX_STATES and words <= OUT | IN and bool(words)


def _wordiest(columns: list[Column], count: int) -> list[Column]:
    best = sorted(columns, key=lambda column: -_letters(column) * column.filled)[:count]
    return sorted(best, key=lambda column: column.at)


def _letters(column: Column) -> float:
    cells = column.distinct[:50]
    return sum(len(re.findall(r"[^\W\d_]", cell[:200])) for cell in cells) / max(len(cells), 1)


def find_id(table: Table) -> Column | None:
    """Return a column of ids: each row has its own."""
    for column in with_role(table, "external_id"):
        if "account" in column.roles:
            continue
        unique = column.filled == len(column.distinct) and column.filled * 10 >= len(table.body) * 9
        if unique and column.kind in {"code", "number", "text", "account"} and "number" not in column.roles:
            return column
    return None


def find_reference(table: Table, taken: set[int]) -> Column | None:
    for column in with_role(table, "reference"):
        if column.at not in taken and column.kind in {"code", "number", "text", "account"}:
            return column
    return None


def find_state(table: Table) -> tuple[Column | None, list[str]]:
    """Return the column that says what became of a payment, and its words that are not known.

    One word that most rows have is what 'booked' is in a language that nobody wrote down here.
    """
    for column in table.columns:
        if column.kind not in {"text", "code"} or len(column.distinct) > MAX_STATES:
            continue
        states: dict[str, Literal["booked", "pending", "void"] | None]
        states = {cell: state_of(cell) for cell in column.distinct}
        known = sum(state is not None for state in states.values())
        named = "state" in column.roles
        if (named and known) or (not column.roles and known == len(states) and _tells_void(states.values())):
            return column, _unknown(table, column, states)
    return None, []


def _tells_void(states: Iterable[str | None]) -> bool:
    return {"booked"} < set(states)


def _unknown(
    table: Table, column: Column, states: dict[str, Literal["booked", "pending", "void"] | None]
) -> list[str]:
    unknown = [cell for cell, state in states.items() if state is None]
    if "booked" in states.values() or not unknown:
        return unknown
    usual, _ = Counter(cell for cell in table.cells(column.at) if cell).most_common(1)[0]
    return [cell for cell in unknown if cell != usual]
