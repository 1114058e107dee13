"""People for the tests of what they see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app import clock
from app.clock import now
from tests.support.accounts import Account, Headers
from tests.support.person import Person


@pytest.fixture
def someone(
    app: APIFlask,
    client: FlaskClient,
    make_user: Callable[..., Account],
    sign_in: Callable[..., Headers],
) -> Callable[..., Person]:
    def someone(role: str = "user") -> Person:
        account = make_user(role)
        return Person(app, client, account, sign_in(account))

    return someone


@pytest.fixture
def two_factors(
    client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers]
) -> Callable[[], tuple[Account, Callable[[], str]]]:
    """Make an account with two factors; the second answer is what its app shows, a new code each time."""

    def make() -> tuple[Account, Callable[[], str]]:
        moment = now()
        clock.freeze(moment)
        account = make_user()
        headers, body = sign_in(account), {"password": account.password}
        secret = client.post("/api/auth/2fa/setup", headers=headers, json=body).json["secret"]

        def code() -> str:
            clock.freeze(now() + timedelta(seconds=30))
            return pyotp.TOTP(secret).at(now())

        assert client.post("/api/auth/2fa/confirm", headers=headers, json={"otp": code()}).status_code == 200
        return account, code

    return make


@pytest.fixture
def ana(someone: Callable[..., Person]) -> Person:
    return someone()


@pytest.fixture
def admin(someone: Callable[..., Person]) -> Person:
    return someone("admin")
