"""A listener to Server-Sent Events, written from the HTML standard."""

from __future__ import annotations

import contextlib
import json
import threading
from typing import Any, NamedTuple

import requests

from tests.support.accounts import Headers


class Sent(NamedTuple):
    """One event: its id, its name and its data."""

    id: int
    name: str
    data: Any


OWN = "/finance/api/bt-pay/stream/"


class EventStream:
    """Reads in a thread until the server ends it or it is closed."""

    def __init__(self, url: str, headers: Headers, after: int | None = None, path: str = OWN) -> None:
        more = {} if after is None else {"Last-Event-ID": str(after)}
        self.heard: list[Sent] = []
        self.comments: list[str] = []
        self.ended = threading.Event()
        self.answer = requests.get(f"{url}{path}", headers={**headers, **more}, stream=True, timeout=(20, 60))
        assert self.answer.status_code == 200, self.answer.text
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with contextlib.suppress(requests.RequestException, AttributeError, OSError):  # closed from here
            self._take(self.answer.iter_lines(chunk_size=1, decode_unicode=True))
        self.ended.set()

    def _take(self, lines: Any) -> None:
        block: list[str] = []
        for line in lines:
            if line:
                block.append(line)
                continue
            self.comments += [each for each in block if each.startswith((":", "retry:"))]
            fields = dict(each.split(": ", 1) for each in block if not each.startswith((":", "retry:")))
            if fields:
                self.heard.append(Sent(int(fields["id"]), fields["event"], json.loads(fields["data"])))
            block = []

    def transactions(self) -> list[str]:
        """The ids of the transactions heard of, in order, alone or gathered."""
        found: list[str] = []
        for _, name, envelope in list(self.heard):
            if name in {"transaction.created", "transactions.created"}:
                data = envelope["data"] if isinstance(envelope["data"], list) else [envelope["data"]]
                found += [each["transaction_id"] for each in data]
        return found

    def close(self) -> None:
        with contextlib.suppress(ValueError, RuntimeError, OSError):  # the server has ended it
            self.answer.raw.shutdown()  # or else the reader holds the answer until something comes
        self.answer.close()
