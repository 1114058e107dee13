"""Portfolios over HTTP: what is mounted, and what the description needs beyond that."""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask

from blueprints.portfolio.activities import bp as activities
from blueprints.portfolio.broker_files import bp as broker_files
from blueprints.portfolio.dividends import bp as dividends
from blueprints.portfolio.performance import bp as performance
from blueprints.portfolio.routes import bp
from blueprints.portfolio.schemas import portfolios as s
from blueprints.portfolio.targets import bp as targets
from blueprints.portfolio.wealth import bp as wealth

PROBLEMS: dict[str, set[int]] = {
    "portfolio": {409},
    "portfolio.list_investments": {404},
    "portfolio_activities": {409, 422},
    "portfolio_activities.bring_prices": {400, 409, 413, 415, 422},
    "portfolio_performance": {503},
    "portfolio_dividends": {503},
    "portfolio_targets": {503},
    "portfolio_targets.show_rebalance": {409},
    "portfolio_files": {409, 413, 415, 422, 503},
    "wealth.show": {422},
    "wealth.show_totals": {503},
}
"""Statuses of refusals beyond those that follow from a route's form, by endpoint or blueprint."""


def mount(app: APIFlask) -> None:
    for each in (bp, activities, performance, dividends, broker_files, targets, wealth):
        app.register_blueprint(each, url_prefix="/api")


def describe(spec: dict[str, Any]) -> None:
    """Describe the bodies that are one thing or a list of it."""
    schemas = spec["components"]["schemas"]
    for model in s.READ_BY_ROUTES:
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {})
        schemas[model.__name__] = schema
    one = "/api/portfolios/{portfolio_id}"
    _body(spec["paths"][f"{one}/activities"]["post"], _one_or_list("ActivityIn"))
    changed = {"type": "object", "properties": schemas["ActivityIn"]["properties"]}
    _body(spec["paths"][f"{one}/activities/{{activity_id}}"]["patch"], changed)
    closes = _one_or_list("CloseIn")
    _body(spec["paths"][f"{one}/prices"]["post"], {"anyOf": [*closes["anyOf"], _ref("SplitsIn")]})


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _one_or_list(name: str) -> dict[str, Any]:
    return {"anyOf": [_ref(name), {"type": "array", "items": _ref(name)}]}


def _body(operation: dict[str, Any], schema: dict[str, Any]) -> None:
    operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
