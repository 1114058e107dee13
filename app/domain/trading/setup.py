"""What markets bring to a process."""

from __future__ import annotations

from collections.abc import Iterable

from app.services import Domain, Services

SCOPES = {"markets:read": "Read instruments and their candles"}


def _setup(_: Services) -> Iterable[object]:
    return ()


DOMAIN = Domain("trading", _setup, scopes=SCOPES)
