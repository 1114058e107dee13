"""Alerts over HTTP: stated, shown, armed, tried out; and what they tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from apiflask import APIFlask

from app import clock
from app.clock import now
from app.domain.alerts.alerts.listeners import look_after_changes
from app.domain.portfolio.valuations.run import value_portfolio
from app.extensions import redis
from app.realtime import user_room
from tests.http.test_accounts import make, state
from tests.http.test_performance import value_all
from tests.http.test_portfolios import activities, investment, portfolio
from tests.http.test_write_only import token
from tests.support.alerts import alert, history, look, told
from tests.support.listener import log_of
from tests.support.person import Person

BUY = {
    "type": "buy",
    "on": "2026-03-02",
    "symbol": "FUND",
    "quantity": "10",
    "unit_price": "100",
    "currency": "EUR",
}
SCOPES = ("alerts:read", "alerts:write")


@pytest.fixture(autouse=True)
def _today() -> None:
    clock.freeze(datetime(2026, 3, 10, 12, tzinfo=UTC))


def later(**by: int) -> None:
    clock.freeze(now() + timedelta(**by))


def invested(person: Person) -> int:
    number: int = portfolio(person)["id"]
    assert activities(person, number, BUY).status_code == 201
    return number


def close(app: APIFlask, person: Person, number: int, price: str, on: str = "2026-03-10") -> None:
    """State a close, and have the portfolio valued by it."""
    row = {"on": on, "symbol": "FUND", "price": price, "currency": "EUR"}
    assert person.ask("POST", f"/api/portfolios/{number}/prices", body=[row]).status_code == 201
    value_all(app)


def price(number: int, side: str = "below", at: str = "90") -> dict[str, Any]:
    return {"kind": "price", "portfolio": number, "symbol": "FUND", "side": side, "price": at}


def balance(account: dict[str, Any], side: str = "below", amount: int = 10_000) -> dict[str, Any]:
    return {"kind": "balance", "account": account["id"], "side": side, "amount": amount}


PAYMENT = {"kind": "payment", "conditions": [{"field": "merchant", "op": "contains", "value": "netflix"}]}


def test_an_alert_is_stated_shown_replaced_and_removed(ana: Person) -> None:
    number = invested(ana)
    made = alert(ana, price(number), name="Cheap", hysteresis="0.02")
    path = f"/api/alerts/{made['id']}"
    state = {"armed": True, "firings": 0, "fired_at": None, "value": None, "on": None, "peak_on": None}
    assert made | {"id": 0, "created_at": ""} == {
        "id": 0, "name": "Cheap", "enabled": True, "hysteresis": "0.02", "channels": ["in_app"],
        "webhooks": [], "condition": {**price(number), "currency": "EUR"}, "state": state, "created_at": "",
    }  # fmt: skip
    assert ana.get("/api/alerts")["items"] == [ana.get(path)] == [made]
    drawdown = {"kind": "drawdown", "portfolio": number, "drawdown": "0.1"}
    body = {"name": "Deep", "condition": drawdown, "channels": ["email"], "enabled": False}
    changed = ana.ask("PUT", path, body=body).json
    assert (changed["condition"], changed["channels"], changed["enabled"]) == (drawdown, ["email"], False)
    assert changed["hysteresis"] == "0"
    assert ana.ask("DELETE", path).status_code == 204
    assert ana.ask("GET", path).status_code == 404


def test_alerts_come_in_pages_the_oldest_first(ana: Person) -> None:
    account = ana.ask("POST", "/api/accounts", body={"name": "Cash", "kind": "cash", "currency": "EUR"}).json
    made = [alert(ana, balance(account), name=f"Alert {number}")["id"] for number in range(3)]
    first = ana.get("/api/alerts?limit=2")
    rest = ana.get(f"/api/alerts?limit=2&cursor={first['next_cursor']}")
    assert [each["id"] for each in first["items"] + rest["items"]] == made
    assert rest["next_cursor"] is None


def test_every_kind_of_condition_is_shown_as_it_was_stated(ana: Person) -> None:
    account = make(ana, currency="EUR", opening_balance=12_345)
    owed = alert(ana, balance(account, "below", -50_000))
    assert owed["condition"] == {
        **balance(account, "below", -50_000), "amount_decimal": "-500.00", "currency": "EUR",
    }  # fmt: skip
    assert (owed["state"]["value"], owed["state"]["on"]) == ("12345", "2026-03-10")
    assert alert(ana, PAYMENT)["condition"] == {**PAYMENT, "match": "all"}


BAD: list[tuple[dict[str, Any], str]] = [
    ({"name": ""}, "/name"),
    ({"condition": {"kind": "weather"}}, "/condition"),
    ({"condition": {**price(0), "portfolio": True}}, "/condition/price/portfolio"),
    ({"condition": {**price(1), "side": "beside"}}, "/condition/price/side"),
    ({"condition": {**price(1), "price": "-1"}}, "/condition/price/price"),
    ({"condition": {**price(1), "more": 1}}, "/condition/price/more"),
    ({"condition": {"kind": "drawdown", "portfolio": 1, "drawdown": "1"}}, "/condition/drawdown/drawdown"),
    ({"condition": {"kind": "balance", "account": 1, "side": "above", "amount": 1.5}}, "/condition/balance/amount"),
    ({"condition": {"kind": "payment", "conditions": []}}, "/condition/payment/conditions"),
    ({"condition": {**PAYMENT, "conditions": [{"field": "luck", "op": "is", "value": 1}]}}, "/condition/conditions/0/field"),
    ({"condition": {**PAYMENT, "conditions": [{"field": "amount", "op": "gt", "value": "9"}]}}, "/condition/conditions/0/value"),
    ({"hysteresis": "1.1"}, "/hysteresis"),
    ({"channels": ["pigeon"]}, "/channels/0"),
    ({"channels": ["webhook"]}, "/channels/0"),
    ({"webhooks": [1]}, "/webhooks/0"),
    ({"enabled": "yes"}, "/enabled"),
    ({"more": 1}, "/more"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "pointer"), BAD)
def test_what_no_alert_can_be_is_refused_by_field_and_changes_nothing(
    ana: Person, fields: dict[str, Any], pointer: str
) -> None:
    answer = ana.ask("POST", "/api/alerts", body={"name": "Mine", "condition": PAYMENT, **fields})
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert [each["pointer"] for each in answer.json["errors"]] == [pointer]
    assert ana.get("/api/alerts")["items"] == []


def test_a_symbol_that_the_portfolio_does_not_have_is_refused(ana: Person) -> None:
    number = portfolio(ana)["id"]
    answer = ana.ask("POST", "/api/alerts", body={"name": "Mine", "condition": price(number)})
    assert answer.json["errors"][0]["pointer"] == "/condition/symbol"


def test_two_hundred_alerts_are_as_many_as_one_can_have(ana: Person) -> None:
    for _ in range(200):
        alert(ana, PAYMENT)
    answer = ana.ask("POST", "/api/alerts", body={"name": "Mine", "condition": PAYMENT})
    assert (answer.status_code, answer.json["code"]) == (409, "too_many_alerts")


def test_a_price_fires_once_is_armed_when_it_has_come_back_and_fires_again(
    app: APIFlask, ana: Person
) -> None:
    number = invested(ana)
    close(app, ana, number, "95")
    made = alert(ana, price(number), hysteresis="0.1")
    fired = []
    for each in ("95", "89.5", "80", "95", "89", "99", "70"):
        later(hours=1)
        close(app, ana, number, each)
        fired.append(look(app, ana))
    assert fired == [0, 1, 0, 0, 0, 0, 1]
    assert told(ana) == ["FUND is below 90 EUR"] * 2
    newest = ana.get("/api/notifications")["items"][0]
    assert newest["body"] == "FUND is at 70 EUR on 2026-03-10, below 90 EUR."
    assert (newest["data"]["value"], newest["data"]["threshold"], newest["alert"]) == ("70", "90", made["id"])
    shown = ana.get(f"/api/alerts/{made['id']}")["state"]
    assert (shown["armed"], shown["firings"], shown["value"]) == (False, 2, "70")


def test_a_price_in_pence_is_compared_in_pence(app: APIFlask, ana: Person) -> None:
    number = portfolio(ana)["id"]
    investment(ana, number, symbol="UK", currency="GBp")
    alert(ana, {**price(number, at="500"), "symbol": "UK"})
    alert(ana, {**price(number, at="499"), "symbol": "UK"})
    row = {"on": "2026-03-10", "symbol": "UK", "price": "4.995", "currency": "GBP"}
    ana.ask("POST", f"/api/portfolios/{number}/prices", body=[row])
    assert (look(app, ana), told(ana)) == (1, ["UK is below 500 GBp"])


def test_a_drawdown_is_measured_from_the_highest_day_that_there_ever_was(app: APIFlask, ana: Person) -> None:
    """Its peak lies before the alert: nothing has to be remembered from the first look on."""
    number = invested(ana)
    close(app, ana, number, "125", on="2026-03-04")
    close(app, ana, number, "115", on="2026-03-09")
    made = alert(ana, {"kind": "drawdown", "portfolio": number, "drawdown": "0.1"})
    assert (made["state"]["value"], made["state"]["peak_on"]) == ("0.08", "2026-03-04")
    assert look(app, ana) == 0
    close(app, ana, number, "100")
    assert (look(app, ana), told(ana)) == (1, ["Pension is 20% below its peak"])


def test_a_withdrawal_is_no_drawdown(app: APIFlask, ana: Person) -> None:
    number = invested(ana)
    close(app, ana, number, "100", on="2026-03-04")
    alert(ana, {"kind": "drawdown", "portfolio": number, "drawdown": "0.1"})
    activities(ana, number, {**BUY, "type": "sell", "on": "2026-03-10", "quantity": "9"})
    value_all(app)
    assert look(app, ana) == 0


def test_a_balance_is_told_of_on_either_side(app: APIFlask, ana: Person) -> None:
    account = make(ana, name="Purse", currency="EUR", opening_balance=20_000)
    alert(ana, balance(account, "below", 10_000))
    alert(ana, balance(account, "above", 30_000))
    assert look(app, ana) == 0
    state(ana, account, "2026-03-10", 9_999)
    assert look(app, ana) == 1
    state(ana, account, "2026-03-10", 30_001)
    assert (look(app, ana), told(ana)) == (1, ["Purse is below 100.00 EUR", "Purse is above 300.00 EUR"])


def test_what_nobody_knows_fires_nothing(app: APIFlask, ana: Person) -> None:
    number = portfolio(ana)["id"]
    activities(ana, number, {**BUY, "currency": "XOF"})
    value_all(app)
    unknown = make(ana, number="RO49AAAA1B31007593840000", currency="EUR")
    alert(ana, {**price(number, "above", "0"), "symbol": "FUND"})
    alert(ana, {"kind": "drawdown", "portfolio": number, "drawdown": "0.01"})
    alert(ana, balance(unknown, "below", 1))
    assert look(app, ana) == 0
    assert {each["state"]["value"] for each in ana.get("/api/alerts")["items"]} == {None}


def test_a_disabled_alert_is_silent_and_one_armed_by_hand_fires_again(app: APIFlask, ana: Person) -> None:
    account = make(ana, currency="EUR", opening_balance=1)
    silent = alert(ana, balance(account), enabled=False)
    assert look(app, ana) == 0
    body = {"name": "Mine", "condition": balance(account)}
    assert ana.ask("PUT", f"/api/alerts/{silent['id']}", body=body).json["state"]["armed"]
    assert (look(app, ana), look(app, ana)) == (1, 0)
    assert not ana.ask("PUT", f"/api/alerts/{silent['id']}", body=body).json["state"]["armed"]
    assert ana.ask("POST", f"/api/alerts/{silent['id']}/arm").json["state"]["armed"]
    assert (look(app, ana), look(app, ana)) == (1, 0)
    other = {**body, "condition": balance(account, amount=5_000)}
    assert ana.ask("PUT", f"/api/alerts/{silent['id']}", body=other).json["state"]["armed"]


def test_a_removed_portfolio_fires_nothing(app: APIFlask, ana: Person) -> None:
    number = invested(ana)
    close(app, ana, number, "50")
    alert(ana, price(number))
    ana.ask("DELETE", f"/api/portfolios/{number}")
    assert look(app, ana) == 0


def test_a_notification_is_pushed_listed_and_marked_as_read(app: APIFlask, ana: Person) -> None:
    account = make(ana, name="Purse", currency="EUR", opening_balance=1)
    alert(ana, balance(account, amount=100))
    alert(ana, balance(account, amount=200))
    assert look(app, ana) == 2
    found = ana.get("/api/notifications")
    newest, oldest = found["items"]
    assert (found["unread"], newest["read_at"]) == (2, None)
    pushed = [body["data"] for name, body in log_of(app, user_room(ana.id)) if name == "notification"]
    assert [each["id"] for each in pushed] == [oldest["id"], newest["id"]]
    assert {name: newest[name] for name in pushed[1]} == pushed[1]
    assert ana.ask("POST", f"/api/notifications/{newest['id']}/read").json["read_at"] is not None
    assert [each["id"] for each in ana.get("/api/notifications?unread=true")["items"]] == [oldest["id"]]
    assert ana.ask("POST", "/api/notifications/read", body={"until": newest["id"]}).json == {"read": 1}
    assert ana.get("/api/notifications")["unread"] == 0
    page = ana.get("/api/notifications?limit=1")
    assert (
        ana.get(f"/api/notifications?limit=1&cursor={page['next_cursor']}")["items"][0]["id"] == oldest["id"]
    )


def test_without_the_channel_in_app_nothing_is_listed_and_history_has_it(app: APIFlask, ana: Person) -> None:
    made = alert(ana, balance(make(ana, currency="EUR", opening_balance=1)), channels=[])
    look(app, ana)
    assert ana.get("/api/notifications") == {"items": [], "unread": 0, "next_cursor": None}
    (firing,) = history(ana, made)
    assert (firing["deliveries"], firing["is_test"]) == ([], False)
    assert ana.ask("POST", f"/api/notifications/{firing['id']}/read").status_code == 404


def test_a_test_message_goes_by_the_chosen_channels_and_is_in_the_history(app: APIFlask, ana: Person) -> None:
    made = alert(ana, PAYMENT, channels=["in_app", "email"])
    answer = ana.ask("POST", f"/api/alerts/{made['id']}/test")
    assert (answer.status_code, answer.json["is_test"]) == (202, True)
    assert told(ana) == ["Test: Mine"]
    (firing,) = history(ana, made)
    assert [(each["channel"], each["state"]) for each in firing["deliveries"]] == [
        ("in_app", "sent"), ("email", "pending"),
    ]  # fmt: skip
    assert ana.get(f"/api/alerts/{made['id']}")["state"]["firings"] == 0
    for _ in range(19):
        ana.ask("POST", f"/api/alerts/{made['id']}/test")
    refused = ana.ask("POST", f"/api/alerts/{made['id']}/test")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")


def test_what_was_told_stays_when_its_alert_is_removed(app: APIFlask, ana: Person) -> None:
    made = alert(ana, balance(make(ana, currency="EUR", opening_balance=1)))
    look(app, ana)
    ana.ask("DELETE", f"/api/alerts/{made['id']}")
    assert [each["alert"] for each in ana.get("/api/notifications")["items"]] == [None]


def test_a_change_has_the_alerts_of_its_owner_looked_at_and_nobody_elses(
    app: APIFlask, ana: Person, someone: Callable[..., Person]
) -> None:
    bob = someone()
    account, number = make(ana, currency="EUR", opening_balance=700), invested(ana)
    alert(ana, balance(account))
    alert(bob, PAYMENT)

    def asked() -> set[bytes]:
        with app.app_context():
            found = set(redis().scan_iter("asked:alerts:*"))
            for each in found:
                redis().delete(each)
            return found

    mine = {f"asked:alerts:{ana.id}".encode()}
    assert asked() == mine  # a new one is looked at
    state(ana, account, "2026-03-10", 5)
    assert asked() == mine
    with app.app_context():
        value_portfolio(number)
        assert asked() == mine
        look_after_changes([bob.id])
    make(bob, currency="EUR", opening_balance=700)
    assert asked() == set()


def test_somebody_elses_alerts_and_notifications_are_not_found(
    app: APIFlask, ana: Person, someone: Callable[..., Person]
) -> None:
    bob, account, number = someone(), make(ana, currency="EUR", opening_balance=1), invested(ana)
    made = alert(ana, balance(account))
    look(app, ana)
    path, told = f"/api/alerts/{made['id']}", ana.get("/api/notifications")["items"][0]["id"]
    body = {"name": "Mine", "condition": PAYMENT}
    for method, where, sent in (
        ("GET", path, None), ("PUT", path, body), ("DELETE", path, None), ("POST", f"{path}/arm", None),
        ("POST", f"{path}/test", None), ("GET", f"{path}/history", None),
        ("POST", f"/api/notifications/{told}/read", None),
        ("POST", "/api/alerts", {**body, "condition": balance(account)}),
        ("POST", "/api/alerts", {**body, "condition": price(number)}),
        ("POST", "/api/alerts", {**body, "condition": {"kind": "drawdown", "portfolio": number, "drawdown": "0.1"}}),
    ):  # fmt: skip
        answer = bob.ask(method, where, body=sent)
        assert (answer.status_code, answer.content_type) == (404, "application/problem+json"), where
    assert bob.ask("POST", "/api/notifications/read", body={"until": told}).json == {"read": 0}
    assert ana.get("/api/notifications")["unread"] == 1
    own = alert(bob, PAYMENT)
    moved = {**body, "condition": balance(account)}
    assert bob.ask("PUT", f"/api/alerts/{own['id']}", body=moved).status_code == 404


@pytest.mark.parametrize(
    ("needed", "kind"),
    [
        ("accounts:read", "balance"),
        ("portfolio:read", "price"),
        ("portfolio:read", "drawdown"),
        ("transactions:read", "payment"),
    ],
)
def test_a_token_states_alerts_on_what_it_may_read_alone(ana: Person, needed: str, kind: str) -> None:
    account, number = make(ana, currency="EUR", opening_balance=1), invested(ana)
    conditions = {
        "balance": balance(account), "price": price(number), "payment": PAYMENT,
        "drawdown": {"kind": "drawdown", "portfolio": number, "drawdown": "0.1"},
    }  # fmt: skip
    body = {"name": "Mine", "condition": conditions[kind]}

    def state_with(*scopes: str) -> int:
        answer = ana.client.post("/api/alerts", headers=token(ana, *SCOPES, *scopes), json=body)
        return int(answer.status_code)

    others = {"accounts:read", "portfolio:read", "transactions:read"} - {needed}
    assert (state_with(*others), state_with(needed)) == (403, 201)
