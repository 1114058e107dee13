"""The little of an HTTP client that the demo needs, on the standard library."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any, NamedTuple

TIMEOUT_S = 10


class Answer(NamedTuple):
    status: int
    body: Any
    retry_after_s: float


class Client:
    """One account's view of the API. Any status is an answer; only an unreachable server raises OSError."""

    def __init__(self, url: str, token: str | None = None) -> None:
        self.url = url
        self.token = token

    def get(self, path: str) -> Answer:
        return self._send("GET", path, None)

    def post(self, path: str, body: object = None) -> Answer:
        return self._send("POST", path, body)

    def patch(self, path: str, body: object) -> Answer:
        return self._send("PATCH", path, body)

    def sign_in(self, username: str, password: str) -> Answer:
        """Sign in, and keep the token for what follows."""
        answer = self.post("/api/auth/login", {"username": username, "password": password})
        if answer.status == 200:
            self.token = answer.body["access_token"]
        return answer

    def sign_out(self) -> None:
        self.post("/api/auth/logout")
        self.token = None

    def _send(self, method: str, path: str, body: object) -> Answer:
        headers = {"Accept": "application/json", "User-Agent": "tidewatch-demo"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers, method=method)  # noqa: S310 - our own server
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:  # noqa: S310
                return _answer(response)
        except urllib.error.HTTPError as exc:
            with exc:
                return _answer(exc)


def _answer(response: Any) -> Answer:
    raw = response.read()
    is_json = "json" in response.headers.get("Content-Type", "")
    waited = response.headers.get("Retry-After", "")
    return Answer(
        response.status,
        json.loads(raw) if raw and is_json else None,
        float(waited) if waited.isdigit() else 0.0,
    )
