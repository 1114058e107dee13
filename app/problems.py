"""The one handler that turns any error into RFC 9457 problem+json."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import structlog
from apiflask import APIFlask, HTTPError
from flask import Response, g, json, request
from flask_limiter import RateLimitExceeded
from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from app.errors import AppError, FieldError, Invalid, TooManyAttempts, Unavailable

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"


def init_app(app: APIFlask) -> None:
    """Answer every error, expected or not, in the same shape."""
    app.register_error_handler(AppError, answer)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(RateLimitExceeded, _too_many)
    app.register_error_handler(RedisError, _dependency_down)
    app.register_error_handler(OperationalError, _dependency_down)
    app.register_error_handler(PoolTimeout, _dependency_down)
    app.register_error_handler(Exception, _unexpected)
    app.error_processor(_from_apiflask)


def answer(error: AppError, **more: Any) -> Response:
    """Write an AppError as problem+json; `more` are further members."""
    return _problem(
        error.status,
        error.code,
        error.title,
        error.detail,
        errors=error.errors,
        retry_after_s=error.retry_after_s,
        **more,
    )


def answer_http(error: HTTPException) -> Response:
    """Write what Werkzeug raised (404, 405, 413, …) as problem+json."""
    status = error.code or 500
    phrase = HTTPStatus(status).phrase
    response = _problem(status, phrase.lower().replace(" ", "_"), phrase, error.description or phrase)
    for name, value in error.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _too_many(error: RateLimitExceeded) -> Response:
    reset_in = error.limit.limit.get_expiry() if error.limit else 60
    return answer(TooManyAttempts(retry_after_s=int(reset_in)))


def _dependency_down(error: Exception) -> Response:
    log.error("dependency.down", error=type(error).__name__, path=request.path)
    return answer(Unavailable())


def _unexpected(error: Exception) -> Response:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return _dependency_down(error)
    log.error("request.failed", path=request.path, method=request.method, exc_info=error)
    return answer(AppError("Something went wrong on our side. Quote the request id when you report it."))


def _from_apiflask(error: HTTPError) -> Response:
    if error.status_code == 422:
        return answer(Invalid(errors=_flatten(error.detail)))
    phrase = HTTPStatus(error.status_code).phrase
    return _problem(error.status_code, phrase.lower().replace(" ", "_"), phrase, error.message or phrase)


def _flatten(detail: Any) -> list[FieldError]:
    """Turn APIFlask's {location: {field: [messages]}} into a flat list of pointers."""
    found: list[FieldError] = []
    for location, fields in (detail or {}).items():
        entries = fields.items() if isinstance(fields, dict) else [("", fields)]
        for name, messages in entries:
            path = _pointer(str(name)) if location == "json" else str(name)
            texts = messages if isinstance(messages, list) else [messages]
            found.extend({"pointer": path, "message": _sentence(str(text))} for text in texts)
    return found


def _pointer(name: str) -> str:
    """Write APIFlask's dotted path as a JSON Pointer (RFC 6901); the whole body is the empty one."""
    if name in {"", "_schema"}:
        return ""
    return "/" + name.replace("~", "~0").replace("/", "~1").replace(".", "/")


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ")


def _problem(  # noqa: PLR0913 - the fields of RFC 9457
    status: int,
    code: str,
    title: str,
    detail: str,
    *,
    errors: list[FieldError] | None = None,
    retry_after_s: int | None = None,
    **more: Any,
) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:tidewatch:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": request.path,
        "code": code,
        "request_id": g.get("request_id"),
        **more,
    }
    if errors:
        body["errors"] = errors
    response = Response(json.dumps(body), status=status, content_type=MEDIA_TYPE)
    if retry_after_s is not None:
        response.headers["Retry-After"] = str(retry_after_s)
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
