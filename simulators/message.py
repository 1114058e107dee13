"""A webhook before and after it is sent."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

import requests

TIMEOUT_S = 15.0
"""How long a sender waits for an answer; Standard Webhooks asks for 15 to 30 seconds."""


class Signed(NamedTuple):
    """One attempt's bytes and headers."""

    body: bytes
    headers: dict[str, str]


class Message(NamedTuple):
    """A webhook for one target; `sign` makes each attempt, counted from 1, afresh: its time is signed."""

    id: str
    what: str
    target: str
    sign: Callable[[int], Signed]


class Delivery(NamedTuple):
    """What one attempt came to. status: 0 where nobody answered; `trouble` then says why."""

    message_id: str
    what: str
    attempt: int
    status: int
    milliseconds: float
    duplicate: bool = False
    trouble: str = ""

    @property
    def taken(self) -> bool:
        return 200 <= self.status < 300

    def __str__(self) -> str:
        again = f" attempt {self.attempt}" if self.attempt > 1 else ""
        twin = " duplicate" if self.duplicate else ""
        answer = str(self.status) if self.status else self.trouble
        return f"{self.what} {self.message_id}{again}{twin}: {answer} in {self.milliseconds:.0f} ms"


def open_session() -> requests.Session:
    """A session that looks at no proxy: what is simulated is on this machine or beside it."""
    session = requests.Session()
    session.trust_env = False
    return session


def deliver(
    session: requests.Session, message: Message, attempt: int = 1, *, duplicate: bool = False
) -> Delivery:
    """Make one attempt. A redirect is a failure, as the providers have it."""
    body, headers = message.sign(attempt)
    started = time.perf_counter()
    status, trouble = 0, ""
    try:
        status = session.post(
            message.target, data=body, headers=headers, timeout=TIMEOUT_S, allow_redirects=False
        ).status_code
    except requests.Timeout:
        trouble = "no answer in time"
    except requests.RequestException as exc:
        trouble = f"no connection ({type(exc).__name__})"
    took = (time.perf_counter() - started) * 1000
    return Delivery(message.id, message.what, attempt, status, took, duplicate, trouble)
