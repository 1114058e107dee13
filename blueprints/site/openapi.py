"""The API's description: APIFlask's own, completed with errors, event schemas and what domains add."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import msgspec
from apiflask import APIFlask
from flask import Response, current_app, send_from_directory
from werkzeug.routing import Rule

from app.realtime import EVENTS
from blueprints import setups

ASSETS = Path(__file__).resolve().parents[2] / "frontend" / "dist" / "api-docs"
PROBLEM = "#/components/schemas/Problem"
REASONS = {
    400: "The body or a parameter could not be read",
    401: "No token, or one that is not valid",
    403: "The role or the token's scopes do not allow this",
    404: "Not there, or not yours",
    405: "Another address looks like this one and takes no such method",
    409: "It contradicts what is stored",
    413: "The body is too large",
    415: "Wrong content type",
    422: "A field is not valid",
    429: "Too many requests; see Retry-After",
    503: "Something this needs is down; see Retry-After",
}
EVENT_STREAM = {"text/event-stream": {"schema": {"type": "string"}}}
DOCS = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tidewatch API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/api/docs/assets/swagger-ui.css"></head><body><div id="swagger-ui"></div>
<script src="/api/docs/assets/swagger-ui-bundle.js"></script><script src="/api/docs/assets/start.js"></script>
</body></html>"""
START = (
    "window.ui = SwaggerUIBundle({url: '/api/openapi.json', dom_id: '#swagger-ui', "
    "deepLinking: true, persistAuthorization: false})"
)


def init_app(app: APIFlask) -> None:
    app.config["AUTO_SERVERS"] = False  # it would tell everyone the host that the first caller named
    app.config["INFO"] = {"description": "Money in real time: accounts, transactions, live events."}
    app.security_schemes = {"Bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    app.spec_processor(_complete)


def document_response() -> Response:
    return Response(_document(current_app._get_current_object()), content_type="application/json")


@lru_cache(maxsize=1)
def _document(app: APIFlask) -> bytes:
    return msgspec.json.encode(app.spec)


def docs_page() -> Response:
    return Response(DOCS, content_type="text/html; charset=utf-8")


def docs_asset(name: str) -> Response:
    if name == "start.js":
        return Response(START, content_type="text/javascript")
    return send_from_directory(ASSETS, name)


def _complete(spec: dict[str, Any]) -> dict[str, Any]:
    schemas = spec.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = _problem_schema()
    schemas |= _event_schemas()
    app = cast(APIFlask, current_app)
    domains = setups(app)
    for each in domains:
        each.describe(spec)
    for path, operations in spec["paths"].items():
        if "/stream" in path:
            operations["get"]["responses"]["200"]["content"] = EVENT_STREAM
    more = {name: statuses for each in domains for name, statuses in each.PROBLEMS.items()}
    for rule in app.url_map.iter_rules():
        path = _openapi_path(rule)
        for method, operation in spec["paths"].get(path, {}).items():
            if method.upper() in (rule.methods or ()):
                _add_problems(
                    operation, rule, app.view_functions[rule.endpoint], _further(more, rule.endpoint)
                )
    return spec


def _openapi_path(rule: Rule) -> str:
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)


def _further(problems: Mapping[str, set[int]], endpoint: str) -> set[int]:
    blueprint = endpoint.rpartition(".")[0]
    return problems.get(endpoint, set()) | problems.get(blueprint, set())


def _add_problems(operation: dict[str, Any], rule: Rule, view: Any, further: set[int]) -> None:
    access = getattr(view, "access", ("account", None))
    statuses = {503} | further
    if access != "public":
        statuses |= {401, 403}
    if 401 in statuses:
        operation["security"] = [{"Bearer": []}]
    if rule.arguments:
        statuses |= {404, 405}
        statuses |= {409} if "GET" not in (rule.methods or ()) else set()
    if body := operation.get("requestBody"):
        body["required"] = not getattr(view, "body_may_be_left_out", False)
        statuses |= {400, 401, 403, 404, 409, 413, 415, 422, 429}
    if operation.get("parameters"):
        statuses |= {400, 422}
    if rule.endpoint == "site.metrics":
        operation["responses"]["200"]["content"] = {"text/plain": {"schema": {"type": "string"}}}
        statuses.add(401)
    for status in sorted(statuses):
        problem = {"application/problem+json": {"schema": {"$ref": PROBLEM}}}
        operation["responses"][str(status)] = {"description": REASONS[status], "content": problem}


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "description": "RFC 9457 problem details",
        "required": ["type", "title", "status", "detail", "instance", "code", "request_id"],
        "properties": {
            **dict.fromkeys(("type", "title", "detail", "instance", "code", "request_id"), text),
            "status": {"type": "integer"},
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["pointer", "message"],
                    "properties": {"pointer": text, "message": text},
                },
            },
        },
    }


def _event_schemas() -> dict[str, Any]:
    """Describe every pushed event as `Event.{name}`, envelope and all."""
    found: dict[str, Any] = {}
    for name, kind in EVENTS.items():
        _, parts = msgspec.json.schema_components([kind], ref_template="#/components/schemas/{name}")
        found |= parts
        data: dict[str, Any] = {"$ref": f"#/components/schemas/{kind.__name__}"}
        found[f"Event.{name}"] = _envelope(data, kind.__doc__ or "", kind.audience)
        if kind.plural and kind.plural != name:
            gathered = {"type": "array", "items": data}
            found[f"Event.{kind.plural}"] = _envelope(gathered, f"A burst of {name}.", kind.audience)
    return found


def _envelope(data: dict[str, Any], doc: str, audience: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": f"{doc.strip()}\n\nSent to: {audience}.",
        "required": ["id", "at", "topic", "data"],
        "properties": {
            "id": {"type": "integer", "description": "Grows per audience"},
            "at": {"type": "string", "format": "date-time"},
            "topic": {
                "anyOf": [{"type": "string"}, {"type": "null"}],
                "description": "The topic among whose events `id` counts; null outside any",
            },
            "data": data,
            "omitted": {"type": "integer", "description": "How many a gathered message leaves out"},
        },
    }
