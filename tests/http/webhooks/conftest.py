"""The webhooks' door: what is let in, what is refused, and what is kept of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.config import Settings
from app.sealing import seal
from simulators import ApideckSimulator, BasiqSimulator
from tests.http.webhooks.told import Make
from tests.support.bank import APIDECK, BASIQ, SERVICE, add_connection
from tests.support.feed import SECRET, Feed


@pytest.fixture
def basiq() -> BasiqSimulator:
    """Signs; its API is not running, for the route asks nobody."""
    return BasiqSimulator(**BASIQ)


@pytest.fixture
def apideck() -> ApideckSimulator:
    return ApideckSimulator(**APIDECK, service_id=SERVICE)


@pytest.fixture
def settings(settings: Settings, request: pytest.FixtureRequest) -> Settings:
    usual = {
        "basiq_api_key": BASIQ["api_key"], "basiq_webhook_secrets": BASIQ["secret"],
        "apideck_api_key": APIDECK["api_key"], "apideck_app_id": APIDECK["app_id"],
    }  # fmt: skip
    marked = {name for mark in request.node.iter_markers("settings") for name in mark.kwargs}
    left: dict[str, Any] = {name: value for name, value in usual.items() if name not in marked}
    return dataclasses.replace(settings, **left)


@pytest.fixture
def linked(app: APIFlask, make_user: Make, basiq: BasiqSimulator, apideck: ApideckSimulator) -> int:
    """Both providers' accounts are somebody's."""
    user = make_user().id
    add_connection(app, user, "apideck", external_user=apideck.consumer_id, external_id=SERVICE)
    return add_connection(app, user, "basiq", external_user=basiq.user_id)


@pytest.fixture
def inbox(app: APIFlask, client: FlaskClient, settings: Settings, make_user: Make) -> Iterator[Feed]:
    user = make_user().id
    with app.app_context():
        sealed = seal(settings, {"secrets": [{"value": SECRET, "not_after": None}]})
    yield Feed(app, client, user, add_connection(app, user, "inbox", credentials=sealed))
