"""When a message is tried again."""

from __future__ import annotations

from datetime import timedelta

WAITS_S = (10, 60, 300, 1_800, 7_200, 21_600)
"""After each try that failed; after the last of them a message is given up, some nine hours on."""
MAX_ATTEMPTS = len(WAITS_S) + 1
MAX_WAIT_S = WAITS_S[-1]


def wait_after(attempts: int, asked_s: int | None = None) -> timedelta | None:
    """Return how long to wait after so many tries, None to give up. asked_s: what the other side asks for."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return timedelta(seconds=max(WAITS_S[attempts - 1], min(asked_s or 0, MAX_WAIT_S)))
