"""The intake's figures for Prometheus, and what its operator should know."""

from __future__ import annotations

import structlog
from prometheus_client import Gauge
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from app.clock import rfc3339
from app.domain.banking.intake.loss import find_loss, look
from app.domain.banking.intake.service import Intake

log = structlog.get_logger()

queue_depth = Gauge("tidewatch_intake_queue_rows", "Rows that wait to be flushed")
redis_losses = Gauge("tidewatch_redis_data_lost_total", "How often Redis was seen without its data")
unaccounted = Gauge("tidewatch_intake_unaccounted_rows", "Rows accepted, not flushed and not waiting")
accepted_total = Gauge("tidewatch_intake_accepted_rows", "Rows taken in since the queue began")
flushed_total = Gauge("tidewatch_intake_flushed_rows", "Rows flushed since the queue began")


def read_gauges(intake: Intake) -> None:
    """Set the gauges to what is so now."""
    try:
        figures = intake.queue.figures(1)
        queue_depth.set(figures["depth"])
        accepted_total.set(figures["totals"][0])
        flushed_total.set(figures["totals"][1])
        unaccounted.set(figures["totals"][0] - figures["totals"][1] - figures["depth"])
    except RedisError:
        log.warning("metrics.without_queue")
    try:
        redis_losses.set(find_loss().losses)
    except SQLAlchemyError:
        log.warning("metrics.without_database")


def warnings(intake: Intake) -> dict[str, str]:
    """Say that Redis has lost its data. A run: opens a transaction of its own where it notices that."""
    try:
        look(intake.queue, remember=False)
        lost_at = find_loss().lost_at
    except (RedisError, SQLAlchemyError):  # `app.health.check` says so
        return {}
    return {"redis": f"lost its data at {rfc3339(lost_at)}"} if lost_at else {}
