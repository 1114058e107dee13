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
def migrated(empty_url: str) -> Iterator[sa.Engine]:
    app = APIFlask("migrations", static_folder=None)
    app.config["SQLALCHEMY_DATABASE_URI"] = empty_url
    db.init_app(app)
    bind_migrations(app)
    with app.app_context():
        flask_migrate.upgrade(directory=MIGRATIONS)
        yield db.engine
        db.engine.dispose()
