"""All that is kept of a person, as one file: a ZIP with a file of JSON lines for each table."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import IO, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, LargeBinary, Select, Table, select

from app.clock import now
from app.db import Base
from app.domain.auth.people.actor import Actor, record_act
from app.domain.auth.people.service import find_account
from app.domain.auth.users.tables import User
from app.extensions import db

ROWS_AT_ONCE = 1_000
README = """All that Tidewatch keeps of one account, written on {at:%Y-%m-%d %H:%M} UTC.

Each file holds the rows of one table, as a JSON object on each line (https://jsonlines.org). Amounts of
money are whole numbers of the currency's smallest unit; prices, quantities and rates are decimal numbers
in quotation marks; moments are in UTC.

Left out are passwords, tokens and keys, and what is kept as bytes: uploaded files, trained models, caches.
"""


class TableRows(NamedTuple):
    """A table, and the statement for what it holds of a person, without secrets and bytes."""

    name: str
    rows: Select[tuple[object, ...]]


def write_export(user_id: int, file: IO[bytes], actor: Actor) -> str:
    """Write all that is kept of somebody to a file; return the name to give it. Raises PersonNotFound."""
    person = find_account(user_id)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("README.txt", README.format(at=now()))
        for each in tables_of(person.id):
            _write(packed, each)
    person.exported_at = now()
    record_act("export", actor, person)
    return f"tidewatch-{person.username}-{now():%Y-%m-%d}.zip"


def _write(packed: zipfile.ZipFile, table: TableRows) -> None:
    """Write a table's rows, some at a time; no file where there are none."""
    found = db.session.execute(table.rows.execution_options(yield_per=ROWS_AT_ONCE))
    lines = (msgspec.json.encode(dict(row)) + b"\n" for row in found.mappings())
    first = next(lines, None)
    if first is None:
        return
    with packed.open(f"{table.name}.jsonl", "w") as written:
        written.write(first)
        written.writelines(lines)


def tables_of(user_id: int) -> Iterator[TableRows]:
    """Yield each table that holds something of a person, found by the keys that tie its rows to an account:
    what a new table ties to one is exported without a word about it here.
    """
    theirs: dict[Table, ColumnElement[bool]] = {}
    for table in Base.metadata.sorted_tables:  # those that are referred to come first
        condition = _condition(table, user_id, theirs)
        if condition is None:
            continue
        theirs[table] = condition
        shown = [column for column in table.c if not _is_withheld(column)]
        yield TableRows(table.name, select(*shown).where(condition).order_by(*table.primary_key))


def _condition(
    table: Table, user_id: int, theirs: dict[Table, ColumnElement[bool]]
) -> ColumnElement[bool] | None:
    """Say which rows are a person's: their own, or what goes when rows of theirs go."""
    if table is User.__table__:
        return table.c.id == user_id
    if "user_id" in table.c:
        return table.c.user_id == user_id
    for key in sorted(table.foreign_keys, key=lambda each: each.parent.name):
        parent = key.column.table
        if key.ondelete == "CASCADE" and parent in theirs:
            return key.parent.in_(select(key.column).where(theirs[parent]))
    return None


def _is_withheld(column: ColumnElement[object]) -> bool:
    return bool(column.info.get("secret")) or isinstance(column.type, LargeBinary)
