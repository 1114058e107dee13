"""Someone who sends transactions and looks at his totals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from apiflask import APIFlask
from flask.testing import FlaskClient

from app import clock
from tests.support.accounts import Account, Headers
from tests.support.money import flush, row


class Person:
    """An account that is signed in."""

    def __init__(self, app: APIFlask, client: FlaskClient, account: Account, headers: Headers) -> None:
        self.app, self.client, self.id, self.headers = app, client, account.id, headers
        self._sent = 0

    def live_in(self, zone: str) -> None:
        answer = self.client.patch("/api/auth/profile", json={"time_zone": zone}, headers=self.headers)
        assert answer.status_code == 200

    def send(self, *sent: tuple[str, int], **fields: Any) -> None:
        """Queue a row per moment and amount."""
        rows = []
        for moment, amount in sent:
            self._sent += 1
            rows.append(row(self.id, f"t-{self._sent}", occurred_at=moment, amount=amount, **fields))
        answer = self.client.post("/api/transactions/batch", json=rows, headers=self.headers)
        assert answer.json["rejected"] == []

    def keep(self, *sent: tuple[str, int], **fields: Any) -> None:
        """Store a row per moment and amount."""
        self.send(*sent, **fields)
        flush(self.app)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        return self.client.open(path, method=method, json=body, headers=self.headers)

    def get(self, path: str) -> Any:
        answer = self.client.get(path, headers=self.headers)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.json

    def averages(self, query: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get(f"/api/transactions/average{query}")
        return found

    def days(self, query: str = "") -> list[tuple[str, float, int]]:
        return [(each["date"], each["average"], each["count"]) for each in self.averages(query)]

    def summary(self, at: str) -> dict[str, Any]:
        """Return the totals as they are at a moment."""
        clock.freeze(datetime.fromisoformat(at))
        found: dict[str, Any] = self.get("/api/transactions/summary")
        return found

    def totals(self, name: str, at: str) -> list[tuple[str, int, int]]:
        """Return currency, count and amount of `today` or `month`."""
        return [(each["currency"], each["count"], each["amount"]) for each in self.summary(at)[name]]
