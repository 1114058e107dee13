"""The API's description: APIFlask's own, completed with errors, event schemas and raw bodies."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import msgspec
from apiflask import APIFlask
from flask import Response, current_app, send_from_directory
from werkzeug.routing import Rule

from app.realtime import EVENTS
from blueprints.banking.schemas import bt_pay, rules
from blueprints.banking.schemas import transactions as banking

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
    app.config["AUTO_SERVERS"] = False  # it would name the host that the first caller used, to everyone
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
    _describe_intake(spec, schemas)
    app = cast(APIFlask, current_app)
    for rule in app.url_map.iter_rules():
        path = _openapi_path(rule)
        for method, operation in spec["paths"].get(path, {}).items():
            if method.upper() in (rule.methods or ()):
                _add_problems(operation, rule, app.view_functions[rule.endpoint])
    return spec


def _openapi_path(rule: Rule) -> str:
    return re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)


def _add_problems(operation: dict[str, Any], rule: Rule, view: Any) -> None:
    access = getattr(view, "access", ("account", None))
    statuses = {503}
    if access != "public":
        operation["security"] = [{"Bearer": []}]
        statuses |= {401, 403}
    if rule.endpoint == "auth.refresh":
        operation["security"] = [{"Bearer": []}]
        statuses |= {401, 429}
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
    if rule.endpoint == "banking.get_transaction":
        statuses.add(409)
    if "dead_letters" in rule.endpoint or rule.endpoint.startswith("banking_admin."):
        statuses |= {409, 422}
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
    row = {"$ref": "#/components/schemas/TransactionOut"}
    found["Event.transactions.accepted"]["properties"]["data"] = {"type": "array", "items": row}
    return found


def _envelope(data: dict[str, Any], doc: str, audience: str) -> dict[str, Any]:
    return {
        "type": "object",
        "description": f"{doc.strip()}\n\nSent to: {audience}.",
        "required": ["id", "at", "data"],
        "properties": {
            "id": {"type": "integer", "description": "Grows per audience"},
            "at": {"type": "string", "format": "date-time"},
            "data": data,
            "omitted": {"type": "integer", "description": "How many a gathered message leaves out"},
        },
    }


def _describe_intake(spec: dict[str, Any], schemas: dict[str, Any]) -> None:
    """Describe what the banking routes read and writes by itself, for speed."""
    answers = (
        banking.TransactionIn, banking.AcceptedOut, banking.BatchOut, banking.TransactionOut,
        banking.TransactionsOut, banking.AverageOut, bt_pay.DashboardOut, bt_pay.PendingListOut,
        bt_pay.CategorySetOut, rules.RuleIn,
    )  # fmt: skip
    for model in answers:
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {})
        schemas[model.__name__] = schema
    row = _ref("TransactionIn")
    single = {"application/json": {"schema": row}}
    batch = {
        "application/json": {"schema": {"type": "array", "items": row, "maxItems": 10_000}},
        "application/x-ndjson": {"schema": {"type": "string"}},
    }
    paths = spec["paths"]
    _body(paths["/api/add-transaction"]["post"], single, "200", _ref("AcceptedOut"))
    _body(paths["/api/transactions/batch"]["post"], batch, "202", _ref("BatchOut"))
    averages = {"type": "array", "items": _ref("AverageOut")}
    _answer(paths["/api/transactions/average"]["get"], "200", averages)
    for path, method, name in _WRITTEN_BY_HAND:
        _answer(paths[path][method], "200", _ref(name))
    for path, method in _RULE_BODIES:
        rule = {"application/json": {"schema": _ref("RuleIn")}}
        paths[path][method]["requestBody"] = {"required": True, "content": rule}
    stream = paths[f"{_BT_PAY}/stream/"]["get"]
    stream["responses"]["200"]["content"] = {"text/event-stream": {"schema": {"type": "string"}}}
    _describe_raw_bodies(paths)


_BT_PAY = "/finance/api/bt-pay"
_WRITTEN_BY_HAND = (
    ("/api/transactions", "get", "TransactionsOut"),
    ("/api/admin/transactions", "get", "TransactionsOut"),
    ("/api/transactions/{transaction_id}", "get", "TransactionOut"),
    ("/api/transactions/{transaction_id}", "patch", "TransactionOut"),
    (f"{_BT_PAY}/transactions/", "get", "TransactionsOut"),
    (f"{_BT_PAY}/pending/", "get", "PendingListOut"),
    (f"{_BT_PAY}/dashboard/", "get", "DashboardOut"),
    (f"{_BT_PAY}/transactions/{{transaction_id}}/category", "post", "CategorySetOut"),
)
_RULE_BODIES = (("/api/rules", "post"), ("/api/rules/{rule_id}", "put"), ("/api/rules/preview", "post"))


def _describe_raw_bodies(paths: dict[str, Any]) -> None:
    """Describe what is read as bytes: signed webhooks, and files."""
    signed = {"application/json": {"schema": {"type": "object"}}}
    for path in ("basiq/webhook", "apideck/webhook", "inbox/{connection_id}"):
        paths[f"/api/connectors/{path}"]["post"]["requestBody"] = {"required": True, "content": signed}
    binary, text = {"type": "string", "format": "binary"}, {"type": "string"}
    form = {"type": "object", "properties": {"file": binary, "format": text, "mapping": text}}
    form["required"] = ["file"]
    content = {"multipart/form-data": {"schema": form}, "application/octet-stream": {"schema": binary}}
    paths["/api/transactions/import"]["post"]["requestBody"] = {"required": True, "content": content}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _body(operation: dict[str, Any], content: dict[str, Any], status: str, answer: dict[str, Any]) -> None:
    operation["requestBody"] = {"required": True, "content": content}
    _answer(operation, status, answer)


def _answer(operation: dict[str, Any], status: str, schema: dict[str, Any]) -> None:
    operation["responses"] = {
        status: {"description": "Successful response", "content": {"application/json": {"schema": schema}}}
    }
