"""A Celery entry with tasks that fail, wait and are lost: for tests of what is told of them."""

from __future__ import annotations

import os
import signal

from tests.support.long_task import celery as celery

FAIL, LOSE = "tests.fail", "tests.lose"


@celery.task(name=FAIL)
def fail(*args: object) -> None:
    """Fail with a message that has a secret in it."""
    raise RuntimeError("https://ana:hunter2@bank.example refused api_key=abcdef0123456789")


@celery.task(name=LOSE, reject_on_worker_lost=False)
def lose() -> None:
    """End its own process, as the system does where memory is short."""
    os.kill(os.getpid(), signal.SIGKILL)
