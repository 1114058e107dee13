"""One transaction at a time, and what runs after its commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import structlog
from apiflask import APIFlask
from sqlalchemy import select, text

from app.db import NestedTransaction, NoTransaction, on_commit, transaction
from app.domain.banking.intake.tables import QueueMemory
from app.extensions import db


@pytest.fixture(autouse=True)
def _in_the_app(app: APIFlask) -> Iterator[None]:
    with app.app_context():
        yield


def fail() -> None:
    raise ValueError("after the commit")


def fail_after(work: Callable[[], None]) -> None:
    on_commit(work)
    fail()


def fail_in_the_database() -> None:
    db.session.execute(text("SELECT nothing FROM nowhere"))


def note(name: str) -> None:
    db.session.add(QueueMemory(generation=name))
    db.session.flush()


def noted() -> list[str]:
    return list(db.session.scalars(select(QueueMemory.generation)))


def test_a_transaction_inside_another_is_refused_and_neither_is_kept() -> None:
    with pytest.raises(NestedTransaction, match="half-done"), transaction():
        write("inner")
    assert noted() == []


def test_a_transaction_may_follow_a_refused_one() -> None:
    with pytest.raises(NestedTransaction), transaction(), transaction():
        pass
    with transaction():
        note("next")
    assert noted() == ["next"]


def test_work_for_after_a_commit_is_refused_where_there_is_none() -> None:
    with pytest.raises(NoTransaction, match="no commit"):
        on_commit(fail)
    ran: list[str] = []
    with transaction():
        on_commit(lambda: ran.append("its own"))
    assert ran == ["its own"]


@pytest.mark.parametrize("failing", [fail, fail_in_the_database])
def test_work_that_fails_after_the_commit_is_logged_and_stops_no_other(failing: Callable[[], None]) -> None:
    ran: list[object] = []
    with structlog.testing.capture_logs() as logs, transaction():
        note("kept")
        on_commit(lambda: ran.append("before"))
        on_commit(failing)
        on_commit(lambda: ran.append(noted()))
    assert ran == ["before", ["kept"]]
    assert [(each["event"], each["log_level"], each["exc_info"]) for each in logs] == [
        ("on_commit.failed", "error", True)
    ]


def test_work_after_the_commit_may_open_a_transaction_of_its_own() -> None:
    with transaction():
        on_commit(lambda: write("after"))
    assert noted() == ["after"]


def write(name: str) -> None:
    with transaction():
        note(name)


def test_nothing_runs_after_a_rollback_not_even_later() -> None:
    ran: list[str] = []
    with pytest.raises(ValueError), transaction():
        fail_after(lambda: ran.append("never"))
    with transaction():
        pass
    assert ran == []
