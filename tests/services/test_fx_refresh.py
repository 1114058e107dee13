"""Refreshing exchange rates: once they are out, from one process, and twice is once."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from app import clock
from app.config import Settings
from app.db import transaction
from app.domain.fx.ecb import EuroRate
from app.domain.fx.imports import RatesChange, store_rates
from app.domain.fx.refresh import refresh_if_due
from app.domain.fx.tables import ExchangeRate, RateSource
from app.extensions import db
from app.jobs.lease import lease
from app.services import services_of
from tests.support.provider_stub import ProviderStub, Reply, provider_stub
from tests.support.rates import ecb_file, say

EVENING = datetime(2026, 11, 25, 18, tzinfo=UTC)
TODAY = {"2026-11-25": {"USD": "1.1172", "RON": "5.3447"}}


@pytest.fixture
def bank() -> Iterator[ProviderStub]:
    clock.freeze(EVENING)
    with provider_stub() as running:
        running.answer = lambda _: Reply(ecb_file(TODAY))
        yield running


def refresh(app: APIFlask, bank: ProviderStub) -> None:
    with app.app_context():
        settings: Settings = services_of(app).settings
        refresh_if_due(dataclasses.replace(settings, fx_url=f"{bank.url}/eurofxref-daily.xml"))


def stored(app: APIFlask) -> dict[tuple[str, str], tuple[Decimal, str]]:
    with app.app_context():
        rows = db.session.scalars(select(ExchangeRate))
        return {(row.currency, row.on.isoformat()): (row.rate, row.source) for row in rows}


def test_the_days_rates_are_fetched_once(app: APIFlask, bank: ProviderStub) -> None:
    for _ in range(3):
        refresh(app, bank)
    assert bank.paths() == ["/eurofxref-daily.xml"]
    assert stored(app) == {
        ("USD", "2026-11-25"): (Decimal("1.1172"), "ecb"),
        ("RON", "2026-11-25"): (Decimal("5.3447"), "ecb"),
    }


def test_the_next_day_is_fetched_when_it_is_out(app: APIFlask, bank: ProviderStub) -> None:
    refresh(app, bank)
    for hour in (8, 16):
        clock.freeze(datetime(2026, 11, 26, hour, tzinfo=UTC))
        refresh(app, bank)
    assert len(bank.asked) == 2


def test_what_another_process_fetches_is_left_to_it(app: APIFlask, bank: ProviderStub) -> None:
    with app.app_context(), lease("fx.refresh", ttl_s=30):
        refresh(app, bank)
    assert bank.asked == []


@pytest.mark.parametrize(
    "reply",
    [Reply(status=503), Reply(status=404), Reply(b"<html>"), Reply(b"x" * 5000, cut=True), Reply(b"{}")],
)
def test_what_cannot_be_fetched_changes_nothing_and_is_tried_again(
    app: APIFlask, bank: ProviderStub, reply: Reply
) -> None:
    good = bank.answer
    bank.answer = lambda _: reply
    refresh(app, bank)
    assert stored(app) == {}
    bank.answer = good
    refresh(app, bank)
    assert len(stored(app)) == 2


def test_a_refresh_leaves_the_administrators_rate_alone(app: APIFlask, bank: ProviderStub) -> None:
    say(app, "1.2", RateSource.ADMIN)
    refresh(app, bank)
    assert stored(app)["USD", "2026-11-25"] == (Decimal("1.2"), "admin")
    assert stored(app)["RON", "2026-11-25"] == (Decimal("5.3447"), "ecb")


def test_a_rate_that_is_known_is_not_stored_again(app: APIFlask) -> None:
    shipped = EuroRate(date(2026, 10, 30), "USD", Decimal("1.11720"))
    with app.app_context(), transaction():
        assert store_rates([shipped], RateSource.ECB) == RatesChange(1, 0)
    assert stored(app) == {}


def test_a_corrected_rate_beats_the_shipped_one_and_can_be_set_back(app: APIFlask) -> None:
    shipped_day = date(2026, 10, 30)
    for rate, source in (("1.2", RateSource.ADMIN), ("1.1172", RateSource.ECB)):
        assert say(app, rate, source, shipped_day).stored == 1
        assert stored(app) == {("USD", "2026-10-30"): (Decimal(rate), source)}


def test_digits_come_back_from_the_database_as_they_went_in(app: APIFlask) -> None:
    for digits in ("123456789.123456789012345678", "0.000000000000000001", "1.1000", "1E+3"):
        say(app, digits, RateSource.ADMIN)
        found = stored(app)["USD", "2026-11-25"][0]
        assert (found, format(found, "f")) == (Decimal(digits), format(Decimal(digits), "f"))


@pytest.mark.parametrize("value", [1.1, 1, "1.1", Decimal("NaN"), Decimal("Infinity"), Decimal("1e-31")])
def test_a_column_of_exact_numbers_refuses_what_is_none(app: APIFlask, value: Any) -> None:
    with app.app_context(), pytest.raises(Exception, match=r"Decimal|digits"), transaction() as session:
        session.add(ExchangeRate(currency="USD", on=date(2026, 1, 1), rate=value, source="ecb"))
    assert stored(app) == {}
