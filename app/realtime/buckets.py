"""Token buckets, and what one user may use of this process: sockets, streams, messages, replays."""

from __future__ import annotations

import threading
import time

from app.config import Settings
from app.errors import TooMany

USER_MESSAGES_PER_S = 100
USER_MESSAGES_BURST = 300
REPLAY_BYTES_PER_S = 1_000_000
REPLAY_BURST_BYTES = 8_000_000
EVENT_COST_BYTES = 1_000
"""What an event of a replay costs besides its bytes: finding, packing and queueing it."""


class Bucket:
    """A token bucket: `burst` at once, refilled by `per_s` a second."""

    def __init__(self, per_s: float, burst: float) -> None:
        self._per_s = per_s
        self._burst = burst
        self._left = burst
        self._at = time.monotonic()

    def take(self, count: float = 1) -> bool:
        """Take a count if so much is left; tell whether it was."""
        if self._refilled() < count:
            return False
        self._left -= count
        return True

    def spend(self, count: float) -> float:
        """Take a count in any case; return the seconds until the debt is refilled, 0 without one."""
        self._left = self._refilled() - count
        return self.debt_s()

    def debt_s(self) -> float:
        return max(0.0, -self._refilled() / self._per_s)

    @property
    def is_full(self) -> bool:
        return self._refilled() >= self._burst

    def _refilled(self) -> float:
        now = time.monotonic()
        self._left = min(self._burst, self._left + (now - self._at) * self._per_s)
        self._at = now
        return self._left


class Share:
    """What one user uses of this process."""

    def __init__(self, max_sockets: int) -> None:
        self.sockets: set[str] = set()
        self.streams = 0
        self.messages = Bucket(USER_MESSAGES_PER_S, USER_MESSAGES_BURST)
        self.replays = Bucket(REPLAY_BYTES_PER_S, REPLAY_BURST_BYTES)
        self.replay_turn = threading.Lock()
        # All tabs may come back at once, twice; after that one by one.
        self.connects = Bucket(max_sockets / 10, max_sockets * 2)

    def close_stream(self) -> None:
        self.streams -= 1

    @property
    def is_idle(self) -> bool:
        buckets = (self.messages, self.replays, self.connects)
        return not self.sockets and not self.streams and all(bucket.is_full for bucket in buckets)


class Shares:
    """Every user's share, and the limits of one."""

    def __init__(self, settings: Settings) -> None:
        self._max_sockets = settings.max_sockets_per_user
        self._max_streams = settings.max_streams_per_user
        self._shares: dict[int, Share] = {}

    def of(self, user_id: int) -> Share:
        share = self._shares.get(user_id)
        if share is None:
            share = self._shares[user_id] = Share(self._max_sockets)
        return share

    def open_socket(self, user_id: int, sid: str) -> Share:
        """Count a socket. Raises TooMany where the user has too many, or opens them too fast."""
        share = self.of(user_id)
        if not share.connects.take():
            raise TooMany("You open sockets too fast; try again in a minute.", retry_after_s=60)
        if len(share.sockets) >= self._max_sockets:
            raise TooMany(f"You have {self._max_sockets} sockets open; close one first.", retry_after_s=60)
        share.sockets.add(sid)
        return share

    def open_stream(self, user_id: int) -> Share:
        """Count a stream, which `close_stream` of the share ends. Raises TooMany."""
        share = self.of(user_id)
        if share.streams >= self._max_streams:
            raise TooMany(f"You follow {self._max_streams} streams already; end one first.", retry_after_s=60)
        share.streams += 1
        return share

    def forget_idle(self) -> None:
        """Drop the shares of users who are gone and have nothing left to wait for."""
        for user_id in [user_id for user_id, share in self._shares.items() if share.is_idle]:
            del self._shares[user_id]
