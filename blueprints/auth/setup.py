"""Accounts over HTTP and in a terminal: what is mounted, and what the description says of it."""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask

from blueprints.auth import cli, people_cli
from blueprints.auth.people import bp as people
from blueprints.auth.routes import admin, bp

PROBLEMS = {"auth.refresh": {401, 429}}
"""Statuses of refusals beyond those that follow from a route's form, by endpoint or blueprint."""


def mount(app: APIFlask) -> None:
    app.register_blueprint(bp, url_prefix="/api/auth")
    app.register_blueprint(admin, url_prefix="/api/admin")
    app.register_blueprint(people, url_prefix="/api/admin/users")
    cli.register_commands(app)
    people_cli.register_commands(app)


def describe(spec: dict[str, Any]) -> None:
    """Add nothing: every route describes itself."""
