"""People for the tests of what they see."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

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
def ana(someone: Callable[..., Person]) -> Person:
    return someone()
