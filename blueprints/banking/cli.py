"""The bank feed on a terminal: `flask simulate`, `flask rotate-keys`."""

from __future__ import annotations

import sys

import click
from flask import Flask
from flask.cli import with_appcontext

from app.db import transaction
from app.domain.banking.feed.errors import CredentialsLost
from app.sealing import SealBroken, reseal_all
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
    try:
        with transaction():
            counts = reseal_all(services().settings)
    except CredentialsLost as exc:
        raise click.ClickException(f"{exc.detail} Nothing was changed.") from exc
    except SealBroken as exc:
        raise click.ClickException(f"{exc.__doc__} Nothing was changed.") from exc
    told = " and ".join(f"{count} {what}" for what, count in counts.items())
    click.echo(f"Encrypted the secrets of {told} anew.")
