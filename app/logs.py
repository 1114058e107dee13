"""Structured logs: one JSON object a line, a constant event name, the rest in keywords."""

from __future__ import annotations

import logging
import random
import re
from logging.handlers import RotatingFileHandler
from typing import Any

import structlog
from flask import Flask, Response, g, has_request_context, request
from structlog.typing import EventDict

from app import traces
from app.config import Settings

REQUEST_ID = "X-Request-ID"


def configure(settings: Settings) -> None:
    """Set up structlog for this process and the security log's own file."""
    renderer: structlog.types.Processor = (
        structlog.processors.JSONRenderer() if settings.log_json else structlog.dev.ConsoleRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            _add_noted,
            _add_trace,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.getLevelNamesMapping()[settings.log_level]
        ),
    )
    _open_security_log(settings)


def _open_security_log(settings: Settings) -> None:
    settings.log_dir.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        settings.log_dir / "auth.log", maxBytes=10 * 1024 * 1024, backupCount=5, delay=True
    )
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.getLogger("tidewatch.auth")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.INFO)


SANE = re.compile(r"[A-Za-z0-9-]{8,64}")


def note(**values: Any) -> None:
    """Have each line that the current request logs from now on say these, in place of what it noted before.

    They are looked for when a line is written, and most requests write none.
    """
    g.noted = values


def _add_noted(_logger: Any, _method: str, event: EventDict) -> EventDict:
    if not has_request_context():
        return event
    known = {"request_id": g.request_id} if "request_id" in g else {}
    return {**known, **g.get("noted", {}), **event}


def _add_trace(_logger: Any, _method: str, event: EventDict) -> EventDict:
    if found := traces.trace_id():
        event["trace_id"] = found
    return event


def request_id() -> str | None:
    """Return the id of the current request, or of the one that asked for the current job."""
    asked = g.get("request_id") if has_request_context() else None
    return asked or structlog.contextvars.get_contextvars().get("request_id")


def init_app(app: Flask) -> None:
    """Give each request an id, taken from a proxy's header when it is a sane one."""

    @app.before_request
    def take_request_id() -> None:
        given = request.environ.get("HTTP_X_REQUEST_ID", "")
        g.request_id = given if SANE.fullmatch(given) else f"{random.getrandbits(128):032x}"

    @app.after_request
    def show_request_id(response: Response) -> Response:
        response.headers[REQUEST_ID] = g.get("request_id", "")
        return response
