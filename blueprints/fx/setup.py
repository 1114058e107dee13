"""Exchange rates over HTTP and in a terminal: what is mounted, and what the description says of it."""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask

from blueprints.fx import cli
from blueprints.fx.routes import admin, bp
from blueprints.fx.schemas import IMPORTED_RATES

PROBLEMS = {"fx.delete_own": {422}}
"""Statuses of refusals beyond those that follow from a route's form, by endpoint or blueprint."""


def mount(app: APIFlask) -> None:
    app.register_blueprint(bp, url_prefix="/api")
    app.register_blueprint(admin, url_prefix="/api/admin")
    cli.register_commands(app)


def describe(spec: dict[str, Any]) -> None:
    """Describe the import's body, which is read by hand: a file or a list."""
    rates = IMPORTED_RATES.json_schema(ref_template="#/components/schemas/{model}")
    spec["components"]["schemas"] |= rates.pop("$defs")
    content = {
        "application/json": {"schema": rates},
        "application/xml": {"schema": {"type": "string"}},
    }
    spec["paths"]["/api/admin/fx/import"]["post"]["requestBody"] = {"required": True, "content": content}
