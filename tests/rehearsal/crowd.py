"""Many clients that stay: each comes back by itself when its pod goes, and asks for what it missed."""

from __future__ import annotations

import time
from typing import Any

import socketio

from tests.rehearsal.cluster import ORIGIN
from tests.rehearsal.visitor import Visitor
from tests.support.launched import eventually
from tests.support.listener import Heard, transactions


class Follower:
    """python-socketio's client, which reconnects, with the replay that the contract gives it."""

    def __init__(self, visitor: Visitor, cookie: str = "") -> None:
        """cookie: the proxy's, for one pod; without it the proxy chooses."""
        self.heard: list[Heard] = []
        self.away_s: list[float] = []
        self._last_id = self._after = 0
        self._left_at: float | None = None
        self.client = socketio.Client(
            reconnection_delay=0.2, reconnection_delay_max=1, websocket_extra_options={"origin": ORIGIN}
        )
        self.client.on("disconnect", self._leave)
        self.client.on("connect", self._catch_up)
        self.client.on("session.ready", lambda _: None)  # its id is no place in what was heard
        self.client.on("*", self._hear)
        self.client.connect(
            visitor.url, {"Cookie": cookie}, {"token": visitor.token}, ["websocket"], wait_timeout=60
        )

    def close(self) -> None:
        self.client.disconnect()

    def _leave(self, _: str = "") -> None:
        self._left_at, self._after = time.monotonic(), self._last_id

    def _catch_up(self) -> None:
        if self._left_at is None:
            return
        self.away_s.append(time.monotonic() - self._left_at)
        self._left_at = None
        page: dict[str, Any] = {"more": True, "last_id": self._after}
        while page.get("more"):
            page = self.client.call("replay", {"after": page["last_id"]}, timeout=60)

    def _hear(self, name: str, envelope: dict[str, Any]) -> None:
        self._last_id = max(self._last_id, envelope["id"])
        self.heard.append((name, envelope))


class Crowd:
    """Followers of several people, in equal parts."""

    def __init__(self, visitors: list[Visitor], each: int) -> None:
        self.followers = [(visitor, Follower(visitor)) for visitor in visitors for _ in range(each)]

    def heard_all(self, sent: dict[int, list[str]]) -> bool:
        """Wait until each follower has heard of all that was sent for their person."""
        return eventually(
            lambda: all(set(sent[who.id]) <= set(transactions(one)) for who, one in self.followers)
        )

    def away_ms(self, share: float) -> float:
        """Return the time without a connection that this share of the reconnections stayed below."""
        times = sorted(each for _, one in self.followers for each in one.away_s)
        return 1000 * times[min(len(times) - 1, int(share * len(times)))] if times else 0.0

    def reconnections(self) -> int:
        return sum(len(one.away_s) for _, one in self.followers)

    def leave(self) -> None:
        for _, one in self.followers:
            one.close()
