"""A token that may write and not read learns nothing of what is stored, whatever route it asks."""

from __future__ import annotations

import io
from typing import Any

import pytest
from apiflask import APIFlask

from app.domain.banking.imports.run import run_import
from tests.http.test_access import routes
from tests.http.test_bt_pay import add
from tests.support.accounts import Headers, bearer
from tests.support.money import intake_of
from tests.support.person import Person

SECRETS = (
    "zebrashop",
    "quagga",
    "471108",
    "4711.08",
    "okapi-note",
    "gnu-tag",
    "REST_CAFE",
    "oryx-rule",
    "addax.csv",
    "ibex-account",
)
RULE = {
    "name": "r",
    "match": "all",
    "conditions": [{"field": "description", "op": "words", "value": "quagga"}],
    "actions": [{"do": "set_category", "category": "TRAVEL"}],
}
ROW = {"transaction_id": "new", "amount": 1, "status": "SUCCESS"}
CSV = "Date,Description,Amount,Currency\n2026-03-01,mine,-1.00,RON\n"
ACCOUNT = "/api/accounts/<int(max=9223372036854775807):account_id>"
DELETING = ("DELETE", "/api/transactions/<path:transaction_id>")
BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/api/add-transaction"): ROW,
    ("POST", "/api/transactions/batch"): [{**ROW, "transaction_id": "kept"}],
    ("POST", "/api/transactions"): {"amount": 1, "transaction_id": "by-hand"},
    ("PATCH", "/api/transactions/<path:transaction_id>"): {"notes": "n"},
    ("DELETE", "/api/transactions/<path:transaction_id>"): None,
    ("POST", "/api/transactions/<path:transaction_id>/restore"): None,
    ("POST", "/api/transactions/bulk"): {"transaction_ids": ["kept"], "add_tag": "t"},
    ("PUT", "/api/transactions/<path:transaction_id>/splits"): {
        "parts": [{"amount": 1, "category": "TRAVEL"}, {"amount": 2, "category": "TRAVEL"}]
    },
    ("POST", "/api/transactions/<path:transaction_id>/transfer"): {"other": "other"},
    ("DELETE", "/api/transactions/<path:transaction_id>/transfer"): None,
    ("POST", "/api/accounts"): {"name": "Mine", "currency": "EUR"},
    ("PUT", ACCOUNT): {"name": "Mine too", "currency": "EUR"},
    ("PATCH", ACCOUNT): {"kind": "cash"},
    ("DELETE", ACCOUNT): None,
    ("POST", f"{ACCOUNT}/balances"): {"on": "2026-03-01", "balance": 1},
    ("DELETE", f"{ACCOUNT}/balances/<day>"): None,
    ("POST", "/api/rules"): RULE,
    ("PUT", "/api/rules/<int(max=9223372036854775807):rule_id>"): RULE,
    ("DELETE", "/api/rules/<int(max=9223372036854775807):rule_id>"): None,
    ("POST", "/api/rules/order"): {"ids": [1]},
    ("POST", "/api/rules/preview"): RULE,
    ("POST", "/api/rules/run"): {},
    ("POST", "/api/rules/runs/<int(max=9223372036854775807):run_id>/undo"): None,
    ("POST", "/api/categories"): {"label": "Mine"},
    ("DELETE", "/api/categories/<string(maxlength=100):code>"): None,
    ("POST", "/finance/api/bt-pay/categorize"): None,
    ("POST", "/finance/api/bt-pay/transactions/<path:transaction_id>/category"): {
        "category": "TRAVEL",
        "as_rule": True,
    },
    ("POST", "/api/connectors/connections/<int(max=9223372036854775807):connection_id>/sync"): None,
    (
        "POST",
        "/api/connectors/connections/<int(max=9223372036854775807):connection_id>/errors/dismiss",
    ): None,
    ("POST", "/api/internal/transactions"): {"user": 1, "transactions": [{}]},
    ("POST", "/api/transactions/import"): CSV,
    ("POST", "/api/imports/<int(max=9223372036854775807):import_id>/preview"): {"mapping": {}},
    ("POST", "/api/imports/<int(max=9223372036854775807):import_id>/commit"): None,
    ("POST", "/api/imports/<int(max=9223372036854775807):import_id>/cancel"): None,
    ("POST", "/api/imports/<int(max=9223372036854775807):import_id>/undo"): None,
}


@pytest.fixture
def known(ana: Person) -> Person:
    """Somebody with a transaction, a rule and a file brought, of which a stranger must not hear."""
    add(
        ana, "kept", amount=471108, merchant="zebrashop", description="quagga", notes="okapi-note",
        tags=["gnu-tag"], category="REST_CAFE", category_source="user",
    )  # fmt: skip
    add(ana, "other", amount=471108, direction="in")
    add(ana, "doomed", amount=471108, merchant="zebrashop")
    account = {"name": "ibex-account", "currency": "RON", "opening_balance": 471108}
    assert ana.client.post("/api/accounts", headers=ana.headers, json=account).status_code == 201
    rule = ana.client.post("/api/rules", headers=ana.headers, json={**RULE, "name": "oryx-rule"})
    file = {"file": (io.BytesIO(CSV.replace("mine", "quagga").encode()), "addax.csv")}
    brought = ana.client.post("/api/transactions/import", headers=ana.headers, data=file)
    assert (rule.status_code, brought.status_code) == (201, 201)
    return ana


def token(person: Person, *scopes: str) -> Headers:
    body = {"name": "program", "scopes": scopes}
    return bearer(person.client.post("/api/auth/tokens", headers=person.headers, json=body).json["token"])


def writing(app: APIFlask) -> list[tuple[str, str]]:
    """The routes that a token which may write has anything to do with."""
    wanted = {
        (method, rule.rule.rstrip("/"))
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if {"transactions:write", "accounts:write"}
        & set(getattr(app.view_functions[rule.endpoint], "access", ((),))[0])
    }
    return [route for route in routes(app) if route in wanted]


def test_the_walk_knows_every_route_that_writes(app: APIFlask) -> None:
    assert set(writing(app)) == set(BODIES)


def test_no_route_tells_a_write_only_token_what_is_stored(app: APIFlask, known: Person) -> None:
    headers, told = token(known, "transactions:write", "accounts:write"), {}
    for method, rule in writing(app):
        name = "doomed" if (method, rule) == DELETING else "kept"
        path = rule.replace("<path:transaction_id>", name).replace("<day>", "2026-03-01")
        for parameter in ("rule_id", "run_id", "connection_id", "import_id", "account_id"):
            path = path.replace(f"<int(max=9223372036854775807):{parameter}>", "1")
        path = path.replace("<string(maxlength=100):code>", "own-1")
        body = BODIES[method, rule]
        how = {"data": body, "content_type": "text/csv"} if body is CSV else {"json": body}
        answer = known.client.open(path, method=method, headers=headers, **how).get_data(as_text=True)
        told[method, rule] = [secret for secret in SECRETS if secret in answer]
    told["POST", "/api/rules"] = told[
        "PUT", "/api/rules/<int(max=9223372036854775807):rule_id>"
    ] = []  # its own words
    assert {route: found for route, found in told.items() if found} == {}


@pytest.mark.parametrize("path", ["rules/preview", "rules/run", "rules/order", "rules/runs/1/undo"])
def test_what_a_rule_matches_is_told_to_those_who_may_read_and_write(known: Person, path: str) -> None:
    for scopes in (["transactions:write"], ["transactions:read"]):
        answer = known.client.post(f"/api/{path}", headers=token(known, *scopes), json=RULE)
        assert answer.status_code == 403
    both = token(known, "transactions:read", "transactions:write")
    assert known.client.post("/api/rules/preview", headers=both, json=RULE).json["matched"] == 1


def test_a_write_only_change_is_made_and_answered_with_nothing(known: Person) -> None:
    answer = known.client.patch(
        "/api/transactions/kept", headers=token(known, "transactions:write"), json={"notes": "new"}
    )
    assert (answer.status_code, answer.data) == (204, b"")
    assert known.get("/api/transactions/kept")["notes"] == "new"


def test_a_change_by_who_may_read_is_shown(known: Person) -> None:
    both = token(known, "transactions:read", "transactions:write")
    answer = known.client.patch("/api/transactions/kept", headers=both, json={"notes": "new"})
    assert (answer.status_code, answer.json["merchant"]) == (200, "zebrashop")


def test_a_stored_twin_of_a_files_row_is_shown_to_who_may_read_alone(known: Person) -> None:
    file = "Date,Description,Amount,Currency\n2026-03-10,quagga,-4711.08,RON\n"

    def bring(*scopes: str) -> Any:
        answer = known.client.post(
            "/api/transactions/import", headers=token(known, *scopes), data=file, content_type="text/csv"
        )
        return answer.json

    number = bring("transactions:read", "transactions:write")["id"]
    known.client.post(f"/api/imports/{number}/commit", headers=known.headers)
    with known.app.app_context():
        run_import(intake_of(known.app), number)
    assert bring("transactions:read", "transactions:write")["rows"][0]["twin"]["source"] == "import"
    row = bring("transactions:write")["rows"][0]
    assert (row["duplicate"], row["twin"]) == (True, None)
