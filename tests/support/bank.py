"""A bank feed as a person has it: a provider that is simulated on real sockets, and a link to it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import requests
from apiflask import APIFlask
from sqlalchemy import select

from app.db import transaction
from app.domain.banking.feed.tables import Connection, WebhookEvent
from app.domain.banking.ledger.tables import Transaction
from app.extensions import db
from simulators import ApideckSimulator, BasiqSimulator, BtPaySimulator
from tests.support.accounts import Headers

BASIQ = {"api_key": "a key of tests", "secret": "whsec_dGVzdHMgdGVzdHMgdGVzdHMgdGVzdHMgdGVzdHM="}
APIDECK = {"api_key": "another key of tests", "app_id": "an app of tests"}
SERVICE = "xero"


@contextlib.contextmanager
def simulated_basiq(**options: Any) -> Iterator[BasiqSimulator]:
    with BasiqSimulator(**BASIQ, **options) as simulator:
        yield simulator


@contextlib.contextmanager
def simulated_apideck(**options: Any) -> Iterator[ApideckSimulator]:
    with ApideckSimulator(**APIDECK, **{"service_id": SERVICE, **options}) as simulator:
        yield simulator


def settings_for(
    basiq: BasiqSimulator | None = None, apideck: ApideckSimulator | None = None
) -> dict[str, Any]:
    """Return the settings with which an installation meets the simulators."""
    found: dict[str, Any] = {}
    if basiq is not None:
        found |= {
            "basiq_url": basiq.url, "basiq_api_key": BASIQ["api_key"],
            "basiq_webhook_secrets": BASIQ["secret"],
        }  # fmt: skip
    if apideck is not None:
        found |= {
            "apideck_url": apideck.url, "apideck_api_key": APIDECK["api_key"],
            "apideck_app_id": APIDECK["app_id"],
        }  # fmt: skip
    return found


def link(url: str, headers: Headers, provider: str, **fields: Any) -> dict[str, Any]:
    """Link a bank as a person does; return the answer."""
    body = {"provider": provider, **fields}
    answer = requests.post(f"{url}/api/connectors/connections", json=body, headers=headers, timeout=20)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def sender_of(linked: dict[str, Any], **options: Any) -> BtPaySimulator:
    """Return somebody who sends to a linked inbox."""
    return BtPaySimulator(secret=linked["secret"], **options)


def add_connection(app: APIFlask, user_id: int, provider: str, **fields: Any) -> int:
    """Link a bank without its route, for tests that need no consent."""
    with app.app_context(), transaction() as session:
        row = Connection(user_id=user_id, provider=provider, name=provider, **fields)
        session.add(row)
        session.flush()
        return row.id


def stored(app: APIFlask) -> list[Transaction]:
    """Return all stored transactions, oldest first."""
    with app.app_context():
        return list(db.session.scalars(select(Transaction).order_by(Transaction.id)))


def events(app: APIFlask) -> list[WebhookEvent]:
    """Return the inbox, oldest first."""
    with app.app_context():
        return list(db.session.scalars(select(WebhookEvent).order_by(WebhookEvent.id)))
