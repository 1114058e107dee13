"""Exchange rates on a terminal: `flask fx refresh`, `flask fx import`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from app.db import transaction
from app.domain.fx.ecb import read_ecb
from app.domain.fx.imports import RatesChange, store_rates
from app.domain.fx.refresh import refresh
from app.domain.fx.tables import RateSource
from app.errors import AppError
from app.outbound.errors import ProviderError
from app.services import services

fx = AppGroup("fx", help="Exchange rates.")


def register_commands(app: Flask) -> None:
    app.cli.add_command(fx)


@fx.command("refresh")
def refresh_now() -> None:
    """Fetch the file of rates that FX_URL leads to, whether newer ones are due or not."""
    if not services().settings.fx_url:
        raise click.ClickException("FX_URL is not set; docs/exchange-rates.md says to what.")
    try:
        _tell(refresh(services().settings.fx_url))
    except (AppError, ProviderError) as exc:
        raise click.ClickException(f"{exc} Nothing was changed.") from exc


@fx.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_file(file: Path) -> None:
    """Read a file of the European Central Bank's rates (XML)."""
    try:
        rates = read_ecb(file.read_bytes())
        with transaction():
            _tell(store_rates(rates, RateSource.ECB))
    except AppError as exc:
        raise click.ClickException(f"{exc.detail} Nothing was changed.") from exc


def _tell(change: RatesChange) -> None:
    click.echo(f"{change.received} rates, {change.stored} of them new.")
