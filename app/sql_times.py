"""How long the database takes, for each kind of statement: a metric, and steps of traces."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any

from flask import Flask
from prometheus_client import Histogram
from sqlalchemy import event
from sqlalchemy.engine import Engine, ExceptionContext

from app import traces
from app.extensions import db

sql_seconds = Histogram(
    "tidewatch_sql_seconds",
    "Time that statements took",
    ["kind"],
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10),
)
KINDS = {"SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "COPY"}
_BEGUN = "tidewatch_begun"


def init_app(app: Flask) -> None:
    """Measure what an app's engines do."""
    with app.app_context():
        for engine in db.engines.values():
            _measure(engine)


def _measure(engine: Engine) -> None:
    @event.listens_for(engine, "before_cursor_execute")
    def begin(_c: Any, _cursor: Any, statement: str, _parameters: Any, context: Any, _many: bool) -> None:
        kind = _kind(statement)
        step = traces.span(f"SQL {kind}", **{"db.system": engine.dialect.name, "db.statement": statement})
        step.__enter__()
        setattr(context, _BEGUN, (time.perf_counter(), kind, step))

    @event.listens_for(engine, "after_cursor_execute")
    def end(_c: Any, _cursor: Any, _statement: str, _parameters: Any, context: Any, _many: bool) -> None:
        _end(context)

    @event.listens_for(engine, "handle_error")
    def fail(failure: ExceptionContext) -> None:
        _end(failure.execution_context)


def _end(context: Any) -> None:
    if begun := getattr(context, _BEGUN, None):
        started, kind, step = begun
        setattr(context, _BEGUN, None)
        _seconds(kind).observe(time.perf_counter() - started)
        step.__exit__(None, None, None)


def _kind(statement: str) -> str:
    word = statement[:8].lstrip().partition(" ")[0].upper()
    return word if word in KINDS else "OTHER"


@lru_cache(maxsize=16)
def _seconds(kind: str) -> Histogram:
    return sql_seconds.labels(kind)
