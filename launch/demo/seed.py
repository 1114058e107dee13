"""Fill the demo's accounts with their past, once."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from launch.demo.client import Client
from launch.demo.history import invent_bills, invent_history, transaction_id
from launch.demo.portfolios import fill_portfolios
from launch.ready import SignIn, SignIns
from launch.trouble import Trouble

USER_ROWS = 600
ADMIN_ROWS = 40
STORED_WITHIN_S = 20


def seed(url: str, demo: dict[str, Any]) -> SignIns:
    """Sign in to both accounts, give each its past, and return the sign-ins that work."""
    since = datetime.fromisoformat(demo["since"])
    return SignIns(
        _fill(url, demo["user"], rows=USER_ROWS, seed=1, since=since),
        _fill(url, demo["admin"], rows=ADMIN_ROWS, seed=2, since=since),
    )


def _fill(url: str, account: dict[str, str], *, rows: int, seed: int, since: datetime) -> SignIn | None:
    client = Client(url)
    answer = client.sign_in(account["username"], account["password"])
    if answer.status != 200:
        print(
            f"The demo account {account['username']} has another password by now, or needs a code.",
            flush=True,
        )
        return None
    last = transaction_id(rows)
    if client.get(f"/api/transactions/{last}").status != 200:
        user = answer.body["user"]["id"]
        bills = invent_bills(user, seed=seed, since=since)
        _send(client, bills + invent_history(user, rows=rows, seed=seed, since=since))
        _wait_until_stored(client, last)
        client.post("/finance/api/bt-pay/categorize/")
    if account["role"] == "user":
        fill_portfolios(client, since)
    client.sign_out()
    return {"username": account["username"], "password": account["password"]}


def _send(client: Client, history: list[dict[str, Any]]) -> None:
    answer = client.post("/api/transactions/batch", history)
    if answer.status != 202 or answer.body["rejected"]:
        raise Trouble(
            f"The demo's payments were not taken ({answer.status}): start with DEMO=0 to go without them."
        )


def _wait_until_stored(client: Client, last: str) -> None:
    """Let the worker write them down first, so that the page opens on a full list."""
    end = time.monotonic() + STORED_WITHIN_S
    while time.monotonic() < end:
        found = client.get(f"/api/transactions/{last}")
        if found.status == 200 and found.body["state"] == "stored":
            return
        time.sleep(0.2)
    print("The demo's payments are queued; the worker has not stored them yet (logs/worker.log).", flush=True)
