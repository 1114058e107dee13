"""Alerts looked at by workers: payments however they come in, prices as they move, and each firing once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import clock
from app.config import Settings
from app.db import transaction
from app.domain.alerts.alerts import run
from app.domain.alerts.alerts.jobs import AlertsJob
from app.domain.alerts.alerts.listeners import SYMBOLS, price_symbols
from app.domain.alerts.alerts.payments import check_payments, note_payments
from app.domain.alerts.alerts.run import check_prices, check_user, users_with_levels
from app.domain.alerts.alerts.tables import Alert, PaymentCheck
from app.domain.alerts.notifications.tables import Notification
from app.domain.banking.ledger.tables import Transaction
from app.domain.portfolio.activities.closes import store_market_closes
from app.domain.portfolio.prices.adapters.simulated import SimulatedMarket
from app.domain.portfolio.prices.latest import latest_quotes
from app.domain.portfolio.valuations.live import follow_market
from app.extensions import celery, db, redis
from app.sealing import seal
from tests.http.test_accounts import make
from tests.http.test_alerts import PAYMENT, balance
from tests.http.test_bt_pay import add
from tests.http.test_portfolios import activities, portfolio
from tests.support.accounts import Account, Headers
from tests.support.alerts import alert, look, told, waiting
from tests.support.bank import add_connection
from tests.support.feed import SECRET, Feed, coffee
from tests.support.imports import Importer

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
RUNS = 4
Way = Callable[[APIFlask, Importer, Settings, str], Any]


@pytest.fixture(autouse=True)
def _today() -> None:
    clock.freeze(NOON)


@pytest.fixture
def ana(
    app: APIFlask, client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers]
) -> Importer:
    account = make_user()
    return Importer(app, client, account, sign_in(account))


def by_intake(_: APIFlask, ana: Importer, __: Settings, on: str) -> None:
    ana.keep((f"{on}T10:00:00Z", 1299), description="NETFLIX.COM", merchant="Netflix", currency="EUR")


def by_hand(_: APIFlask, ana: Importer, __: Settings, on: str) -> None:
    body = {"amount": 1299, "currency": "EUR", "merchant": "Netflix", "booked_on": on, "direction": "out"}
    answer = ana.ask("POST", "/api/transactions", body=body)
    assert answer.status_code == 201, answer.get_data(as_text=True)


def by_file(_: APIFlask, ana: Importer, __: Settings, on: str) -> None:
    ana.keep_file(f"Date,Description,Merchant,Amount,Currency\n{on},Netflix,Netflix,-12.99,EUR\n")


def by_feed(app: APIFlask, ana: Importer, settings: Settings, on: str) -> None:
    clock.freeze(None)  # signatures are dated
    with app.app_context():
        sealed = seal(settings, {"secrets": [{"value": SECRET, "not_after": None}]})
    feed = Feed(app, ana.client, ana.id, add_connection(app, ana.id, "inbox", credentials=sealed))
    feed.send(coffee(merchant="Netflix", amount="-12.99", occurred_at=f"{on}T10:00:00Z"))
    feed.work()
    clock.freeze(NOON)


WAYS: dict[str, Way] = {"intake": by_intake, "hand": by_hand, "file": by_file, "feed": by_feed}


@pytest.mark.parametrize("way", WAYS)
def test_a_payment_is_told_of_once_however_it_comes_in(
    app: APIFlask, ana: Importer, settings: Settings, way: str
) -> None:
    alert(ana, PAYMENT)
    alert(ana, {"kind": "payment", "conditions": [{"field": "amount", "op": "gt", "value": 1299}]})
    WAYS[way](app, ana, settings, "2026-03-10")
    assert (look(app, ana), look(app, ana)) == (1, 0)
    assert told(ana) == ["12.99 EUR to Netflix"]


@pytest.mark.parametrize("way", ["intake", "hand", "file"])
def test_a_payment_from_before_the_alert_is_no_news(
    app: APIFlask, ana: Importer, settings: Settings, way: str
) -> None:
    alert(ana, PAYMENT)
    WAYS[way](app, ana, settings, "2026-03-09")
    assert look(app, ana) == 0


def test_a_payment_that_failed_is_not_told_of(app: APIFlask, ana: Importer) -> None:
    alert(ana, PAYMENT)
    moment = "2026-03-10T10:00:00Z"
    ana.keep((moment, 5), merchant="Netflix", status="FAILED")
    ana.keep((moment, 6), merchant="Netflix", status="PENDING")
    assert (look(app, ana), told(ana)) == (1, ["0.06 EUR to Netflix"])


def test_a_payment_that_is_restored_is_not_told_of_again(
    app: APIFlask, ana: Importer, settings: Settings
) -> None:
    alert(ana, PAYMENT)
    by_hand(app, ana, settings, "2026-03-10")
    assert look(app, ana) == 1
    name = ana.get("/api/transactions")["items"][0]["transaction_id"]
    assert ana.ask("DELETE", f"/api/transactions/{name}").status_code == 204
    assert ana.ask("POST", f"/api/transactions/{name}/restore").status_code == 200
    assert look(app, ana) == 0


def test_who_has_no_alert_on_payments_has_nothing_written_down(
    app: APIFlask, ana: Importer, settings: Settings
) -> None:
    alert(ana, PAYMENT, enabled=False)
    by_intake(app, ana, settings, "2026-03-10")
    by_hand(app, ana, settings, "2026-03-10")
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PaymentCheck)) == 0


def test_many_payments_at_once_are_told_of_one_by_one_up_to_twenty(app: APIFlask, ana: Importer) -> None:
    alert(ana, PAYMENT)
    for number in range(25):
        add(ana, f"n-{number}", merchant="Netflix", currency="EUR")
    with app.app_context(), transaction():
        ids = list(db.session.scalars(select(Transaction.id)))
        note_payments(ana.id, ids)
    assert look(app, ana) == 21
    titles = told(ana)
    assert (len(titles), titles[-1]) == (21, "Mine: 5 more payments")


def test_what_a_worker_left_lying_is_found_by_the_sweep(
    app: APIFlask, ana: Importer, settings: Settings
) -> None:
    alert(ana, PAYMENT)
    by_hand(app, ana, settings, "2026-03-10")
    assert waiting(app) == []
    clock.freeze(NOON + timedelta(seconds=6))
    assert waiting(app) == [ana.id]
    look(app, ana)
    assert waiting(app) == []


def at_once(app: APIFlask, step: Callable[[], object]) -> list[BaseException]:
    """Do something in four threads at the same moment, as workers do; return what went wrong."""
    barrier, wrong = Barrier(RUNS), []

    def work() -> None:
        with app.app_context():
            barrier.wait()
            try:
                step()
            except BaseException as exc:
                wrong.append(exc)

    threads = [Thread(target=work) for _ in range(RUNS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def count(app: APIFlask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Notification)) or 0


def test_workers_that_look_at_once_fire_once(app: APIFlask, ana: Importer) -> None:
    account = make(ana, currency="EUR", opening_balance=5)
    numbers = [alert(ana, balance(account))["id"] for _ in range(5)]
    assert at_once(app, lambda: check_user(ana.id)) == []
    assert count(app) == len(numbers)
    assert {each["state"]["firings"] for each in ana.get("/api/alerts")["items"]} == {1}


def test_workers_that_look_at_payments_at_once_tell_once(app: APIFlask, ana: Importer) -> None:
    alert(ana, PAYMENT)
    for number in range(5):
        add(ana, f"n-{number}", merchant="Netflix", currency="EUR")
    with app.app_context(), transaction():
        for number in db.session.scalars(select(Transaction.id)).all():
            note_payments(ana.id, [number])
    assert at_once(app, lambda: check_payments(ana.id)) == []
    assert count(app) == 5


def test_a_change_of_the_alert_in_between_keeps_it_from_firing(app: APIFlask, ana: Importer) -> None:
    account = make(ana, currency="EUR", opening_balance=5)
    made = alert(ana, balance(account))
    with app.app_context():
        with transaction():
            changes = run._changes([db.session.get_one(Alert, made["id"])])
        ana.ask(
            "PUT", f"/api/alerts/{made['id']}", body={"name": "Mine", "condition": balance(account, amount=1)}
        )
        assert [each.step for each in changes] == ["fire"]
        assert [run._make(each) for each in changes] == [False]
    assert count(app) == 0


def test_the_sweep_finds_those_who_have_levels_page_by_page(app: APIFlask, ana: Importer) -> None:
    alert(ana, PAYMENT)
    with app.app_context():
        assert users_with_levels(0) == []
    alert(ana, balance(make(ana, currency="EUR")))
    with app.app_context():
        assert (users_with_levels(0), users_with_levels(ana.id)) == ([ana.id], [])


MARKET = pytest.mark.settings(price_source="simulated")


def sent_jobs(app: APIFlask, job: str) -> int:
    with app.app_context():
        queue = celery.conf.task_default_queue
        return sum(job.encode() in each for each in redis().lrange(queue, 0, -1))


@MARKET
def test_a_price_that_moves_has_its_alerts_looked_at_though_nobody_watches(
    app: APIFlask, ana: Importer
) -> None:
    number = portfolio(ana)["id"]
    bought = {
        "type": "buy",
        "on": "2026-02-02",
        "symbol": "NORD.EU",
        "quantity": "1",
        "unit_price": "50",
        "currency": "EUR",
    }
    activities(ana, number, bought)
    condition = {"kind": "price", "portfolio": number, "symbol": "NORD.EU", "side": "above", "price": "0.01"}
    with app.app_context():
        store_market_closes()
        follow_market()
        assert (price_symbols(), latest_quotes(["NORD.EU"])) == (set(), {})
    alert(ana, condition)
    before = sent_jobs(app, AlertsJob.CHECK_PRICES)
    with app.app_context():
        follow_market()
        quote = latest_quotes(["NORD.EU"])["NORD.EU"]
        assert quote.price == SimulatedMarket().latest(["NORD.EU"], NOON)["NORD.EU"].price
        assert check_prices(["OTHER"]) == 0
        assert check_prices(["NORD.EU"]) == 1
    assert sent_jobs(app, AlertsJob.CHECK_PRICES) == before + 1
    data = ana.get("/api/notifications")["items"][0]["data"]
    assert (data["value"], data["on"]) == (str(quote.price), date(2026, 3, 10).isoformat())


@MARKET
def test_where_owners_state_closes_the_markets_price_does_not_count(app: APIFlask, ana: Importer) -> None:
    number = portfolio(ana)["id"]
    bought = {
        "type": "buy",
        "on": "2026-02-02",
        "symbol": "NORD.EU",
        "quantity": "1",
        "unit_price": "50",
        "currency": "EUR",
    }
    activities(ana, number, bought)
    row = {"on": "2026-03-10", "symbol": "NORD.EU", "price": "0.005", "currency": "EUR"}
    ana.ask("POST", f"/api/portfolios/{number}/prices", body=[row])
    condition = {"kind": "price", "portfolio": number, "symbol": "NORD.EU", "side": "above", "price": "0.01"}
    alert(ana, condition)
    with app.app_context():
        follow_market()
        assert check_prices(["NORD.EU"]) == 0


@MARKET
def test_a_tick_asks_no_database_which_symbols_alerts_wait_for(app: APIFlask, ana: Importer) -> None:
    number = portfolio(ana)["id"]
    bought = {
        "type": "buy",
        "on": "2026-02-02",
        "symbol": "NORD.EU",
        "quantity": "1",
        "unit_price": "50",
        "currency": "EUR",
    }
    activities(ana, number, bought)
    condition = {"kind": "price", "portfolio": number, "symbol": "NORD.EU", "side": "above", "price": "0.01"}
    made = alert(ana, condition)
    with app.app_context():
        assert price_symbols() == {"NORD.EU"}
        assert redis().smembers(SYMBOLS) == {b"", b"NORD.EU"}
    ana.ask("DELETE", f"/api/alerts/{made['id']}")
    with app.app_context():
        assert (redis().exists(SYMBOLS), price_symbols()) == (0, set())
