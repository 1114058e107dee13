"""The database's schema on a terminal, as containers start: `flask migrate-db`, `flask wait-for-db`."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import with_appcontext

from app import migrations
from app.extensions import db

WITHIN_S = 300
within = click.option(
    "--within", "within_s", type=click.FloatRange(min=0), default=WITHIN_S, show_default=True,
    help="Seconds to wait for the database, and for another process that migrates it.",
)  # fmt: skip


def register_commands(app: Flask) -> None:
    app.cli.add_command(migrate_db)
    app.cli.add_command(wait_for_db)


@click.command("migrate-db")
@within
@with_appcontext
def migrate_db(within_s: float) -> None:
    """Bring the database up to date; safe to run by several at once, and again.

    Leaves a database alone that is newer than this code, as one is after an update that was taken back.
    """
    try:
        _tell(migrations.migrate(db.engine, _upgrade, within_s))
    except migrations.MigrationsTimeout as exc:
        raise click.ClickException(f"Waited {within_s:g} s, but {exc}.") from exc


@click.command("wait-for-db")
@within
@with_appcontext
def wait_for_db(within_s: float) -> None:
    """Wait until the database answers and is up to date, or newer than this code."""
    try:
        _tell(migrations.wait_for_migrations(db.engine, within_s))
    except migrations.MigrationsTimeout as exc:
        raise click.ClickException(f"Waited {within_s:g} s, but {exc}.") from exc


def _upgrade() -> None:
    from flask_migrate import upgrade

    upgrade(directory=str(migrations.FOLDER))


def _tell(revision: str) -> None:
    newer = " which is newer than this code's" if revision > migrations.newest_migration() else ""
    click.echo(f"The database is at migration {revision},{newer or ' as it should be'}.")
