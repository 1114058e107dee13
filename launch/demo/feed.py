"""The live feed: a payment every few seconds through the public API, until it is ended.

A program of its own. It outlives restarts of the web server and a token that was revoked: it waits and
tries again, ever more slowly, and never gives up.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
import uuid
from http.client import HTTPException
from pathlib import Path
from typing import Any

from launch.demo.client import Answer, Client
from launch.demo.shops import pick
from launch.instance import write_private
from launch.plan import read_plan

SHORTEST_S, LONGEST_S = 1.0, 5.0
FIRST_WAIT_S, MAX_RETRY_WAIT_S = 1.0, 60.0
NAMED = "Live demo feed"
SCOPES = ["transactions:write"]
STATUSES = ("SUCCESS",) * 17 + ("PENDING", "PENDING", "FAILED")


class Feed:
    """The demo user's shopping, with an API token that is kept beside the sign-ins."""

    def __init__(self, url: str, kept_in: Path) -> None:
        self._kept_in = kept_in
        self._client = Client(url)
        self._chance = random.SystemRandom()

    def run(self) -> None:
        wait_s = FIRST_WAIT_S
        while True:
            trouble = self._step()
            if trouble is None:
                wait_s = FIRST_WAIT_S
                time.sleep(self._chance.uniform(SHORTEST_S, LONGEST_S))
                continue
            print(f"{trouble}; again in {wait_s:.0f} s", flush=True)
            time.sleep(wait_s)
            wait_s = min(wait_s * 2, MAX_RETRY_WAIT_S)

    def _step(self) -> str | None:
        """Send one payment; return what was in the way, or None."""
        try:
            answer = self._send()
        except (
            OSError,
            HTTPException,
            ValueError,
        ) as exc:  # the server is away, or answers half a body on its way down
            return f"no answer ({exc})"
        if answer.status == 429:
            time.sleep(answer.retry_after_s)
        return None if answer.status == 200 else f"the answer was {answer.status}"

    def _send(self) -> Answer:
        demo = json.loads(self._kept_in.read_text())
        if "feed" in demo:
            self._client.token = demo["feed"]["token"]
            answer = self._client.post("/api/add-transaction", self._payment(demo["feed"]["user"]))
            if answer.status not in {401, 403}:
                return answer
        return self._fetch_token(demo)

    def _fetch_token(self, demo: dict[str, Any]) -> Answer:
        """Make an API token by signing in; the next step uses it."""
        client = Client(self._client.url)
        signed_in = client.sign_in(demo["user"]["username"], demo["user"]["password"])
        if signed_in.status != 200:
            return signed_in
        made = client.post("/api/auth/tokens", {"name": NAMED, "scopes": SCOPES})
        client.sign_out()
        if made.status != 201:
            return made
        demo["feed"] = {"token": made.body["token"], "user": signed_in.body["user"]["id"]}
        write_private(self._kept_in, json.dumps(demo, indent=2) + "\n")
        return Answer(200, None, 0.0)

    def _payment(self, user: int) -> dict[str, Any]:
        payment = pick(self._chance)
        return {
            "transaction_id": f"live-{uuid.uuid4()}",
            "user": user,
            "amount": payment.amount,
            "currency": payment.shop.currency,
            "status": self._chance.choice(STATUSES),
            "merchant": payment.shop.merchant,
            "description": payment.description,
        }


def main() -> None:
    os.umask(0o077)
    Feed(read_plan().url, Path(sys.argv[1]) / "demo.json").run()


if __name__ == "__main__":
    main()
