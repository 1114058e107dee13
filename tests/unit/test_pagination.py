"""Reading a list page by page: everything once, newest first, however the rows lie."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.db import UTCDateTime
from app.errors import Invalid
from app.pagination import page_of

MIDNIGHT = datetime(2026, 3, 1, tzinfo=UTC)
# Few moments for many rows, so that several share one and a page ends in the middle of them.
minutes = st.lists(st.integers(0, 4), max_size=12)


class Base(DeclarativeBase):
    pass


class Entry(Base):
    """A row with a moment that others may share, and an id that they do not."""

    __tablename__ = "entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


KEYS = (Entry.at, Entry.id)


@pytest.fixture(scope="module")
def engine() -> Iterator[sa.Engine]:
    made = sa.create_engine("sqlite://")
    Base.metadata.create_all(made)
    yield made
    made.dispose()


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with engine.connect() as connection, connection.begin() as outer:
        yield Session(connection, join_transaction_mode="rollback_only")
        outer.rollback()


def fill(session: Session, at_minutes: list[int]) -> None:
    session.execute(sa.delete(Entry))
    session.add_all(Entry(at=MIDNIGHT + timedelta(minutes=minute)) for minute in at_minutes)
    session.flush()


def pages(session: Session, limit: int) -> list[list[int]]:
    """Follow the cursors to the end; return each page's ids."""
    found, cursor = [], None
    while not found or cursor:
        page = page_of(session, sa.select(Entry), KEYS, limit=limit, cursor=cursor)
        found.append([entry.id for entry in page.items])
        cursor = page.next_cursor
    return found


# The session is emptied by `fill`, so that examples may share it.
@settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(at_minutes=minutes, limit=st.integers(1, 5))
def test_the_pages_together_are_the_whole_list_newest_first(
    session: Session, at_minutes: list[int], limit: int
) -> None:
    fill(session, at_minutes)
    whole = session.scalars(sa.select(Entry.id).order_by(Entry.at.desc(), Entry.id.desc())).all()
    assert [entry_id for page in pages(session, limit) for entry_id in page] == whole


@pytest.mark.parametrize(
    ("count", "sizes"), [(0, [0]), (2, [2]), (3, [3]), (4, [3, 1]), (6, [3, 3]), (7, [3, 3, 1])]
)
def test_only_the_last_page_is_short_and_none_is_empty_after_it(
    session: Session, count: int, sizes: list[int]
) -> None:
    fill(session, [0] * count)
    assert [len(page) for page in pages(session, 3)] == sizes


def test_a_row_that_comes_in_between_moves_no_other(session: Session) -> None:
    fill(session, [1, 2, 3, 4])
    first = page_of(session, sa.select(Entry), KEYS, limit=2, cursor=None)
    session.add(Entry(at=MIDNIGHT + timedelta(minutes=5)))
    rest = page_of(session, sa.select(Entry), KEYS, limit=2, cursor=first.next_cursor)
    assert [entry.at.minute for entry in (*first.items, *rest.items)] == [4, 3, 2, 1]


def test_a_row_that_goes_in_between_leaves_no_gap(session: Session) -> None:
    fill(session, [1, 2, 3, 4])
    first = page_of(session, sa.select(Entry), KEYS, limit=2, cursor=None)
    session.delete(first.items[-1])
    rest = page_of(session, sa.select(Entry), KEYS, limit=2, cursor=first.next_cursor)
    assert [entry.at.minute for entry in rest.items] == [2, 1]


def test_a_filter_holds_on_every_page(session: Session) -> None:
    fill(session, [0, 1, 2, 3, 4, 5])
    late = sa.select(Entry).where(Entry.at >= MIDNIGHT + timedelta(minutes=2))
    first = page_of(session, late, KEYS, limit=3, cursor=None)
    rest = page_of(session, late, KEYS, limit=3, cursor=first.next_cursor)
    assert [entry.at.minute for entry in (*first.items, *rest.items)] == [5, 4, 3, 2]


def test_a_cursor_of_another_list_is_refused(session: Session) -> None:
    fill(session, [0, 1, 2])
    other = page_of(session, sa.select(Entry), (Entry.id,), limit=1, cursor=None)
    with pytest.raises(Invalid):
        page_of(session, sa.select(Entry), KEYS, limit=1, cursor=other.next_cursor)
