"""The background jobs of trainings."""

from __future__ import annotations

from enum import StrEnum

from app.jobs import send_once


class TrainingJob(StrEnum):
    """Each job's name on the queue."""

    PLAN = "trading.plan_training"
    PART = "trading.train_part"
    FINISH = "trading.finish_training"
    RESUME = "trading.resume_trainings"
    RETRAIN = "trading.retrain"


ASK_AGAIN_MS = 30_000
"""What waits in the queue is not asked for more often than this."""


def run_of(training_id: int) -> str:
    """Return the name of a training's lease and progress."""
    return f"training:{training_id}"


def part_run(training_id: int, model: str, part: int) -> str:
    """Return the name of a part's lease."""
    return f"training:{training_id}:{model}:{part}"


def ask_plan(training_id: int) -> None:
    """Have a training planned, unless that was asked a moment ago."""
    send_once(TrainingJob.PLAN, training_id, key=run_of(training_id), within_ms=ASK_AGAIN_MS)


def ask_part(training_id: int, model: str, part: int) -> None:
    """Have a part trained, unless it waits in the queue already."""
    key = part_run(training_id, model, part)
    send_once(TrainingJob.PART, training_id, model, part, key=key, within_ms=ASK_AGAIN_MS)


def finish_key(training_id: int) -> str:
    return f"training:{training_id}:finish"


def ask_finish(training_id: int) -> None:
    """Have a training finished whose parts are all done."""
    send_once(TrainingJob.FINISH, training_id, key=finish_key(training_id), within_ms=ASK_AGAIN_MS)
