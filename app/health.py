"""Whether this installation is ready, and its Prometheus metrics."""

from __future__ import annotations

import time
from functools import lru_cache
from pathlib import Path

import structlog
from flask import Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.clock import rfc3339
from app.domain.banking.service import Intake, find_loss, look
from app.extensions import db, redis

log = structlog.get_logger()

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations" / "versions"

requests_total = Counter("tidewatch_http_requests_total", "Requests answered", ["method", "route", "status"])
request_seconds = Histogram(
    "tidewatch_http_request_seconds",
    "Time to answer",
    ["route"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
queue_depth = Gauge("tidewatch_intake_queue_rows", "Rows that wait to be flushed")
redis_losses = Gauge("tidewatch_redis_data_lost_total", "How often Redis was seen without its data")
unaccounted = Gauge("tidewatch_intake_unaccounted_rows", "Rows accepted, not flushed and not waiting")
accepted_total = Gauge("tidewatch_intake_accepted_rows", "Rows taken in since the queue began")
flushed_total = Gauge("tidewatch_intake_flushed_rows", "Rows flushed since the queue began")


def init_app(app: Flask) -> None:
    """Measure every request by its route, never by its path: ids would make a series each."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "none"
        _requests(request.method, route, response.status_code).inc()
        _seconds(route).observe(time.perf_counter() - g.get("started", time.perf_counter()))
        return response


@lru_cache(maxsize=4096)
def _requests(method: str, route: str, status: int) -> Counter:
    return requests_total.labels(method, route, status)


@lru_cache(maxsize=1024)
def _seconds(route: str) -> Histogram:
    return request_seconds.labels(route)


def metrics(intake: Intake) -> tuple[bytes, str]:
    """Return the metrics' text and its content type."""
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
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST


def warnings(intake: Intake) -> dict[str, str]:
    """Return what an operator should know of an installation that is ready all the same."""
    try:
        look(intake.queue, remember=False)
        lost_at = find_loss().lost_at
    except (RedisError, SQLAlchemyError):  # `check` says so
        return {}
    return {"redis": f"lost its data at {rfc3339(lost_at)}"} if lost_at else {}


def check() -> dict[str, str]:
    """Ask the database, Redis and the migrations; 'ok' or what is wrong, without details."""
    return {"database": _database(), "redis": _redis(), "migrations": _migrations()}


def _database() -> str:
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return "unreachable"
    return "ok"


def _redis() -> str:
    try:
        redis().ping()
    except RedisError:
        return "unreachable"
    return "ok"


def _migrations() -> str:
    try:
        current = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return "unknown"
    return "ok" if current == newest_migration() else "behind"


@lru_cache(maxsize=1)
def newest_migration() -> str:
    """Return the newest revision, by the number that every file of migrations/versions begins with."""
    return max(path.name.partition("_")[0] for path in MIGRATIONS.glob("[0-9]*.py"))
