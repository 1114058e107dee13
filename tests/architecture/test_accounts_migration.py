"""Rows of the version before are tied to the accounts that they name."""

from __future__ import annotations

from typing import Any

import flask_migrate
import pytest
import sqlalchemy as sa

from app.domain.banking.accounts.names import account_name
from tests.architecture.conftest import MIGRATIONS
from tests.architecture.test_civil_days_migration import FEED, IMPORT, NEW_YORK, USER

IBAN = "RO49 BTRL RONC RT01 2345 6789"
ROW = """
    INSERT INTO transactions (user_id, transaction_id, amount, currency, status, source, direction, occurred_at,
      booked_on, has_time, received_at, content_hash, account, import_id, connection_id)
    VALUES (:user, :name, 5, :currency, 'SUCCESS', 'x', 'out', '2026-01-01', '2026-01-01', :yes, '2026-01-01', 'x',
      :account, :import_id, :feed)"""
OTHER = USER.replace("(1, 'ana', 'ana', 'a@b.c', 'a@b.c'", "(2, 'bob', 'bob', 'b@b.c', 'b@b.c'")


@pytest.fixture
def before(migrated: sa.Engine) -> sa.Engine:
    """A database of the version before, with two users, a file and a feed."""
    flask_migrate.downgrade(directory=MIGRATIONS, revision="0007")
    with migrated.begin() as connection:
        for statement in (USER, OTHER, IMPORT, FEED):
            connection.execute(sa.text(statement), {"zone": NEW_YORK} if ":zone" in statement else {})
    return migrated


def keep(engine: sa.Engine, *rows: dict[str, Any]) -> None:
    with engine.begin() as connection:
        for number, row in enumerate(rows):
            told = {
                "user": 1,
                "currency": "RON",
                "account": None,
                "import_id": None,
                "feed": None,
                "yes": True,
            }
            connection.execute(sa.text(ROW), told | {"name": f"t-{number}"} | row)


def fetch(engine: sa.Engine, query: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def test_each_name_has_its_account_whoever_wrote_it_and_however(before: sa.Engine) -> None:
    keep(
        before, {"account": IBAN, "import_id": 7}, {"account": "ro49btrlroncrt0123456789", "feed": 8},
        {"account": IBAN, "currency": "EUR"}, {"account": IBAN, "user": 2}, {"account": "Till"}, {},
        {"account": "***"}, {"account": "123456RON"}, {"account": "123456"},
    )  # fmt: skip
    flask_migrate.upgrade(directory=MIGRATIONS)
    found = fetch(
        before,
        "SELECT t.transaction_id, a.user_id, a.currency, a.number FROM transactions t "
        "LEFT JOIN accounts a ON a.id = t.account_id ORDER BY t.id",
    )
    assert found == [
        ("t-0", 1, "RON", IBAN), ("t-1", 1, "RON", IBAN), ("t-2", 1, "EUR", IBAN), ("t-3", 2, "RON", IBAN),
        ("t-4", 1, "RON", "Till"), ("t-5", None, None, None), ("t-6", None, None, None),
        ("t-7", 1, "RON", "123456RON"), ("t-8", 1, "RON", "123456RON"),
    ]  # fmt: skip


def test_an_account_comes_from_who_named_it_and_begins_unknown(before: sa.Engine) -> None:
    keep(before, {"account": "A", "feed": 8}, {"account": "B", "import_id": 7}, {"account": "C"})
    flask_migrate.upgrade(directory=MIGRATIONS)
    columns = "name, kind, origin, connection_id, institution, opening_balance, opened_on"
    assert fetch(before, f"SELECT {columns} FROM accounts ORDER BY id") == [
        ("A", "current", "connection", 8, "x", None, None), ("B", "current", "import", None, None, None, None),
        ("C", "current", "intake", None, None, None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name", [IBAN, "Économies", "STRASSE ß", "12-34 56 EUR", "DE02120300000000202051EUR", "Łódź 1", "x"]
)
def test_names_are_compared_as_later_rows_names_are(before: sa.Engine, name: str) -> None:
    keep(before, {"account": name})
    flask_migrate.upgrade(directory=MIGRATIONS)
    assert fetch(before, "SELECT key FROM accounts") == [(account_name(name),)]


def test_what_was_deleted_is_gone_in_the_version_before(migrated: sa.Engine) -> None:
    """It knows no deleted rows and would show them."""
    with migrated.begin() as connection:
        connection.execute(sa.text(USER), {"zone": NEW_YORK})
    keep(migrated, {}, {})
    with migrated.begin() as connection:
        connection.execute(
            sa.text("UPDATE transactions SET deleted_at = '2026-01-02' WHERE transaction_id = 't-0'")
        )
    flask_migrate.downgrade(directory=MIGRATIONS, revision="0007")
    assert fetch(migrated, "SELECT transaction_id FROM transactions") == [("t-1",)]
