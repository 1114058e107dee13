"""Rules over stored transactions: what they match, what they change, and that it can be taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from apiflask import APIFlask

from tests.services.rules.told import Make


@pytest.fixture(autouse=True)
def _in_the_app(app: APIFlask) -> Iterator[None]:
    with app.app_context():
        yield


@pytest.fixture
def ana(app: APIFlask, make_user: Make) -> int:
    return make_user().id
