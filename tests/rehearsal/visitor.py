"""A person who uses the release through its proxy: HTTP, and a page that follows them."""

from __future__ import annotations

from typing import Any, NamedTuple

import requests

from tests.support.feed import coffee, stamped, told
from tests.support.money import row

PASSWORD = "a password for one rehearsal"


class Visitor:
    """An administrator, signed in at an address; other addresses serve the same account."""

    def __init__(self, url: str, name: str) -> None:
        self.url = url
        answer = requests.post(
            f"{url}/api/auth/login", json={"username": name, "password": PASSWORD}, timeout=60
        )
        assert answer.status_code == 200, answer.text
        self.token: str = answer.json()["access_token"]
        self.id: int = answer.json()["user"]["id"]
        self.headers = {"Authorization": f"Bearer {self.token}"}

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the API; return what it answers, which is no refusal."""
        answer = requests.request(method, f"{self.url}{path}", json=body, headers=self.headers, timeout=60)
        assert answer.ok, (method, path, answer.text)
        return answer.json()

    def send(self, transaction_id: str) -> None:
        """Send a transaction."""
        self.ask("POST", "/api/add-transaction", row(self.id, transaction_id))

    def send_many(self, ids: list[str]) -> None:
        """Send as many transactions as one batch may hold."""
        self.ask("POST", "/api/transactions/batch", [row(self.id, each) for each in ids])

    def stored(self) -> int:
        """Count the stored transactions; the database itself refuses the same one twice."""
        return sum(day["count"] for day in self.ask("GET", "/api/transactions/average"))

    def link(self) -> Link:
        """Link an inbox for signed webhooks."""
        linked = self.ask("POST", "/api/connectors/connections", {"provider": "inbox", "name": "Till"})
        return Link(f"{self.url}/api/connectors/inbox/{linked['id']}", linked["secret"])


class Link(NamedTuple):
    """An inbox as its sender knows it."""

    address: str
    secret: str

    def deliver(self, transaction_id: str) -> None:
        """Post a signed webhook."""
        body, headers = stamped(self.secret, told(coffee(transaction_id)))
        answer = requests.post(self.address, data=body, headers=headers, timeout=60)
        assert answer.status_code == 202, answer.text
