"""The bank feed on a terminal: `flask simulate`, `flask rotate-keys`."""

from __future__ import annotations

import sys

import click
from flask import Flask
from flask.cli import with_appcontext

from app.db import transaction
from app.sealed_columns import count_broken, counted, reseal_all
from app.services import services


def register_commands(app: Flask) -> None:
    app.cli.add_command(simulate)
    app.cli.add_command(rotate_keys)


# The words go on as they are, --help among them: the simulators have one parser, here and as a module.
@click.command("simulate", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def simulate(words: tuple[str, ...]) -> None:
    """Stand in for a bank's provider, basiq, apideck or bt-pay, or for an exchange."""
    from simulators.__main__ import main

    sys.exit(main(words))


@click.command("rotate-keys")
@with_appcontext
def rotate_keys() -> None:
    """Encrypt all stored secrets with the first of ENCRYPTION_KEYS; then the others can go."""
    settings = services().settings
    with transaction() as session:
        if broken := count_broken(settings, session.connection()):
            raise click.ClickException(
                f"The key of {counted(broken)} is not among ENCRYPTION_KEYS: put it behind the others. "
                "Nothing was changed."
            )
        counts = reseal_all(settings, session.connection())
    click.echo(f"Encrypted the secrets of {counted(counts)} anew.")
