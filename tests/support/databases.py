"""Real databases for the tests: migrated once, emptied before each test."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from apiflask import APIFlask

from app.db import bind_migrations
from app.extensions import db

ROOT = Path(__file__).resolve().parents[2]
WIPE = """
DO $$
DECLARE
  kept text;
  is_used boolean;
BEGIN
  SET LOCAL session_replication_role = replica;
  FOR kept IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %I)', kept) INTO is_used;
    IF is_used THEN
      EXECUTE format('DELETE FROM %I', kept);
    END IF;
  END LOOP;
  PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""
"""Most tests fill a few of the tables: emptying these costs a tenth of what TRUNCATE of all costs."""


class Databases:
    """What one worker of pytest-xdist tests on; each kind is started when first asked for."""

    def __init__(self, folders: pytest.TempPathFactory, worker_id: str, run_id: str) -> None:
        self._folders = folders
        self._worker_id = worker_id
        self._run_id = run_id
        self._template: Path | None = None
        self._engine: sa.Engine | None = None
        self._server: object | None = None

    def empty_sqlite(self, folder: Path) -> str:
        """Copy the migrated file into a test's folder."""
        if self._template is None:
            self._template = self._folders.mktemp("sqlite") / "template.db"
            migrate_to_head(f"sqlite:///{self._template}")
        copy = folder / "tidewatch.db"
        shutil.copyfile(self._template, copy)
        return f"sqlite:///{copy}"

    def empty_postgresql(self) -> str:
        """Empty this worker's database."""
        if self._engine is None:
            self._engine = self._create_postgresql()
        with self._engine.begin() as connection:
            connection.execute(sa.text("SET LOCAL lock_timeout = '10s'"))
            connection.execute(sa.text(WIPE))
        plain = self._engine.url.set(drivername="postgresql")  # as people write it in DATABASE_URL
        return plain.render_as_string(hide_password=False)

    def _create_postgresql(self) -> sa.Engine:
        named = os.environ.get("TEST_DATABASE_URL") or self._start_server()
        server = sa.make_url(named).set(drivername="postgresql+psycopg2")
        url = server.set(database=f"tidewatch_test_{self._worker_id}")
        admin = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with admin.connect() as connection:
            connection.execute(sa.text(f"DROP DATABASE IF EXISTS {url.database} WITH (FORCE)"))
            connection.execute(sa.text(f"CREATE DATABASE {url.database}"))
        migrate_to_head(url.render_as_string(hide_password=False))
        return sa.create_engine(url)

    def _start_server(self) -> str:
        """Start the PostgreSQL that the package pgserver carries; the workers share it.

        Not in pytest's folder: the start of another suite closes that to others, as whom it runs under root.
        """
        import pgserver

        folder = Path(tempfile.gettempdir()) / f"tidewatch-postgresql-{self._run_id}"
        server = pgserver.get_server(folder, cleanup_mode="delete")
        self._server = server
        for line in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            server.psql(f"ALTER SYSTEM SET {line};")
        server.psql("SELECT pg_reload_conf();")
        return str(server.get_uri())

    def stop(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
        if self._server is not None:
            self._server.cleanup()  # type: ignore[attr-defined] - the last worker to leave stops it


def migrate_to_head(url: str) -> None:
    """Run the real migrations, so that the tests' tables are production's."""
    app = APIFlask("migrations", static_folder=None)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    bind_migrations(app)
    with app.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        db.engine.dispose()
