"""What the database keeps sealed: it is sealed anew when keys change, and counted where its key is gone."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, bindparam, select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.config import Settings
from app.sealing import SealBroken, reseal, unseal_text

_columns: dict[str, tuple[Column[Any], Column[Any]]] = {}
"""By what is sealed: the key of its table, and the column."""


def add_sealed(what: str, sealed: InstrumentedAttribute[Any]) -> None:
    """Have a column of a mapped class looked after; what: its name for people, in the singular."""
    table = sealed.class_.__table__
    (key,) = table.primary_key.columns
    _columns[what] = (key, table.c[sealed.key])


def reseal_all(settings: Settings, connection: Connection) -> dict[str, int]:
    """Encrypt all that is kept with the newest key, then the older ones can go; count by what it is.

    Raises SealBroken.
    """
    return {what: _reseal(settings, connection, *columns) for what, columns in sorted(_columns.items())}


def count_broken(settings: Settings, connection: Connection) -> dict[str, int]:
    """Count by what it is those whose key is gone, where there are any."""
    counts = {
        what: sum(
            _is_broken(settings, text)
            for text in connection.scalars(select(sealed).where(sealed.is_not(None)))
        )
        for what, (_, sealed) in sorted(_columns.items())
    }
    return {what: count for what, count in counts.items() if count}


def counted(counts: dict[str, int]) -> str:
    """Say how many of what, for people."""
    return ", ".join(f"{count} {what}{'' if count == 1 else 's'}" for what, count in counts.items())


def _reseal(settings: Settings, connection: Connection, key: Column[Any], sealed: Column[Any]) -> int:
    kept = select(key, sealed).where(sealed.is_not(None)).with_for_update()
    values = [{"row": row, "text": reseal(settings, text)} for row, text in connection.execute(kept)]
    if values:
        change = update(sealed.table).where(key == bindparam("row"))
        connection.execute(change.values({sealed.name: bindparam("text")}), values)
    return len(values)


def _is_broken(settings: Settings, sealed: str) -> bool:
    try:
        unseal_text(settings, sealed)
    except SealBroken:
        return True
    return False
