"""Exchange rates: files as the European Central Bank writes them, and rates that are stored."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from apiflask import APIFlask

from app.db import transaction
from app.domain.fx.ecb import EuroRate
from app.domain.fx.imports import RatesChange, store_rates
from app.domain.fx.tables import RateSource


def ecb_file(days: Mapping[str, Mapping[str, str]]) -> bytes:
    """Write days, each with its rates by currency."""
    cubes = "".join(
        f'<Cube time="{day}">{"".join(f"""<Cube currency="{code}" rate="{rate}"/>""" for code, rate in rates.items())}</Cube>'
        for day, rates in days.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" '
        'xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">'
        "<gesmes:subject>Reference rates</gesmes:subject>"
        "<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>"
        f"<Cube>{cubes}</Cube></gesmes:Envelope>"
    ).encode()


def say(app: APIFlask, rate: str, source: RateSource, on: date = date(2026, 11, 25)) -> RatesChange:
    """Store dollars per euro on a day."""
    with app.app_context(), transaction():
        return store_rates([EuroRate(on, "USD", Decimal(rate))], source)
