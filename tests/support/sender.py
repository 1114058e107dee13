"""Senders that behave: they send again until they hear 200."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import requests

from tests.support.accounts import Headers
from tests.support.money import row


class Senders:
    """So many threads, each with its own connection, that share a number of transactions."""

    def __init__(
        self,
        url: Callable[[], str],
        headers: Headers,
        user: int,
        *,
        count: int,
        threads: int,
        pause_s: float = 0.0,
        prefix: str = "t",
    ) -> None:
        self.confirmed: list[str] = []
        self.answers: set[int] = set()
        self._url, self._headers, self._user, self._pause_s = url, headers, user, pause_s
        ids = [f"{prefix}-{number}" for number in range(count)]
        self._threads = [threading.Thread(target=self._send, args=(ids[n::threads],)) for n in range(threads)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def join(self, within_s: float = 120) -> None:
        """Wait until every transaction was confirmed."""
        end = time.monotonic() + within_s
        for thread in self._threads:
            thread.join(max(0.1, end - time.monotonic()))

    def _send(self, ids: list[str]) -> None:
        with requests.Session() as session:
            session.headers.update(self._headers)
            for transaction_id in ids:
                while not self._confirmed(session, transaction_id):
                    time.sleep(0.2)
                self.confirmed.append(transaction_id)
                time.sleep(self._pause_s)

    def _confirmed(self, session: requests.Session, transaction_id: str) -> bool:
        try:
            url, body = f"{self._url()}/api/add-transaction", row(self._user, transaction_id)
            answer = session.post(url, json=body, timeout=20)
        except requests.RequestException:
            return False
        self.answers.add(answer.status_code)
        return answer.status_code == 200
