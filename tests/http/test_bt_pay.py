"""The BT Pay door: what its dashboards show, in whose zone, and in which currency."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app import clock
from app.db import transaction
from app.domain.banking.ledger.tables import Transaction
from app.extensions import db
from tests.support.bank import add_connection
from tests.support.person import Person

BASE = "/finance/api/bt-pay"
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


def add(person: Person, name: str, amount: int = 100, **fields: Any) -> None:
    """Store a row of one's own; `at` is ISO, without a zone it is UTC's."""
    said: dict[str, Any] = {"currency": "RON", "status": "SUCCESS", "at": "2026-03-10T08:00", **fields}
    moment = datetime.fromisoformat(said.pop("at"))
    at = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    with person.app.app_context(), transaction() as session:
        session.add(
            Transaction(
                user_id=person.id, transaction_id=name, amount=amount, occurred_at=at, received_at=at,
                content_hash="0" * 32, **({"booked_on": at.date()} | said),
            )
        )  # fmt: skip


def post(person: Person, path: str, body: Any = None) -> Any:
    return person.client.post(f"{BASE}/{path}", json=body, headers=person.headers)


def totals(found: list[dict[str, Any]]) -> list[tuple[str, int, int, str]]:
    return [(each["currency"], each["count"], each["amount"], each["amount_decimal"]) for each in found]


@pytest.fixture(autouse=True)
def _at_noon() -> None:
    clock.freeze(NOON)


@pytest.mark.parametrize("path", ["transactions", "stats", "pending", "dashboard", "hourly", "categories"])
def test_each_path_answers_with_and_without_its_slash_and_only_with_a_token(ana: Person, path: str) -> None:
    assert ana.get(f"{BASE}/{path}/") == ana.get(f"{BASE}/{path}")
    assert ana.client.get(f"{BASE}/{path}/").status_code == 401
    wrong = ana.client.get(f"{BASE}/{path}/?scope=everybody", headers=ana.headers)
    assert (wrong.status_code, wrong.json["errors"][0]["pointer"]) == (422, "scope")


def test_sums_are_of_what_was_spent_today_and_this_month_currency_by_currency(ana: Person) -> None:
    add(ana, "a", 1000)
    add(ana, "b", 250)
    add(ana, "c", 1, currency="EUR")
    add(ana, "d", 70, at="2026-03-01T00:00")
    add(ana, "e", 9999, at="2026-02-28T23:59:59")
    add(ana, "f", 9999, status="FAILED")
    add(ana, "g", 500, direction="in")
    found = ana.get(f"{BASE}/stats/")
    assert totals(found["today"]) == [("RON", 2, 1250, "12.50"), ("EUR", 1, 1, "0.01")]
    assert totals(found["month"]) == [("RON", 3, 1320, "13.20"), ("EUR", 1, 1, "0.01")]
    assert totals(found["received_month"]) == [("RON", 1, 500, "5.00")]


def test_today_is_the_users_own_day(ana: Person) -> None:
    ana.live_in("America/New_York")
    add(ana, "yesterday", at="2026-03-10T03:59:59", booked_on=date(2026, 3, 9))
    add(ana, "today", 200, at="2026-03-10T04:00")
    assert totals(ana.get(f"{BASE}/stats/")["today"]) == [("RON", 1, 200, "2.00")]
    clock.freeze(NOON + timedelta(days=1))
    assert ana.get(f"{BASE}/stats/")["today"] == []


def test_amounts_too_large_for_a_float_are_exact(ana: Person) -> None:
    for number in range(3):
        add(ana, f"t-{number}", 9_007_199_254_740_993)
    assert totals(ana.get(f"{BASE}/stats/")["today"])[0][2] == 27_021_597_764_222_979


def test_pending_is_what_has_no_category_the_newest_first(ana: Person) -> None:
    for hour in range(3):
        add(ana, f"p-{hour}", at=f"2026-03-10T0{hour}:00")
    add(ana, "done", category="FOOD_AND_DRINK")
    page = ana.get(f"{BASE}/pending/?limit=2")
    assert (page["count"], [each["transaction_id"] for each in page["items"]]) == (3, ["p-2", "p-1"])
    rest = ana.get(f"{BASE}/pending/?limit=2&cursor={page['next_cursor']}")
    assert [each["transaction_id"] for each in rest["items"]] == ["p-0"]
    stats = ana.get(f"{BASE}/stats/")
    assert (stats["total"], stats["pending"], stats["categorized"]) == (4, 3, 1)


def test_bt_pays_own_rows_are_told_from_others(ana: Person) -> None:
    said = [("BT Pay - Zorella", "2026-03-10T08:00:00Z"), ("Plata card Carrefour", "2026-03-10T09:00:00Z")]
    for description, moment in said:
        ana.keep((moment, 1050), description=description, currency="RON")
    add(ana, "read", 200, channel="btpay_p2p", description="Transfer")
    add(ana, "other", 400, channel="card_pos", description="BT PAY SRL, a shop")
    shown = ana.get(f"{BASE}/transactions/?scope=btpay")["items"]
    assert {each["transaction_id"] for each in shown} == {"t-1", "read"}
    assert len(ana.get(f"{BASE}/transactions/")["items"]) == 4
    stats = ana.get(f"{BASE}/stats/?scope=btpay")
    assert (stats["total"], totals(stats["today"])) == (2, [("RON", 2, 1250, "12.50")])
    assert ana.get(f"{BASE}/stats/")["btpay"] == 2
    assert ana.get(f"{BASE}/pending/?scope=btpay")["count"] == 2


def test_what_was_spent_is_shown_by_category_and_by_currency_the_largest_first(ana: Person) -> None:
    add(ana, "a", 300, category="FOOD_AND_DRINK_GROCERIES")
    add(ana, "b", 400, category="FOOD_AND_DRINK_GROCERIES")
    add(ana, "c", 500, category="FOOD_AND_DRINK_GROCERIES", currency="EUR")
    add(ana, "d", 600)
    add(ana, "e", 900, at="2026-02-10T08:00")
    found = ana.get(f"{BASE}/categories/")["items"]
    shown = [(each["category"], each["currency"], each["count"], each["amount"]) for each in found]
    groceries = "FOOD_AND_DRINK_GROCERIES"
    # 5.00 EUR are more than 7.00 RON.
    assert shown == [(groceries, "EUR", 1, 500), (groceries, "RON", 2, 700), (None, "RON", 1, 600)]
    assert [each["label"] for each in found][1:] == ["Groceries", "Uncategorised"]
    assert found[0]["parent"] == "FOOD_AND_DRINK"


def test_a_dashboard_is_all_of_it_in_one_answer(ana: Person, someone: Callable[..., Person]) -> None:
    number = add_connection(ana.app, ana.id, "inbox", state="active")
    add_connection(ana.app, someone().id, "inbox")
    for at in range(25):
        add(ana, f"t-{at:02d}", 100 + at, merchant="Lidl" if at else None, counterparty="Ion Pop")
    found = ana.get(f"{BASE}/dashboard/")
    for name in ("stats", "hourly"):
        assert found[name] == ana.get(f"{BASE}/{name}/")
    assert found["categories"] == ana.get(f"{BASE}/categories/")["items"]
    assert [(each["id"], each["state"]) for each in found["connections"]] == [(number, "active")]
    assert [each["transaction_id"] for each in found["recent"]] == [f"t-{at:02d}" for at in range(24, 4, -1)]
    spent = [(each["merchant"], each["count"], each["amount"]) for each in found["top_merchants"]]
    assert spent == [("Lidl", 24, 2700), ("Ion Pop", 1, 100)]


def test_nobody_sees_anothers_money(ana: Person, someone: Callable[..., Person]) -> None:
    bob = someone()
    add(ana, "hers", category="FOOD_AND_DRINK", merchant="Lidl", channel="btpay_p2p")
    found = bob.get(f"{BASE}/dashboard/")
    assert [found[name] for name in ("recent", "categories", "top_merchants", "connections")] == [[]] * 4
    assert (found["stats"]["total"], found["stats"]["btpay"]) == (0, 0)
    assert sum(each["count"] for each in found["hourly"]["hours"]) == 0
    assert bob.get(f"{BASE}/transactions/")["items"] == bob.get(f"{BASE}/pending/")["items"] == []


def test_one_sets_a_category_and_makes_it_a_rule(ana: Person) -> None:
    add(ana, "a/b", merchant="Zorzette", suggested_category="TRAVEL")
    answer = post(ana, "transactions/a/b/category/", {"category": "FOOD_AND_DRINK_COFFEE", "as_rule": True})
    assert answer.status_code == 200, answer.json
    shown = answer.json["transaction"]
    assert (shown["category"], shown["category_source"], shown["category_confidence"]) == (
        "FOOD_AND_DRINK_COFFEE", "user", 100,
    )  # fmt: skip
    assert shown["suggested_category"] is None
    (rule,) = ana.get("/api/rules")["items"]
    assert answer.json["rule"]["id"] == rule["id"]
    assert rule["conditions"] == [{"field": "merchant", "op": "is", "value": "Zorzette"}]
    assert rule["actions"] == [{"do": "set_category", "category": "FOOD_AND_DRINK_COFFEE", "force": False}]


def test_without_being_asked_no_rule_is_made(ana: Person) -> None:
    add(ana, "a", merchant="Zorzette")
    answer = post(ana, "transactions/a/category", {"category": "TRAVEL"})
    assert (answer.status_code, answer.json["rule"], ana.get("/api/rules")["items"]) == (200, None, [])


def test_a_strangers_transaction_has_no_category_to_set(ana: Person, someone: Callable[..., Person]) -> None:
    add(ana, "hers")
    for path in ("transactions/hers/category", "transactions/none/category"):
        answer = post(someone(), path, {"category": "TRAVEL", "as_rule": True})
        assert (answer.status_code, answer.json["code"]) == (404, "transaction_not_found")
    with ana.app.app_context():
        assert db.session.query(Transaction.category).scalar() is None


@pytest.mark.parametrize("body", [{"category": "NOWHERE"}, {}, {"category": ""}, {"category": "A\0"}, []])
def test_a_category_that_is_not_there_is_refused(ana: Person, body: Any) -> None:
    add(ana, "a")
    assert post(ana, "transactions/a/category", body).status_code == 422


def test_everything_pending_is_categorised_at_once(ana: Person) -> None:
    add(ana, "a", description="NETFLIX.COM AMSTERDAM")
    add(ana, "b", description="NETFLIX.COM AMSTERDAM")
    add(ana, "c", description="qwx zzvk")
    add(ana, "d", description="NETFLIX.COM", category="TRAVEL", category_source="user")
    answer = post(ana, "categorize/")
    assert (answer.status_code, answer.json) == (200, {"categorized": 2, "left": 1})
    shown = {each["transaction_id"]: each for each in ana.get(f"{BASE}/transactions/")["items"]}
    assert (shown["a"]["category"] or "").startswith("ENTERTAINMENT")
    assert (shown["a"]["category_source"], shown["b"]["category"]) == ("merchant", shown["a"]["category"])
    assert (shown["c"]["category"], shown["d"]["category"]) == (None, "TRAVEL")
    assert post(ana, "categorize").json == {"categorized": 0, "left": 1}


def test_somebody_elses_pending_rows_stay(ana: Person, someone: Callable[..., Person]) -> None:
    add(ana, "a", description="NETFLIX.COM AMSTERDAM")
    assert post(someone(), "categorize/").json == {"categorized": 0, "left": 0}
    assert ana.get(f"{BASE}/pending/")["count"] == 1
