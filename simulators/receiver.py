"""An endpoint that keeps what it is sent: a look at a provider's webhooks without Tidewatch."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Self

from simulators.server import Answer, ApiServer, Call


class Receiver:
    """Answers with `statuses` in turn, then 202. received: every request, in order of arrival."""

    def __init__(self, statuses: Iterable[int] = ()) -> None:
        self._statuses = iter(statuses)
        self._changed = threading.Condition()
        self._api = ApiServer(self._answer, lambda: 0.0)
        self.received: list[Call] = []

    def __enter__(self) -> Self:
        self._api.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._api.stop()

    @property
    def url(self) -> str:
        return f"{self._api.url}/hook"

    def wait_for(self, count: int, within_s: float = 30.0) -> bool:
        """Wait until a number of requests have come; False when time ran out."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.received) >= count, within_s)

    def _answer(self, call: Call) -> Answer:
        with self._changed:
            self.received.append(call)
            self._changed.notify_all()
            return Answer(next(self._statuses, 202), {})
