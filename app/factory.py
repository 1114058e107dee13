"""Build the app: bind extensions, errors, logs and the guard. It knows no route and no domain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from apiflask import APIFlask
from flask import Flask, Request
from flask.globals import request_ctx
from flask.sessions import SessionInterface
from flask_cors import CORS
from kombu import Queue as DeclaredQueue
from werkzeug.middleware.proxy_fix import ProxyFix

from app import VERSION, delivery, logs, problems, security, services, sql_times, traces
from app.config import Settings, SettingsError
from app.extensions import FastJson, celery, db, jwt, limiter, socketio
from app.jobs.queues import Queue
from app.money import is_currency
from app.realtime.gate import divided
from app.realtime.line import MAX_MESSAGE_BYTES
from app.realtime.manager import SessionManager
from app.services import Services
from app.strict_json import StrictRequest

MAX_GRACE_S = 3600
"""How long a worker may take to end its tasks. Redis gives a task to another worker after the longest task
and this; sooner, it would run twice at once."""


def create_app(
    settings: Settings, build: Callable[[Flask], Services], mount: Callable[[APIFlask], None] | None
) -> APIFlask:
    """Create an app; app/bootstrap.py says what of.

    build: makes its services once the libraries are bound. mount: puts the routes on, if it serves any.
    """
    if not is_currency(settings.default_currency):
        raise SettingsError(f"DEFAULT_CURRENCY={settings.default_currency} is no currency with a minor unit")
    app = Site(
        "tidewatch", title="Tidewatch", version=VERSION, spec_path=None, docs_path=None,
        static_folder=None,  # type: ignore[arg-type]  # Flask takes None, the subclass only says str
    )  # fmt: skip
    app.request_class = StrictRequest
    app.session_interface = NoSession()
    app.config.from_mapping(_flask_config(settings))
    logs.configure(settings)
    delivery.init_app(app)
    logs.init_app(app)
    _bind_storage(app, settings)
    _bind_realtime(app, settings, serves=mount is not None)
    app.wsgi_app = delivery.hardened(app.wsgi_app)  # type: ignore[method-assign, assignment]
    built = build(app)
    services.bind(app, built)
    celery.conf.task_routes = _routes(built)
    security.init_app(app, settings)
    problems.init_app(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    if settings.allowed_origins:
        CORS(
            app,
            origins=settings.allowed_origins,
            resources=[r"/api/*", r"/finance/api/*"],
            allow_headers=["Authorization", "Content-Type"],
        )
    if mount is not None:
        _limit_only_where_marked(app)
        mount(app)
    sql_times.init_app(app)
    traces.init_app(app, settings)
    return app


class Site(APIFlask):
    """The web app of this project."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Take views and hooks as they are, none a coroutine; the library looks at each in every request."""
        return func


def _routes(services: Services) -> dict[str, dict[str, str]]:
    """Return the queue of each job that has one of its own, as Celery is told."""
    return {job: {"queue": queue} for each in services.domains for job, queue in each.queues.items()}


class NoSession(SessionInterface):
    """No cookie session: who calls is in the token, so reading and signing cookies is work for nothing."""

    def open_session(self, app: Flask, request: Request) -> None:
        return None


def _limit_only_where_marked(app: APIFlask) -> None:
    """Let the `limit` decorators check; the library's own look at every request costs a tenth of it."""
    limiter.init_app(app)
    app.before_request_funcs[None].remove(limiter._check_request_limit)
    for hooks in (app.after_request_funcs[None], app.teardown_request_funcs[None]):
        hooks.append(_where_limited(hooks.pop()))


def _where_limited(hook: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Leave a hook of the limiter's out after a request that it has not looked at."""
    return lambda value: hook(value) if hasattr(request_ctx, "_limiter_request_context") else value


def _flask_config(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        # SQLAlchemy 2.1 takes a bare postgresql:// for psycopg 3; psycopg2 is what can be made green.
        "SQLALCHEMY_DATABASE_URI": settings.database_url.replace(
            "postgresql://", "postgresql+psycopg2://", 1
        ),
        "SQLALCHEMY_ENGINE_OPTIONS": _engine_options(settings.database_url),
        "JWT_SECRET_KEY": settings.secret_key,
        "JWT_ALGORITHM": "HS256",
        "MAX_CONTENT_LENGTH": settings.max_body_bytes,
        "RATELIMIT_STORAGE_URI": settings.redis_url,
        "RATELIMIT_KEY_PREFIX": "tidewatch",
        "JSON_SORT_KEYS": False,
    }


def _engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite:///"):
        # Writers wait for one another, each with a connection; readers are to find one free meanwhile.
        return {"pool_size": 10, "max_overflow": 90, "pool_timeout": 5}
    if url.startswith("sqlite"):
        return {}
    # A database that is away answers 503 within seconds instead of holding every greenlet.
    return {
        "pool_size": 10,
        "max_overflow": 20,
        "pool_timeout": 5,
        "pool_pre_ping": True,
        "connect_args": {"connect_timeout": 3, "application_name": "tidewatch"},
    }


def _bind_storage(app: APIFlask, settings: Settings) -> None:
    db.init_app(app)
    jwt.init_app(app)
    celery.conf.update(
        broker_url=settings.redis_url,
        broker_connection_retry_on_startup=True,
        # A sender gives up within a second: without the limits kombu would hold a request for ever.
        broker_transport_options={
            "visibility_timeout": settings.task_limit_minutes * 60 + MAX_GRACE_S,
            "socket_connect_timeout": 2,
            "max_retries": 2,
            "interval_start": 0,
            "interval_step": 0.1,
        },
        task_ignore_result=True,
        # A task leaves the queue when it is done: what a worker that is killed had begun begins again.
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_time_limit=settings.task_limit_minutes * 60,
        worker_prefetch_multiplier=1,
        worker_soft_shutdown_timeout=settings.soft_shutdown_s,
        task_default_queue=Queue.DEFAULT.value,
        task_queues=[DeclaredQueue(each.value) for each in Queue],
        timezone="UTC",
        worker_hijack_root_logger=False,
    )


def _bind_realtime(app: APIFlask, settings: Settings, *, serves: bool) -> None:
    site = app.wsgi_app
    socketio.init_app(
        app if serves else None,
        client_manager=SessionManager(settings.redis_url, channel="tidewatch", write_only=not serves),
        async_mode=settings.async_mode if serves else "threading",
        json=FastJson,
        cors_allowed_origins=settings.allowed_origins or None,
        max_http_buffer_size=MAX_MESSAGE_BYTES,
        ping_interval=20,
        ping_timeout=20,
        manage_session=False,
        transports=["websocket"] if settings.websocket_only else None,
        async_handlers=False,
    )
    if serves:
        app.wsgi_app = divided(site, app.wsgi_app, socketio.server)  # type: ignore[method-assign, assignment]
