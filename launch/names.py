"""Looking up host names: the system's resolver stands still until it knows, so a thread asks it."""

from __future__ import annotations

import socket
from typing import Any

import eventlet.green.socket
import eventlet.tpool


def look_up_in_threads() -> None:
    """Have every lookup of this process wait in a thread, while its greenlets go on."""
    resolve = socket.getaddrinfo

    def getaddrinfo(*args: Any, **options: Any) -> Any:
        return eventlet.tpool.execute(resolve, *args, **options)

    socket.getaddrinfo = eventlet.green.socket.getaddrinfo = getaddrinfo
