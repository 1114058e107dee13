"""Whether this installation is ready, and its Prometheus metrics."""

from __future__ import annotations

import time
from functools import lru_cache

from flask import Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    Counter,
    Histogram,
    generate_latest,
)
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db, redis
from app.migrations import current_revision, newest_migration
from app.services import services

requests_total = Counter("tidewatch_http_requests_total", "Requests answered", ["method", "route", "status"])
request_seconds = Histogram(
    "tidewatch_http_request_seconds",
    "Time to answer",
    ["route"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


def init_app(app: Flask) -> None:
    """Measure every request by its route, never by its path: ids would make a series each."""

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        rule = request.url_rule
        route = rule.rule if rule else "none"
        method = request.method if request.method in METHODS else "other"
        _requests(method, route, response.status_code).inc()
        _seconds(route).observe(time.perf_counter() - g.get("started", time.perf_counter()))
        return response


@lru_cache(maxsize=4096)
def _requests(method: str, route: str, status: int) -> Counter:
    return requests_total.labels(method, route, status)


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""What has a series of its own: a method is any word that a stranger thinks of, and no series ever goes."""


@lru_cache(maxsize=1024)
def _seconds(route: str) -> Histogram:
    return request_seconds.labels(route)


def metrics() -> tuple[bytes, str]:
    """Return the metrics' text and its content type."""
    for domain in services().domains:
        domain.gauges()
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST


def warnings() -> dict[str, str]:
    """Return what an operator should know of an installation that is ready all the same."""
    return {subject: text for domain in services().domains for subject, text in domain.warnings().items()}


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
        current = current_revision(db.session.connection())
    except SQLAlchemyError:
        return "unknown"
    # A newer schema is fine: while an update rolls out, and after one that was taken back, it is the rule.
    return "ok" if current is not None and current >= newest_migration() else "behind"
