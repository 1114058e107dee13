"""What operations bring to a process."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.operations.backups.jobs import BackupsJob
from app.domain.operations.tasks.gauges import read_gauges
from app.jobs.queues import Queue
from app.services import Domain, Services

QUEUES: dict[str, str] = {BackupsJob.MAKE: Queue.MAINTENANCE}


def _setup(_: Services) -> Iterable[object]:
    return ()


DOMAIN = Domain("operations", _setup, queues=QUEUES, gauges=read_gauges)
