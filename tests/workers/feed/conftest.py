"""Feeds in this process, against simulated providers that misbehave as documented."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.config import Settings
from app.sealing import seal
from simulators import ApideckSimulator, BasiqSimulator
from tests.support.accounts import Account
from tests.support.bank import (
    SERVICE,
    add_connection,
    settings_for,
    simulated_apideck,
    simulated_basiq,
)
from tests.support.feed import SECRET, Feed

Make = Callable[..., Account]
MakeFeed = Callable[..., Feed]


@pytest.fixture
def basiq() -> Iterator[BasiqSimulator]:
    with simulated_basiq() as simulator:
        yield simulator


@pytest.fixture
def apideck() -> Iterator[ApideckSimulator]:
    with simulated_apideck() as simulator:
        yield simulator


@pytest.fixture
def settings(settings: Settings, basiq: BasiqSimulator, apideck: ApideckSimulator) -> Settings:
    return dataclasses.replace(settings, **settings_for(basiq, apideck))


@pytest.fixture
def bank(app: APIFlask, client: FlaskClient, make_user: Make, basiq: BasiqSimulator) -> Feed:
    """A person whose bank is reached through Basiq."""
    user = make_user().id
    return Feed(app, client, user, add_connection(app, user, "basiq", external_user=basiq.user_id))


@pytest.fixture
def books(app: APIFlask, client: FlaskClient, make_user: Make, apideck: ApideckSimulator) -> Feed:
    """A person whose accounting program is reached through Apideck."""
    user, who = make_user().id, {"external_user": apideck.consumer_id, "external_id": SERVICE}
    return Feed(app, client, user, add_connection(app, user, "apideck", **who))


@pytest.fixture
def make_inbox(app: APIFlask, client: FlaskClient, settings: Settings) -> MakeFeed:
    def make(user: int) -> Feed:
        with app.app_context():
            sealed = seal(settings, {"secrets": [{"value": SECRET, "not_after": None}]})
        return Feed(app, client, user, add_connection(app, user, "inbox", credentials=sealed))

    return make


@pytest.fixture
def inbox(make_inbox: MakeFeed, make_user: Make) -> Feed:
    """A person with a sender of their own."""
    return make_inbox(make_user().id)
