"""Alerts over HTTP: what is mounted, and what the description says of it."""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask

from blueprints.alerts.notifications import bp as notifications
from blueprints.alerts.routes import bp

PROBLEMS: dict[str, set[int]] = {
    "alerts.create_alert": {404, 409},
    "alerts.try_alert": {429},
    "notifications.add_webhook": {409},
}
"""Statuses of refusals beyond those that follow from a route's form, by endpoint or blueprint."""


def mount(app: APIFlask) -> None:
    for each in (bp, notifications):
        app.register_blueprint(each, url_prefix="/api")


def describe(spec: dict[str, Any]) -> None:
    """There is nothing to add."""
