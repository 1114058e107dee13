"""The verbs that every simulated provider has."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from simulators.message import Delivery, Message, deliver, open_session
from simulators.server import Answer, ApiServer, Call, Failure


class Provider(ABC):
    """Somebody who sends webhooks. `latency_s` is how long each API answer takes."""

    latency_s: float = 0.0

    def start(self, port: int = 0) -> str:
        """Serve the API where there is one; returns its address, empty where there is none."""
        return ""

    def stop(self) -> None:  # noqa: B027 - one without an API has nothing to end
        """End what `start` began."""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @abstractmethod
    def next_message(self, target: str) -> Message:
        """Let the simulated people live one moment, and return the webhook that tells of it."""

    def deliver(self, message: Message) -> Delivery:
        """Send a webhook once, now, without retries (`Sender` has those)."""
        with open_session() as session:
            return deliver(session, message)


class ServedApi(ABC):
    """An API on a socket. `latency_s` is how long each answer takes."""

    latency_s: float = 0.0

    def __post_init__(self) -> None:
        self._lock = threading.RLock()
        self._api = ApiServer(self._locked_answer, lambda: self.latency_s)

    @property
    def url(self) -> str:
        """The API's address; before `start`, the real provider's, for the links in bodies."""
        return self._api.url or self.real_url

    @property
    @abstractmethod
    def real_url(self) -> str:
        """The real provider's address."""

    @property
    def calls(self) -> list[str]:
        """The requests that came, oldest first, as 'GET /path'."""
        return list(self._api.calls)

    def start(self, port: int = 0) -> str:
        """Serve the API; returns its address."""
        return self._api.start(port)

    def stop(self) -> None:
        """End what `start` began."""
        self._api.stop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def fail_next(
        self,
        status: int,
        *,
        times: int = 1,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        on: str = "",
    ) -> None:
        """Order failures for the next API requests whose path contains `on`.

        body: JSON value, bytes, or a `Broken` kind of the real answer. A 429 without headers says: in 1 s.
        """
        if headers is None:
            headers = {"Retry-After": "1"} if status == 429 else {}
        self._api.failures.order(Failure(status, headers, body, on), times)

    @abstractmethod
    def answer(self, call: Call) -> Answer:
        """Answer one API request."""

    def _locked_answer(self, call: Call) -> Answer:
        with self._lock:
            return self.answer(call)


class ServedProvider(ServedApi, Provider):
    """A provider with an API."""
