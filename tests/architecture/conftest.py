"""A database of its own for each test of the migrations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.db import bind_migrations
from app.extensions import db

MIGRATIONS = str(Path(__file__).resolve().parents[2] / "migrations")


@pytest.fixture
def empty_url(database_url: str, tmp_path: Path) -> Iterator[str]:
    """A database without any table, which no other test shares."""
    url = sa.make_url(database_url)
    if url.get_backend_name() == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    url = url.set(drivername="postgresql+psycopg2")
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    name = f"{url.database}_migrations"
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
        yield url.set(database=name).render_as_string(hide_password=False)
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
def migrated(empty_url: str) -> Iterator[sa.Engine]:
    app = APIFlask("migrations", static_folder=None)
    app.config["SQLALCHEMY_DATABASE_URI"] = empty_url
    db.init_app(app)
    bind_migrations(app)
    with app.app_context():
        flask_migrate.upgrade(directory=MIGRATIONS)
        yield db.engine
        db.engine.dispose()
