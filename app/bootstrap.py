"""The one wiring place: which domains there are, and what a process is built with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from pkgutil import walk_packages

from apiflask import APIFlask
from flask import Flask
from redis import BlockingConnectionPool, Redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry
from sqlalchemy import Engine

from app import factory, realtime
from app.config import Settings
from app.domain.alerts.setup import DOMAIN as ALERTS
from app.domain.auth.setup import DOMAIN as AUTH
from app.domain.banking.setup import DOMAIN as BANKING
from app.domain.fx.setup import DOMAIN as FX
from app.domain.operations.setup import DOMAIN as OPERATIONS
from app.domain.portfolio.setup import DOMAIN as PORTFOLIO
from app.domain.trading.setup import DOMAIN as TRADING
from app.extensions import db
from app.scopes import register_scopes
from app.services import Domain, Services

DOMAINS = (AUTH, FX, BANKING, PORTFOLIO, TRADING, ALERTS, OPERATIONS)
"""In the order in which they build upon one another. The list to add a domain to; there is no other."""
SHARED = ("app.jobs", "app.domain.market")
"""What several domains use; no domain of its own."""
DECLARED = ("tables", "events", "topics")
"""Modules of a noun that are imported in every process, so that each knows all tables, events and topics."""


def _declare(name: str) -> None:
    package = import_module(name)
    for module in walk_packages(package.__path__, f"{package.__name__}."):
        if module.name.rpartition(".")[2] in DECLARED:
            import_module(module.name)


for _domain in DOMAINS:
    register_scopes(_domain.scopes)
for _name in (*SHARED, *(f"app.domain.{_domain.name}" for _domain in DOMAINS)):
    _declare(_name)

MAX_REDIS_CONNECTIONS = 32


def create_app(
    settings: Settings,
    mount: Callable[[APIFlask], None] | None = None,
    *,
    domains: Sequence[Domain] = DOMAINS,
) -> APIFlask:
    """Create an app for one process.

    mount: puts the routes on (blueprints.mount); a worker passes none, and its Socket.IO is write-only.
    """

    def build(app: Flask) -> Services:
        return build_services(app, settings, domains, serves=mount is not None)

    return factory.create_app(settings, build, mount)


def build_services(app: Flask, settings: Settings, domains: Sequence[Domain], *, serves: bool) -> Services:
    """Build what a process needs, from the servers up to the domains."""
    services = Services(settings, redis_client(settings.redis_url), lambda: _engine(app), tuple(domains))
    services = services.having(*realtime.make_parts(services, serves=serves))
    for domain in domains:
        services = services.having(*domain.setup(services))
    return services


def redis_client(url: str) -> Redis:
    """Connect to Redis a bounded number of times; who finds all connections busy waits for one."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=MAX_REDIS_CONNECTIONS,
        timeout=5,
        socket_timeout=5,
        socket_connect_timeout=2,
        health_check_interval=30,
        retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), retries=3),
    )
    return Redis.from_pool(pool)


def _engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine
