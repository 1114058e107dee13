"""Whatever form a SELECT has, it leaves out the transactions that their owners have deleted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine, event, func, select, union
from sqlalchemy.orm import Session, aliased

from app.db import Base
from app.domain.banking.ledger.tables import WITH_DELETED, Split, Transaction

t = Transaction
OTHER = aliased(t)
SELECTS = {
    "rows": select(t),
    "columns": select(t.id, t.amount),
    "a count": select(func.count()).where(t.user_id == 1),
    "a count of the table": select(func.count()).select_from(t),
    "a maximum": select(func.max(t.id)),
    "groups": select(t.category, func.count()).where(t.user_id == 1).group_by(t.category),
    "a join": select(Split.id).join(t).where(t.user_id == 1),
    "a subquery": select(func.count()).select_from(select(t.id).subquery()),
    "another name": select(OTHER.id),
}


@pytest.fixture
def asked() -> Iterator[tuple[Session, list[str]]]:
    """A session, and the statements that it has sent."""
    engine, sent = create_engine("sqlite://"), []
    Base.metadata.create_all(engine)
    event.listen(engine, "before_cursor_execute", lambda _, __, statement, *___: sent.append(statement))
    with Session(engine) as session:
        yield session, sent


@pytest.mark.parametrize("statement", SELECTS.values(), ids=SELECTS)
def test_a_select_leaves_them_out_unless_it_asks_for_them(
    asked: tuple[Session, list[str]], statement: Any
) -> None:
    session, sent = asked
    session.execute(statement)
    session.execute(statement, execution_options=WITH_DELETED)
    assert [each.count("deleted_at IS NULL") for each in sent] == [1, 0]


def test_each_part_of_a_select_leaves_them_out(asked: tuple[Session, list[str]]) -> None:
    session, sent = asked
    session.execute(select(t.id).where(t.user_id.in_(select(t.user_id).where(t.amount > 1))))
    session.execute(union(select(t.account), select(t.description)))
    assert [each.count("deleted_at IS NULL") for each in sent] == [2, 2]
