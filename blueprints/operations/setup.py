"""Operations over HTTP and in a terminal: what is mounted, and what the description says of it."""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask

from blueprints.operations import cli
from blueprints.operations.system import bp as system
from blueprints.operations.tasks import bp as tasks

PROBLEMS: dict[str, set[int]] = {"admin_system.start_backup": {409}}
"""Statuses of refusals beyond those that follow from a route's form, by endpoint or blueprint."""


def mount(app: APIFlask) -> None:
    app.register_blueprint(tasks, url_prefix="/api/admin")
    app.register_blueprint(system, url_prefix="/api/admin")
    cli.register_commands(app)


def describe(spec: dict[str, Any]) -> None:
    """Describe the download, which is no JSON."""
    content = {"application/gzip": {"schema": {"type": "string", "format": "binary"}}}
    answer = {"200": {"description": "The archive", "content": content}}
    spec["paths"]["/api/admin/backups/{name}"]["get"]["responses"] = answer
