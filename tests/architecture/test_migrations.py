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
