"""Rows that were stored before there were civil days get theirs, and lose nothing that belongs to them."""

from __future__ import annotations

import json
from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa

from tests.architecture.conftest import MIGRATIONS

NEW_YORK = "America/New_York"
USER = """
    INSERT INTO users (id, username, username_key, email, email_key, password_hash, role,
      base_currency, locale, time_zone, created_at)
    VALUES (1, 'ana', 'ana', 'a@b.c', 'a@b.c', 'x', 'user', 'EUR', 'en', :zone, '2026-01-01')"""
ROW = """
    INSERT INTO transactions (user_id, transaction_id, amount, currency, status, source, occurred_at,
      received_at, content_hash, details, import_id, connection_id)
    VALUES (1, :name, 5, 'EUR', 'SUCCESS', :source, :at, '2026-01-01', 'x', :details, :import_id, :feed)"""
IMPORT = """
    INSERT INTO imports (id, user_id, filename, format, state, total, done, new, duplicates, problems,
      problem_count, created_at) VALUES (7, 1, 'a.csv', 'csv', 'done', 1, 1, 1, 0, '[]', 0, '2026-01-01')"""
FEED = """
    INSERT INTO connections (id, user_id, provider, name, state, failures, created_at)
    VALUES (8, 1, 'basiq', 'x', 'active', 0, '2026-01-01')"""


@pytest.fixture
def before(migrated: sa.Engine) -> sa.Engine:
    """A database of the version before, with one user in New York."""
    flask_migrate.downgrade(directory=MIGRATIONS, revision="0002")
    with migrated.begin() as connection:
        for statement in (USER, IMPORT, FEED):
            connection.execute(sa.text(statement), {"zone": NEW_YORK} if statement is USER else {})
    return migrated


def days_of(engine: sa.Engine, *rows: dict[str, Any]) -> list[tuple[str, bool, Any]]:
    """Store rows as they were, migrate, and return their day, whether they have a time, and their details."""
    with engine.begin() as connection:
        for number, row in enumerate(rows):
            told = {
                "source": "intake",
                "details": None,
                "import_id": None,
                "feed": None,
                "name": f"t-{number}",
            }
            details = {"details": json.dumps(row["details"])} if "details" in row else {}
            connection.execute(sa.text(ROW), told | row | details)
    flask_migrate.upgrade(directory=MIGRATIONS)
    with engine.connect() as connection:
        found = connection.execute(
            sa.text("SELECT booked_on, has_time, details FROM transactions ORDER BY id")
        )
        return [(str(day), bool(time), _plain(details)) for day, time, details in found]


def _plain(details: Any) -> Any:
    return json.loads(details) if isinstance(details, str) else details


def test_the_intakes_rows_fall_on_the_day_where_their_owner_is(before: sa.Engine) -> None:
    evening, midnight = {"at": "2026-03-01 03:30:00"}, {"at": "2026-03-02 00:00:00"}
    assert days_of(before, evening, midnight) == [("2026-02-28", True, None), ("2026-03-01", True, None)]


def test_a_files_rows_keep_the_files_day(before: sa.Engine) -> None:
    other = {"at": "2026-03-01 23:30:00", "details": {"day": "2026-03-02", "reference": "9"}, "import_id": 7}
    noon = {"at": "2026-03-01 17:00:00", "import_id": 7}
    assert days_of(before, other | {"source": "import"}, noon | {"source": "import"}) == [
        ("2026-03-02", True, {"reference": "9"}),
        ("2026-03-01", False, None),
    ]


def test_a_feeds_midnight_was_a_day(before: sa.Engine) -> None:
    """New York saw the day before: that is what was wrong."""
    day = {"at": "2026-03-01 00:00:00", "source": "basiq", "feed": 8}
    moment = {"at": "2026-03-01 02:00:00", "source": "basiq", "feed": 8, "details": {"day": "nonsense"}}
    assert days_of(before, day, moment) == [
        ("2026-03-01", False, None),
        ("2026-02-28", True, {"day": "nonsense"}),
    ]


def test_what_had_no_moment_keeps_the_day_of_its_reading(before: sa.Engine) -> None:
    read = {"at": "2026-03-01 02:00:00", "source": "inbox", "feed": 8, "details": {"undated": True}}
    assert days_of(before, read) == [("2026-02-28", False, {"undated": True})]


def test_what_belongs_to_a_row_outlives_the_new_table(before: sa.Engine) -> None:
    with before.begin() as connection:
        told = {
            "details": None,
            "import_id": None,
            "feed": None,
            "source": "intake",
            "at": "2026-03-01 12:00:00",
        }
        connection.execute(sa.text(ROW), told | {"name": "t"})
        connection.execute(
            sa.text(
                "INSERT INTO splits (transaction_id, amount, category) SELECT id, 5, 'X' FROM transactions"
            )
        )
    flask_migrate.upgrade(directory=MIGRATIONS)
    with before.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM splits")).scalar() == 1
        if before.dialect.name == "sqlite":
            assert connection.execute(sa.text("PRAGMA foreign_keys")).scalar() == 1
