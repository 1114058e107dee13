"""An answer has one time for all of it: no read, of a header or of the body, waits longer than what is left.

The libraries limit each read alone, so that who sends a byte now and then could hold a caller for days.
"""

from __future__ import annotations

import http.client
import io
import socket
import time
from functools import partial
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager

Pools = dict[str, type[HTTPConnectionPool]]


def timed_pools(whole_s: float) -> Pools:
    """Return classes of connection pools by scheme; each answer has so many seconds from its request."""
    answers = {"response_class": partial(_TimedResponse, whole_s=whole_s)}
    return {
        scheme: type("TimedPool", (pool,), {"ConnectionCls": type("Timed", (pool.ConnectionCls,), answers)})
        for scheme, pool in (("http", HTTPConnectionPool), ("https", HTTPSConnectionPool))
    }


class TimedAdapter(HTTPAdapter):
    """What `requests` sends by, with a time for each whole answer."""

    def __init__(self, whole_s: float, **options: Any) -> None:
        self._pools = timed_pools(whole_s)
        super().__init__(**options)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, *args: Any, **options: Any) -> PoolManager:
        manager: PoolManager = super().proxy_manager_for(*args, **options)
        manager.pool_classes_by_scheme = self._pools
        return manager


class _TimedResponse(http.client.HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, whole_s: float, **options: Any) -> None:
        super().__init__(sock, *args, **options)
        raw = self.fp.detach()
        self.fp = io.BufferedReader(_TimedReads(raw, sock, time.monotonic() + whole_s))


class _TimedReads(io.RawIOBase):
    """What a socket sends, until a moment; each read keeps the socket's own time besides."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, until: float) -> None:
        self._raw, self._sock, self._until = raw, sock, until
        self._read_s = sock.gettimeout()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left_s = self._until - time.monotonic()
        if left_s <= 0:
            raise TimeoutError("the whole answer took too long")
        self._sock.settimeout(left_s if self._read_s is None else min(left_s, self._read_s))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()
