"""Basiq: what its events say, how its transactions are fetched, and what they are in our words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app import clock
from tests.support.provider_stub import ProviderStub, provider_stub
from tests.unit.basiq.told import NOON


@pytest.fixture
def stub() -> Iterator[ProviderStub]:
    clock.freeze(NOON)
    with provider_stub() as running:
        yield running
