"""A person with an account of their own: nothing comes to it but what a test sends."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from playwright.sync_api import Page

from tests.e2e.conftest import sign_in
from tests.support.launched import Launched, eventually

PASSWORD = "a calm sea at noon"


@dataclass
class Person:
    """One who has just registered, and a session of theirs on the API."""

    site: str
    username: str
    http: requests.Session
    user_id: int

    def send(self, *merchants: str, prefix: str = "sent", minutes_ago: int = 0, **facts: Any) -> list[str]:
        """Send one payment per merchant, the first the newest; wait until all are stored; return their ids."""
        start = datetime.now(UTC) - timedelta(minutes=minutes_ago)
        run = uuid.uuid4().hex[:6]
        rows = [
            {
                "transaction_id": f"{prefix}-{run}-{number}", "user": self.user_id, "amount": 1000 + number,
                "status": "SUCCESS", "merchant": merchant,
                "occurred_at": (start - timedelta(minutes=number)).isoformat(), **facts,
            }
            for number, merchant in enumerate(merchants)
        ]  # fmt: skip
        answer = self.http.post(f"{self.site}/api/transactions/batch", json=rows, timeout=60)
        assert answer.status_code == 202, answer.text
        ids = [str(row["transaction_id"]) for row in rows]
        assert eventually(lambda: self.get(ids[-1])["state"] == "stored")
        return ids

    def get(self, transaction_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.http.get(
            f"{self.site}/api/transactions/{transaction_id}", timeout=60
        ).json()
        return found

    def edit(self, transaction_id: str, **changes: Any) -> None:
        url = f"{self.site}/api/transactions/{transaction_id}"
        assert self.http.patch(url, json=changes, timeout=60).status_code == 200

    def sign_in(self, page: Page) -> None:
        sign_in(page, {"username": self.username, "password": PASSWORD})


def newcomer(site: Launched) -> Person:
    """Register somebody new."""
    url, name = site.ready["url"], f"ana{uuid.uuid4().hex[:8]}"
    account = {"username": name, "email": f"{name}@example.com", "password": PASSWORD}
    requests.post(f"{url}/api/auth/register", json=account, timeout=60).raise_for_status()
    answer = requests.post(
        f"{url}/api/auth/login", json={"username": name, "password": PASSWORD}, timeout=60
    ).json()
    http = requests.Session()
    http.headers["Authorization"] = f"Bearer {answer['access_token']}"
    return Person(url, name, http, int(answer["user"]["id"]))
