"""A Celery entry with one more task, which goes on until it is let go: for tests of how workers stop."""

from __future__ import annotations

import time
from pathlib import Path

from workers.celery_app import celery as celery


@celery.task(name="tests.wait")
def wait(folder: str) -> None:
    """Note that it has begun, wait for the file `go`, note that it is done."""
    with (Path(folder) / "begun").open("a") as begun:
        begun.write("1")
    while not (Path(folder) / "go").exists():
        time.sleep(0.05)
    with (Path(folder) / "done").open("a") as done:
        done.write("1")
