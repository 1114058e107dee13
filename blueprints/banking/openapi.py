"""What the API's description says of banking beyond what its routes declare: raw bodies and answers."""

from __future__ import annotations

from typing import Any

from blueprints.banking.schemas import bt_pay, rules
from blueprints.banking.schemas import transactions as banking


def describe(spec: dict[str, Any]) -> None:
    """Describe what routes read and write by themselves, for speed."""
    schemas = spec["components"]["schemas"]
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
    _describe_by_hand(paths)
    for path, method in _RULE_BODIES:
        rule = {"application/json": {"schema": _ref("RuleIn")}}
        paths[path][method]["requestBody"] = {"required": True, "content": rule}
    accepted = {"type": "array", "items": _ref("TransactionOut")}
    schemas["Event.transactions.accepted"]["properties"]["data"] = accepted
    _describe_raw_bodies(paths)


_BT_PAY = "/finance/api/bt-pay"
_WRITTEN_BY_HAND = (
    ("/api/transactions", "get", "TransactionsOut"),
    ("/api/admin/transactions", "get", "TransactionsOut"),
    ("/api/transactions/{transaction_id}", "get", "TransactionOut"),
    ("/api/transactions/{transaction_id}", "patch", "TransactionOut"),
    ("/api/transactions/{transaction_id}/restore", "post", "TransactionOut"),
    ("/api/transactions", "post", "TransactionOut"),
    (f"{_BT_PAY}/transactions/", "get", "TransactionsOut"),
    (f"{_BT_PAY}/pending/", "get", "PendingListOut"),
    (f"{_BT_PAY}/dashboard/", "get", "DashboardOut"),
    (f"{_BT_PAY}/transactions/{{transaction_id}}/category", "post", "CategorySetOut"),
)
_RULE_BODIES = (("/api/rules", "post"), ("/api/rules/{rule_id}", "put"), ("/api/rules/preview", "post"))


def _describe_by_hand(paths: dict[str, Any]) -> None:
    """Describe what is beside a transaction by hand, and what comes out again."""
    adding = paths["/api/transactions"]["post"]
    adding["responses"]["201"] = adding["responses"]["200"]
    key = {"type": "string", "minLength": 1, "maxLength": 255}
    says = "Stands for the transaction's id: the same again adds nothing"
    adding["parameters"] = [{"in": "header", "name": "Idempotency-Key", "schema": key, "description": says}]
    rows = {"type": "array", "items": _ref("TransactionOut")}
    content = {"text/csv": {"schema": {"type": "string"}}, "application/json": {"schema": rows}}
    paths["/api/transactions/export"]["get"]["responses"] = {
        "200": {"description": "Successful response", "content": content}
    }


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
