"""What the demo's linked accounts began with: banks tell of rows, seldom of what there was before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from launch.demo.client import Client

DAYS_BACK = 370
OPENED_WITH = {"RON": 1_845_000, "EUR": 642_000, "GBP": 318_000}
"""In minor units, by currency; other accounts began with nothing."""
SIMULATED_BANK = {"AUD": 250_000}
"""What the simulated Basiq begins with on the day of its start; its rows explain the balance it states."""


def open_accounts(client: Client) -> None:
    """Say of each of the signed-in user's accounts that has no opening balance with what it began."""
    today = datetime.now(UTC).date()
    for account in client.get("/api/accounts?limit=200").body["items"]:
        if account["opening_balance"] is None:
            client.patch(f"/api/accounts/{account['id']}", _opening(account["currency"], today))


def last_balance(accounts: Iterable[Mapping[str, Any]], connection_id: int, currency: str) -> int | None:
    """Return what a bank's account held last, in minor units; None where it is not known."""
    of_bank = [each for each in accounts if each["connection_id"] == connection_id]
    return next((each["balance"] for each in of_bank if each["currency"] == currency), None)


def _opening(currency: str, today: date) -> dict[str, Any]:
    if currency in SIMULATED_BANK:
        return {"opening_balance": SIMULATED_BANK[currency], "opened_on": today.isoformat()}
    opened_on = today - timedelta(DAYS_BACK)
    return {"opening_balance": OPENED_WITH.get(currency, 0), "opened_on": opened_on.isoformat()}
