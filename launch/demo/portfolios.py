"""The demo's portfolios: two years of saving into invented funds and shares, and a broker's account."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from msgspec.structs import asdict

from app.domain.portfolio.prices.adapters.simulated import LISTINGS, SimulatedMarket
from launch.demo.client import Answer, Client
from launch.trouble import Trouble

MARKET = SimulatedMarket()
LISTED = {listing.symbol: listing for listing, _ in LISTINGS}
YEARS_DAYS = 730
MONTH_DAYS = 30
SAVED = {"GLOBAL.ETF": 350, "BOND.ETF": 150}
"""What is saved each month, in euros."""
BOUGHT = (("ACME.US", 640, "12"), ("ISLE.UK", 500, "80"), ("COIN", 300, "0.4"), ("NORD.EU", 120, "25"))
"""Symbol, how many days ago, and how many units."""
DEPOSITED = 5_000
PENCE = {"GBp": "GBP"}


def fill_portfolios(client: Client, since: datetime) -> None:
    """Make both portfolios once, with what happened in them up to a moment. Raises Trouble."""
    if client.get("/api/portfolios/").body["items"]:
        return
    today = since.date()
    _make(client, {"name": "Long term", "currency": "EUR"}, list(_saved(today)))
    broker = {"name": "Broker", "currency": "EUR", "cash": "tracked"}
    _make(client, broker, list(_deposited(today)))


def _make(client: Client, portfolio: dict[str, str], activities: list[dict[str, Any]]) -> None:
    number = _made(client.post("/api/portfolios/", portfolio))["id"]
    for symbol in sorted({each["symbol"] for each in activities if "symbol" in each}):
        _made(client.post("/api/investments/", {"portfolio": number, **asdict(LISTED[symbol])}))
    _made(client.post(f"/api/portfolios/{number}/activities", activities))


def _made(answer: Answer) -> Any:
    if answer.status != 201:
        raise Trouble(f"The demo's portfolios were not taken ({answer.status}): start with DEMO=0.")
    return answer.body


def _saved(today: date) -> Iterator[dict[str, Any]]:
    first = today - timedelta(YEARS_DAYS)
    for month in range(YEARS_DAYS // MONTH_DAYS):
        on = first + timedelta(month * MONTH_DAYS)
        for symbol, euros in SAVED.items():
            units = (Decimal(euros) / _price(symbol, on)).quantize(Decimal("0.001"))
            yield _purchase(symbol, on, str(units))
    for symbol, days, units in BOUGHT[:3]:
        yield _purchase(symbol, today - timedelta(days), units)


def _deposited(today: date) -> Iterator[dict[str, Any]]:
    first = today - timedelta(YEARS_DAYS // 2)
    yield {"on": first.isoformat(), "type": "deposit", "amount": str(DEPOSITED), "currency": "EUR"}
    yield _purchase("GLOBAL.ETF", first, "15", fee="1.50")
    for symbol, days, units in BOUGHT[3:]:
        yield _purchase(symbol, today - timedelta(days), units, fee="1.50")


def _purchase(symbol: str, on: date, quantity: str, *, fee: str = "0") -> dict[str, Any]:
    quoted_in = LISTED[symbol].currency
    return {
        "on": on.isoformat(),
        "type": "buy",
        "symbol": symbol,
        "quantity": quantity,
        "unit_price": str(_price(symbol, on)),
        "price_currency": quoted_in,
        "currency": PENCE.get(quoted_in, quoted_in),
        "fee": fee,
    }


def _price(symbol: str, on: date) -> Decimal:
    return MARKET.history(symbol, on, on)[0].price
