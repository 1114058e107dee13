"""A webhook becomes a transaction on its owner's screen: real web server, worker, provider and sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask

from app.config import Settings
from simulators import ApideckSimulator, BasiqSimulator
from tests.support.accounts import Account, Headers
from tests.support.bank import (
    events,
    link,
    sender_of,
    stored,
)
from tests.support.launched import eventually
from tests.support.listener import PythonListener, hears, transactions
from tests.support.served import Replica, Worker

Make, SignIn = Callable[..., Account], Callable[..., Headers]


@pytest.fixture
def worker(settings: Settings, app: APIFlask, tmp_path: Path) -> Iterator[Worker]:
    one = Worker(settings, tmp_path / "worker.log")
    one.start()
    yield one
    one.kill()


@pytest.fixture
def person(make_user: Make, sign_in: SignIn, replica: Replica) -> Iterator[Any]:
    account = make_user()
    headers = sign_in(account)
    listener = PythonListener(replica.url, headers["Authorization"].removeprefix("Bearer "))
    yield replica.url, headers, listener
    listener.close()


def test_a_basiq_transaction_reaches_the_screen(
    app: APIFlask, person: Any, worker: Worker, basiq: BasiqSimulator
) -> None:
    url, headers, listener = person
    link(url, headers, "basiq", name="Hooli")
    row = basiq.add_transaction(amount="-12.34", status="posted")
    assert basiq.notify(f"{url}/api/connectors/basiq/webhook").status == 202
    assert eventually(lambda: f"basiq:{row['id']}" in transactions(listener)), worker.output[-3000:]
    assert hears(listener, "connection.updated")


def test_an_apideck_payment_reaches_the_screen(
    app: APIFlask, person: Any, worker: Worker, apideck: ApideckSimulator
) -> None:
    url, headers, listener = person
    link(url, headers, "apideck", external_id="xero")
    entity = apideck.add_transaction(kind="payment")
    sent = apideck.notify(f"{url}/api/connectors/apideck/webhook", "accounting.payment.created", entity)
    assert sent.status == 202
    assert eventually(lambda: [each for each in transactions(listener) if entity["id"] in each]), (
        [(event.state, event.error) for event in events(app)], worker.output[-3000:],
    )  # fmt: skip


def test_a_bt_pay_payment_reaches_the_screen_with_its_counterparty_and_category(
    app: APIFlask, person: Any, worker: Worker
) -> None:
    url, headers, listener = person
    linked = link(url, headers, "inbox", name="BT")
    sender = sender_of(linked)
    sent = sender.notify(f"{url}{linked['webhook_path']}", "transaction.created")
    assert sent.status == 202
    assert eventually(lambda: transactions(listener)), worker.output[-3000:]
    row = stored(app)[0]
    assert row.source == "inbox"
    assert row.channel is not None
