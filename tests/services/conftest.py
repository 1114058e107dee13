"""Whom and what tests of collections work with: an administrator, and an exchange at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from simulators import ExchangeSimulator
from tests.support.accounts import Account
from tests.support.exchange import NOW_MS


@pytest.fixture
def binance() -> Iterator[ExchangeSimulator]:
    with ExchangeSimulator(now_ms=lambda: NOW_MS) as running:
        yield running


@pytest.fixture
def user_id(make_user: Callable[..., Account]) -> int:
    return make_user("admin").id
