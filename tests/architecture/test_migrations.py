"""Migrations and models say the same, on SQLite and on PostgreSQL, there and back."""

from __future__ import annotations

import flask_migrate
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from app.db import Base
from app.health import newest_migration
from tests.architecture.conftest import MIGRATIONS


def differences(engine: sa.Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, Base.metadata))


def test_the_migrated_tables_are_the_models(migrated: sa.Engine) -> None:
    assert differences(migrated) == []


def test_going_down_leaves_nothing_and_up_again_everything(migrated: sa.Engine) -> None:
    flask_migrate.downgrade(directory=MIGRATIONS, revision="base")
    assert sa.inspect(migrated).get_table_names() == ["alembic_version"]
    flask_migrate.upgrade(directory=MIGRATIONS)
    assert differences(migrated) == []


def test_migrations_form_one_line() -> None:
    """Two heads, as a merge of two branches leaves them, would stop every start."""
    assert ScriptDirectory(MIGRATIONS).get_heads() == [newest_migration()]


def test_addresses_that_people_signed_in_from_are_known_after_0005(migrated: sa.Engine) -> None:
    flask_migrate.downgrade(directory=MIGRATIONS, revision="0002")
    user = (
        "INSERT INTO users (id, username, username_key, email, email_key, password_hash, role, base_currency,"
        " locale, time_zone, created_at) VALUES (1, 'a', 'a', 'a', 'a', '', 'user', 'EUR', 'en', 'UTC',"
        " '2026-01-01 00:00:00')"
    )
    event = (
        "INSERT INTO security_events (at, event, outcome, user_id, ip, user_agent) "
        "VALUES ('2026-01-0{} 00:00:00', 'login', '{}', {}, '{}', '')"
    )
    with migrated.begin() as connection:
        connection.execute(sa.text(user))
        for number, ip in enumerate(["2001:db8::1", "2001:db8::2", "198.51.100.1"], start=1):
            connection.exec_driver_sql(event.format(number, "success", 1, ip))
        connection.exec_driver_sql(event.format(4, "failure", 1, "203.0.113.1"))
        connection.exec_driver_sql(event.format(5, "success", 99, "203.0.113.2"))
    flask_migrate.upgrade(directory=MIGRATIONS)
    with migrated.connect() as connection:
        places = connection.execute(sa.text("SELECT user_id, block, last_at FROM sign_in_places")).all()
    known = {(row.user_id, row.block, str(row.last_at)[:10]) for row in places}
    assert known == {(1, "2001:db8::/64", "2026-01-02"), (1, "198.51.100.1", "2026-01-03")}
