"""Operations on a terminal: `flask backup`, `flask restore`, `flask doctor`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import msgspec
from flask import Flask
from flask.cli import with_appcontext

from app import migrations
from app.domain.operations.backups.archive import Manifest
from app.domain.operations.backups.errors import BackupError
from app.domain.operations.backups.folder import backup_folder, make_folder, new_name, remove_older
from app.domain.operations.backups.service import Restored, make_backup, restore_backup
from app.domain.operations.installation.doctor import examine
from app.domain.operations.installation.findings import Level
from app.services import services

ARCHIVE = ".tar.gz"
without_queue = click.option(
    "--without-queue", is_flag=True, help="Leave out the rows that wait in Redis to be stored."
)


def register_commands(app: Flask) -> None:
    app.cli.add_command(backup)
    app.cli.add_command(restore)
    app.cli.add_command(doctor)


@click.command("backup")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option(
    "--keep", type=click.IntRange(min=1),
    help="Afterwards remove all but so many of the newest backups in the folder.",
)  # fmt: skip
@without_queue
@with_appcontext
def backup(path: Path | None, keep: int | None, without_queue: bool) -> None:
    """Back up the database, and what waits to be stored, into one archive.

    PATH: a folder, or a file that ends in .tar.gz; else it goes into BACKUP_DIR. The app may go on meanwhile.
    """
    is_file = path is not None and path.name.endswith(ARCHIVE)
    if is_file and keep:
        raise click.UsageError("--keep needs a folder: it removes older backups from it.")
    target = path if path and is_file else (path or backup_folder(services().settings)) / new_name()
    try:
        make_folder(target.parent)
        made = make_backup(target, with_queue=not without_queue)
        removed = remove_older(target.parent, keep) if keep else []
    except (BackupError, OSError) as exc:
        raise click.ClickException(str(exc)) from exc
    click.echo(f"{target}: {_holds(made)}.")
    for name in removed:
        click.echo(f"Removed {name}.")


def _holds(made: Manifest) -> str:
    waiting = made.rows_waiting
    rows = "without what waits in Redis" if waiting is None else f"rows of it that wait in Redis: {waiting}"
    return f"{made.database} at migration {made.revision}, {rows}"


@click.command("restore")
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--replace", "--yes", is_flag=True, help="What is in the database may go.")
@without_queue
@with_appcontext
def restore(path: Path, replace: bool, without_queue: bool) -> None:
    """Put a backup in the place of the database: all of it or, where that fails, nothing.

    Stop web processes, workers and beat first. A database with rows is refused without --replace. An older
    schema is brought up to date; a newer one is refused.
    """
    try:
        done = restore_backup(
            path, replace=replace, migrate=_migrate, with_queue=not without_queue, tell=click.echo
        )
    except (BackupError, OSError) as exc:
        raise click.ClickException(str(exc)) from exc
    for line in _outcome(done):
        click.echo(line)


def _migrate() -> None:
    from flask_migrate import upgrade

    upgrade(directory=str(migrations.FOLDER))


def _outcome(done: Restored) -> list[str]:
    made = done.manifest
    said = [f"Restored what was there at {made.made_at:%Y-%m-%d %H:%M:%S} UTC; migration {done.revision}."]
    if done.queued is None:
        said.append("No rows were put back into the queue: the backup's were left out.")
    else:
        new, known, refused = done.queued
        said.append(f"Rows put back into the queue: {new}; waiting there already: {known}.")
        if refused:
            said.append(
                f"{refused} rows were not: they cannot be read, or wait there with other content. "
                "They are in the archive, in queued.jsonl."
            )
    if not done.adopted:
        said.append("Redis does not answer: the app will say that Redis lost its data; acknowledge that.")
    return [*said, "Start web processes, workers and beat again: they remember what was there before."]


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Write a list of findings as JSON.")
@with_appcontext
def doctor(as_json: bool) -> None:
    """Look at this installation and say what is wrong, and what to do; exits with 1 where something is."""
    found = examine(services())
    if as_json:
        click.echo(msgspec.json.encode([each._asdict() for each in found]).decode())
    else:
        for each in found:
            click.echo(f"{_MARKS[each.level]} {each.check}: {each.said}")
            if each.advice:
                click.echo(f"    {each.advice}")
    sys.exit(any(each.level == Level.PROBLEM for each in found))


_MARKS = {Level.OK: "ok     ", Level.WARNING: "warning", Level.PROBLEM: "PROBLEM"}
