"""Ask an installation from outside whether it serves: `python -m launch.smoke http://tidewatch-web:8000`."""

from __future__ import annotations

import json
import sys
import urllib.request
from collections.abc import Callable
from http.client import HTTPConnection
from urllib.parse import urlsplit

TIMEOUT_S = 15
WEBSOCKET_KEY = "dGhlIHNhbXBsZSBub25jZQ=="
"""The example of RFC 6455; any 16 bytes do."""


def main(arguments: list[str] | None = None) -> int:
    """Print what was asked and how it was answered; 1 where something is wrong."""
    (url,) = sys.argv[1:] if arguments is None else arguments
    outcomes = [_try(question, url.rstrip("/")) for question in (is_ready, shows_page, opens_socket)]
    return int(not all(outcomes))


def _try(question: Callable[[str], str], url: str) -> bool:
    try:
        print(f"ok      {question(url)}")
    except (OSError, ValueError) as exc:
        print(f"FAILED  {(question.__doc__ or '').rstrip('.')}: {exc}")
        return False
    return True


def is_ready(url: str) -> str:
    """Database, Redis and migrations are fine."""
    return f"ready: {json.loads(_get(f'{url}/api/health/ready'))['checks']}"


def shows_page(url: str) -> str:
    """The page is served."""
    if b"<script" not in _get(f"{url}/"):
        raise ValueError("what is at / is not the page")
    return "the page is served"


def opens_socket(url: str) -> str:
    """A WebSocket opens."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=TIMEOUT_S)
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": WEBSOCKET_KEY,
    }
    connection.request("GET", "/socket.io/?EIO=4&transport=websocket", headers=headers)
    status = connection.getresponse().status
    connection.close()
    if status != 101:
        raise ValueError(f"answered with {status} where 101 opens it")
    return "a WebSocket opens"


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=TIMEOUT_S) as answer:  # noqa: S310 - http, from the command line
        body: bytes = answer.read()
    return body


if __name__ == "__main__":
    sys.exit(main())
