"""Mappings that people keep: a broker that no preset knows has to be explained once."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from sqlalchemy import select

from app.clock import now
from app.db import insert_into
from app.domain.portfolio.drafts.mapping import Mapping
from app.domain.portfolio.imports.errors import MappingNotFound
from app.domain.portfolio.imports.tables import KeptMapping
from app.extensions import db
from app.texts import fold

MAX_KEPT = 100
m = KeptMapping


def keep_mapping(user_id: int, name: str, columns: Iterable[str], mapping: Mapping) -> None:
    """Keep how files with these columns are read; what was kept under the name before is replaced."""
    news = {"header": _header(columns), "mapping": msgspec.to_builtins(mapping), "created_at": now()}
    statement = insert_into(m).values(user_id=user_id, name=name, **news)
    db.session.execute(statement.on_conflict_do_update(index_elements=["user_id", "name"], set_=news))


def list_mappings(user_id: int) -> list[KeptMapping]:
    """Return a user's mappings, the newest first."""
    statement = select(m).where(m.user_id == user_id).order_by(m.created_at.desc(), m.id.desc())
    return list(db.session.scalars(statement.limit(MAX_KEPT)))


def delete_mapping(user_id: int, mapping_id: int) -> None:
    """Forget a mapping. Raises MappingNotFound."""
    found = db.session.get(m, mapping_id)
    if found is None or found.user_id != user_id:
        raise MappingNotFound
    db.session.delete(found)


def find_mapping(user_id: int, columns: Iterable[str]) -> tuple[str, Mapping] | None:
    """Return the name and the mapping of files with these very columns, the one that was kept last."""
    header = _header(columns)
    for kept in list_mappings(user_id):
        if kept.header == header:
            return kept.name, msgspec.convert(kept.mapping, Mapping)
    return None


def _header(columns: Iterable[str]) -> list[str]:
    return sorted(fold(name) for name in columns)
