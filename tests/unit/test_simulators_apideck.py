"""The simulated Apideck: its headers, its pages, numbers as numbers, and the signature of its guide."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
import requests

from simulators import ApideckSimulator, Receiver, javascript

KEY = "sk_live_not_a_real_one"


@pytest.fixture
def apideck() -> Iterator[ApideckSimulator]:
    with ApideckSimulator(api_key=KEY, app_id="app") as simulator:
        yield simulator


def headers(apideck: ApideckSimulator, **changes: str) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {KEY}",
        "x-apideck-app-id": "app",
        "x-apideck-consumer-id": apideck.consumer_id,
        "x-apideck-service-id": apideck.service_id,
        **changes,
    }


def ask(apideck: ApideckSimulator, path: str, **changes: str) -> requests.Response:
    return requests.get(f"{apideck.url}{path}", headers=headers(apideck, **changes), timeout=5)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Authorization": "Bearer other"}, 401),
        ({"x-apideck-app-id": "other"}, 401),
        ({"x-apideck-consumer-id": "other"}, 404),
        ({"x-apideck-service-id": "other"}, 404),
    ],
    ids=["key", "app", "consumer", "service"],
)
def test_each_header_is_checked(apideck: ApideckSimulator, changes: dict[str, str], status: int) -> None:
    assert ask(apideck, "/accounting/payments").status_code == 200
    assert ask(apideck, "/accounting/payments", **changes).status_code == status


@pytest.mark.parametrize(
    ("kind", "path"), [("payment", "payments"), ("bill_payment", "bill-payments"), ("expense", "expenses")]
)
def test_an_entity_is_found_where_it_belongs_its_amount_a_number(
    apideck: ApideckSimulator, kind: str, path: str
) -> None:
    made = apideck.add_transaction(kind, total_amount=Decimal("49.90"))
    answer = ask(apideck, f"/accounting/{path}/{made['id']}")
    assert json.loads(answer.text, parse_float=Decimal)["data"]["total_amount"] == Decimal("49.9")
    assert '"total_amount":49.9,' in answer.text


def test_an_expense_s_lines_are_numbers_too(apideck: ApideckSimulator) -> None:
    made = apideck.add_transaction("expense")
    (line,) = ask(apideck, f"/accounting/expenses/{made['id']}").json()["data"]["line_items"]
    assert Decimal(str(line["total_amount"])) == made["total_amount"]


def test_lists_come_in_pages_whose_last_cursor_is_null(apideck: ApideckSimulator) -> None:
    made = [apideck.add_transaction()["id"] for _ in range(5)]
    seen: list[str] = []
    sizes, cursor = [], ""
    while cursor is not None:
        page = ask(apideck, f"/accounting/payments?limit=2{cursor and '&cursor=' + cursor}").json()
        seen += [row["id"] for row in page["data"]]
        sizes.append(page["meta"]["items_on_page"])
        cursor = page["meta"]["cursors"]["next"]
    assert (seen, sizes) == (made, [2, 2, 1])


def test_without_a_limit_a_page_has_twenty(apideck: ApideckSimulator) -> None:
    for _ in range(21):
        apideck.add_transaction()
    assert len(ask(apideck, "/accounting/payments").json()["data"]) == 20


@pytest.mark.parametrize("query", ["limit=201", "limit=0", "limit=-1", "cursor=nonsense"])
def test_what_apideck_refuses_is_refused(apideck: ApideckSimulator, query: str) -> None:
    assert ask(apideck, f"/accounting/payments?{query}").status_code == 400


def test_an_endless_cursor_never_ends(apideck: ApideckSimulator) -> None:
    apideck.add_transaction()
    apideck.endless_cursor = True
    assert ask(apideck, "/accounting/payments").json()["meta"]["cursors"]["next"] is not None


def test_raw_adds_what_the_accounting_system_said(apideck: ApideckSimulator) -> None:
    id = apideck.add_transaction()["id"]
    assert "_raw" in ask(apideck, f"/accounting/payments/{id}?raw=true").json()
    assert "_raw" not in ask(apideck, f"/accounting/payments/{id}").json()


def test_the_vault_shows_the_connection_and_its_state(apideck: ApideckSimulator) -> None:
    apideck.connection_state = "invalid"
    (listed,) = ask(apideck, "/vault/connections").json()["data"]
    one = ask(apideck, f"/vault/connections/accounting/{apideck.service_id}").json()["data"]
    assert listed == one
    assert one["state"] == "invalid"


def test_a_draft_books_under_its_own_id_and_a_later_time(apideck: ApideckSimulator) -> None:
    made = apideck.add_transaction(status="draft", updated_at="2026-01-01T00:00:00.000Z")
    booked = apideck.post_pending(made["id"])
    assert (booked["id"], booked["status"]) == (made["id"], "paid")
    assert booked["updated_at"] > made["updated_at"]


# --- webhooks -------------------------------------------------------------------------------------


def hex_of(content: bytes) -> str:
    return hmac.new(KEY.encode(), content, sha256).hexdigest()


def sorted_body(body: bytes) -> bytes:
    """Enough where there are neither arrays, floats nor number-like keys; the others meet Node's own."""
    return json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_a_webhook_is_signed_over_its_sorted_body_in_hex(apideck: ApideckSimulator) -> None:
    with Receiver() as receiver:
        assert apideck.notify(receiver.url, "accounting.expense.created").status == 202
        (call,) = receiver.received
    assert call.headers["x-apideck-event-type"] == "accounting.expense.created"
    assert call.headers["x-apideck-idempotency-key"]
    assert call.headers["x-apideck-signature"] == hex_of(sorted_body(call.body)) != hex_of(call.body)


def test_the_other_scheme_signs_the_body_as_sent_in_base64(apideck: ApideckSimulator) -> None:
    apideck.encoding, apideck.scheme = "base64", "as-sent"
    body, said = apideck.message("http://127.0.0.1/").sign(1)
    assert base64.b64decode(said["x-apideck-signature"]).hex() == hex_of(body)


def test_a_webhook_names_an_entity_that_can_be_fetched(apideck: ApideckSimulator) -> None:
    made = apideck.add_transaction("bill_payment")
    body = apideck.message("http://127.0.0.1/", "accounting.bill_payment.updated", made).sign(1).body
    payload: dict[str, Any] = json.loads(body)["payload"]
    assert (payload["entity_id"], payload["entity_type"]) == (made["id"], "bill_payment")
    assert (
        requests.get(payload["entity_url"], headers=headers(apideck), timeout=5).json()["data"]["id"]
        == made["id"]
    )


def test_each_attempt_says_its_number_under_a_signature_of_its_own(apideck: ApideckSimulator) -> None:
    message = apideck.message("http://127.0.0.1/")
    (first, one), (second, two) = message.sign(1), message.sign(2)
    assert [json.loads(body)["payload"]["execution_attempt"] for body in (first, second)] == [1, 2]
    assert json.loads(first)["payload"]["event_id"] == json.loads(second)["payload"]["event_id"]
    assert one["x-apideck-idempotency-key"] == two["x-apideck-idempotency-key"]
    assert two["x-apideck-signature"] == hex_of(sorted_body(second)) != one["x-apideck-signature"]


def test_a_vault_event_carries_the_connection_and_a_service_of_its_own(apideck: ApideckSimulator) -> None:
    apideck.connection_state = "invalid"
    body, said = apideck.message("http://127.0.0.1/", "vault.connection.revoked").sign(1)
    payload = json.loads(body)["payload"]
    assert (payload["service_id"], payload["entity"]["state"]) == ("apideck-vault", "invalid")
    assert said["x-apideck-signature"] == hex_of(javascript.canonical(json.loads(body)).encode())


def test_the_validation_request_is_signed_like_any_other(apideck: ApideckSimulator) -> None:
    with Receiver() as receiver:
        assert apideck.validate(receiver.url).taken
        (call,) = receiver.received
    assert call.headers["x-apideck-signature"] == hex_of(sorted_body(call.body))
