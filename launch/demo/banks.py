"""The demo's banks: simulated Basiq, Apideck and BT, linked to the demo user and telling of a steady life.

A program of its own, like the feed. The providers are whole programs on ports of their own; Tidewatch
reaches them as it reaches the real ones, and they send webhooks as those do: twice at times, and late.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Mapping
from http.client import HTTPException
from pathlib import Path
from typing import Any, NamedTuple

from launch.demo.balances import last_balance, open_accounts
from launch.demo.client import Client
from launch.instance import write_private
from launch.plan import Plan, read_plan
from simulators import ApideckSimulator, BasiqSimulator, BtPaySimulator
from simulators.provider import Provider
from simulators.sender import Sender

AGAIN_S = 5.0
OPENED_EVERY_S, OPENED_TIMES = 15.0, 20
DUPLICATES, DISORDER = 0.05, 0.05
SERVICE = "xero"


class Bank(NamedTuple):
    """A simulated provider: how it is linked, and how often something happens, in seconds."""

    provider: str
    simulator: Provider
    body: Mapping[str, str]
    every_s: float


class Banks:
    """The demo user's banks, with what is known of them kept beside the sign-ins."""

    def __init__(self, plan: Plan, kept_in: Path, environment: Mapping[str, str]) -> None:
        self._url = plan.url
        self._kept_in = kept_in
        self._served = _served(plan, environment)

    def run(self) -> None:
        for bank in self._served:
            threading.Thread(target=self._live, args=(bank,), daemon=True).start()
        threading.Thread(target=self._open_accounts, daemon=True).start()
        self._live_by_inbox()

    def _open_accounts(self) -> None:
        """Say with what accounts began; each is made by its first row, which may take a minute to come."""
        client, user = Client(self._url), json.loads(self._kept_in.read_text())["user"]
        for _ in range(OPENED_TIMES):
            time.sleep(OPENED_EVERY_S)
            try:
                if client.token or client.sign_in(user["username"], user["password"]).status == 200:
                    open_accounts(client)
            except (OSError, HTTPException, ValueError) as exc:
                print(f"the accounts are not opened yet ({exc})", flush=True)

    def _live(self, bank: Bank) -> None:
        """Link the bank, once, and send what happens in it."""
        while not (linked := self._linked(bank)):
            time.sleep(AGAIN_S)
        self._send(bank, f"{self._url}{linked['webhook_path']}")

    def _live_by_inbox(self) -> None:
        """A signed inbox shows its secret once, when it is linked: it is kept, or the inbox made anew."""
        sender = Bank("inbox", BtPaySimulator(secret="none yet"), {"name": "Banca Transilvania"}, 4.0)  # noqa: S106
        while not (linked := self._linked(sender)):
            time.sleep(AGAIN_S)
        bank = sender._replace(simulator=BtPaySimulator(secret=linked["secret"]))
        self._send(bank, f"{self._url}{linked['webhook_path']}")

    def _send(self, bank: Bank, target: str) -> None:
        sender = Sender(duplicates=DUPLICATES, disorder=DISORDER, tell=lambda told: print(told, flush=True))
        while True:
            sender.submit(bank.simulator.next_message(target))
            time.sleep(bank.every_s)

    def _linked(self, bank: Bank) -> dict[str, Any] | None:
        try:
            return self._find_or_link(bank)
        except (OSError, HTTPException, ValueError) as exc:  # the server is away, or on its way down
            print(f"{bank.provider} is not linked yet ({exc})", flush=True)
            return None

    def _find_or_link(self, bank: Bank) -> dict[str, Any] | None:
        demo = json.loads(self._kept_in.read_text())
        kept: dict[str, Any] | None = demo.get("banks", {}).get(bank.provider)
        client = Client(self._url)
        if client.sign_in(demo["user"]["username"], demo["user"]["password"]).status != 200:
            return None
        there = client.get("/api/connectors/connections").body["items"]
        if kept and any(each["id"] == kept["id"] for each in there):
            self._renew(client, bank)
            client.sign_out()
            return kept
        made = client.post("/api/connectors/connections", {"provider": bank.provider, **bank.body})
        client.sign_out()
        if made.status != 201:
            raise ValueError(f"the answer was {made.status}")
        with _one_writer:
            demo = json.loads(self._kept_in.read_text())
            demo.setdefault("banks", {})[bank.provider] = made.body
            write_private(self._kept_in, json.dumps(demo, indent=2) + "\n")
        return dict(made.body)

    def _renew(self, client: Client, bank: Bank) -> None:
        """Make the demo user known again to a provider that was started anew."""
        kept = json.loads(self._kept_in.read_text())["banks"][bank.provider]
        if bank.provider == "apideck":
            client.post(f"/api/connectors/connections/{kept['id']}/reauthorise")
        if isinstance(bank.simulator, BasiqSimulator):
            accounts = client.get("/api/accounts?limit=200").body["items"]
            balance = last_balance(accounts, kept["id"], bank.simulator.bank.household.currency)
            if balance is not None:  # else what it states would be no sum of its rows any more
                bank.simulator.bank.begin_with(balance)


_one_writer = threading.Lock()


def _served(plan: Plan, environment: Mapping[str, str]) -> list[Bank]:
    """Start the providers that the settings point at; those of the installation's own are left alone."""
    found = []
    if environment.get("BASIQ_URL") == plan.simulated["basiq"]:
        basiq = BasiqSimulator(
            api_key=environment["BASIQ_API_KEY"], secret=environment["BASIQ_WEBHOOK_SECRETS"]
        )
        basiq.start(plan.simulated_port("basiq"))
        found.append(Bank("basiq", basiq, {"name": "Hooli Bank"}, 7.0))
    if environment.get("APIDECK_URL") == plan.simulated["apideck"]:
        apideck = ApideckSimulator(
            api_key=environment["APIDECK_API_KEY"], app_id=environment["APIDECK_APP_ID"], service_id=SERVICE
        )
        apideck.start(plan.simulated_port("apideck"))
        found.append(Bank("apideck", apideck, {"name": "Studio books", "external_id": SERVICE}, 19.0))
    return found


def main() -> None:
    os.umask(0o077)
    Banks(read_plan(), Path(sys.argv[1]) / "demo.json", os.environ).run()


if __name__ == "__main__":
    main()
