"""Markets on a terminal: `flask import-candles`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask
from flask.cli import with_appcontext


def register_commands(app: Flask) -> None:
    app.cli.add_command(import_candles)


@click.command("import-candles")
@click.argument("source")
@click.option("--symbol", help="of a server: whose files, BTCUSDT")
@click.option("--from", "first", help="of a server: the first month, 2025-01")
@click.option("--to", "last", help="of a server: the last month, 2025-12")
@with_appcontext
def import_candles(source: str, symbol: str | None, first: str | None, last: str | None) -> None:
    """Bring candles from dump files: those of a folder, or of a server such as https://data.binance.vision.

    A file is named like BTCUSDT-1m-2026-01.zip; where its .CHECKSUM stands beside it, it has to agree.
    """
    # What a worker needs; a web process that has this command loads none of it.
    from app.domain.trading.collection.bulk import Brought, bring_dumps, fetch_dumps
    from app.domain.trading.collection.dumps import months_between, read_folder
    from app.domain.trading.collection.errors import UnreadableDump
    from app.outbound.errors import ProviderError

    def tell(brought: Brought) -> None:
        refused = f", {brought.refused:,} impossible left out" if brought.refused else ""
        missing = f", {brought.missing:,} missing between them" if brought.missing else ""
        click.echo(f"{brought.name}: {brought.bars:,} candles{refused}{missing}")

    try:
        if not source.startswith(("http://", "https://")):
            bring_dumps(read_folder(Path(source)), tell)
            return
        if not (symbol and first and last):
            raise click.UsageError("A server needs --symbol, --from and --to.")
        bring_dumps(fetch_dumps(source, symbol, months_between(first, last)), tell)
    except (UnreadableDump, ProviderError, OSError, ValueError) as exc:
        raise click.ClickException(str(exc)) from exc
