"""A file that is touched while a worker or beat lives, for what asks from outside at no cost.

A question through the broker (`celery inspect ping`) starts Python anew each time, and says that a worker is
dead while only Redis is away. A file's age costs nothing; what looks at it gives it some minutes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from celery.beat import PersistentScheduler
from celery.signals import heartbeat_sent

from app.extensions import celery

BEAT_LOOKS_EVERY_S = 10
"""Celery's own looks are up to five minutes apart."""


def touch_at_heartbeats(path: Path) -> None:
    """Have this process touch a file: a worker every two seconds with Redis in reach, beat at each look."""
    path.parent.mkdir(parents=True, exist_ok=True)

    def touch(**_: Any) -> None:
        path.touch()

    heartbeat_sent.connect(touch, weak=False)
    BeatScheduler.heartbeat = path
    celery.conf.update(
        beat_scheduler=f"{__name__}:{BeatScheduler.__name__}", beat_max_loop_interval=BEAT_LOOKS_EVERY_S
    )


class BeatScheduler(PersistentScheduler):
    """Celery's own, which also shows that it goes on."""

    heartbeat: Path | None = None

    def tick(self, *args: Any, **options: Any) -> float:
        """Send what is due; return the seconds until the next look."""
        if self.heartbeat is not None:
            self.heartbeat.touch()
        return float(super().tick(*args, **options))
