"""What one process is built with, and how it is reached: settings, servers, and objects by their class."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

from flask import Flask, current_app
from redis import Redis
from sqlalchemy import Engine

from app.config import Settings

P = TypeVar("P")
_KEY = "tidewatch"


@dataclass(frozen=True)
class Services:
    """Built once for a process by app/bootstrap.py.

    engine: the database's, also for threads without a session.
    parts: what the layers and domains above have added, each object by its own class.
    """

    settings: Settings
    redis: Redis
    engine: Callable[[], Engine]
    domains: tuple[Domain, ...] = ()
    parts: Mapping[type[Any], Any] = field(default_factory=dict)

    def part(self, kind: type[P]) -> P:
        """Return the process's object of a class. Raises KeyError where there is none."""
        return cast(P, self.parts[kind])

    def having(self, *parts: object) -> Services:
        """Return the same services with more parts."""
        return replace(self, parts={**self.parts, **{type(part): part for part in parts}})


@dataclass(frozen=True)
class Domain:
    """What a domain brings to a process; app/bootstrap.py lists the domains.

    name: of its packages app.domain.<name> and blueprints.<name>, and of its module workers.<name>.
    setup: make its parts from what is built so far.
    queues: which queue its jobs wait in, by a job's name; the others in the default one.
    scopes: what API tokens may be limited to, each with what it allows.
    forget: delete what is kept of a user and does not go with the account's row, in the caller's transaction.
    gauges: read its figures for /metrics. warnings: what an operator should know, by subject.
    """

    name: str
    setup: Callable[[Services], Iterable[object]]
    scopes: Mapping[str, str] = field(default_factory=dict)
    queues: Mapping[str, str] = field(default_factory=dict)
    forget: Callable[[int], None] = lambda _: None
    gauges: Callable[[], None] = lambda: None
    warnings: Callable[[], dict[str, str]] = dict


def bind(app: Flask, services: Services) -> None:
    """Give an app its services."""
    app.extensions[_KEY] = services


def services_of(app: Flask) -> Services:
    """Return an app's services."""
    return cast(Services, app.extensions[_KEY])


def services() -> Services:
    """Return the current app's services."""
    return services_of(current_app)
