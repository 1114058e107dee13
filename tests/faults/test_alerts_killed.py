"""A worker dies between an alert's firing and its delivery, or with what it was to look at: the next one does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.domain.alerts.alerts.run import check_user
from app.extensions import celery, redis
from tests.http.test_accounts import make
from tests.http.test_alerts import PAYMENT, balance
from tests.support.accounts import Account, Headers
from tests.support.alerts import alert, history, told
from tests.support.launched import eventually
from tests.support.person import Person
from tests.support.provider_stub import ProviderStub, provider_stub
from tests.support.served import Worker

WITHIN_S = 60


@pytest.fixture
def receiver() -> Iterator[ProviderStub]:
    with provider_stub() as stub:
        yield stub


@pytest.fixture
def ana(
    app: APIFlask, client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers]
) -> Person:
    account = make_user()
    return Person(app, client, account, sign_in(account))


def lose_jobs(app: APIFlask) -> int:
    """Lose what was asked of workers, as one that dies loses what it has fetched; count the jobs."""
    with app.app_context():
        queue = celery.conf.task_default_queue
        lost = int(redis().llen(queue))
        redis().delete(queue)
    return lost


@pytest.mark.settings(webhook_private_hosts="127.0.0.1")
def test_what_has_fired_is_delivered_and_what_was_stored_is_looked_at(
    app: APIFlask, ana: Person, receiver: ProviderStub, worker: Worker
) -> None:
    hook = ana.ask("POST", "/api/webhooks", body={"name": "Here", "url": f"{receiver.url}/hook"}).json["id"]
    level = alert(ana, balance(make(ana, currency="EUR", opening_balance=1)), webhooks=[hook])
    alert(ana, PAYMENT, webhooks=[hook])
    with app.app_context():
        assert check_user(ana.id) == 1
    body = {"amount": 1299, "currency": "EUR", "merchant": "Netflix"}
    assert ana.ask("POST", "/api/transactions", body=body).status_code == 201
    assert lose_jobs(app) > 0
    assert receiver.asked == []

    worker.start()
    assert eventually(lambda: len(receiver.asked) == 2, WITHIN_S), worker.output
    assert told(ana) == ["Everyday is below 100.00 EUR", "12.99 EUR to Netflix"]
    (firing,) = history(ana, level)
    assert eventually(lambda: {each["state"] for each in history(ana, level)[0]["deliveries"]} == {"sent"})
    assert [each["channel"] for each in firing["deliveries"]] == ["in_app", "webhook"]
    assert len(receiver.asked) == 2
