"""Who looks after an installation is warned where the rates that it fetches have grown old."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from apiflask import APIFlask

from app import clock
from app.domain.fx.tables import RateSource
from tests.support.rates import say


@pytest.mark.settings(fx_url="https://bank.example/rates.xml")
def test_an_operator_is_warned_where_fetched_rates_have_grown_old(app: APIFlask) -> None:
    def warned(on: datetime) -> bool:
        clock.freeze(on)
        return "exchange rates" in app.test_client().get("/api/health/ready").json.get("warnings", {})

    # The shipped ones end on 30 October; five business days later is the 6th, and the 9th is the sixth.
    assert not warned(datetime(2026, 11, 6, 18, tzinfo=UTC))
    assert warned(datetime(2026, 11, 9, 18, tzinfo=UTC))
    say(app, "1.1", RateSource.ECB, on=date(2026, 11, 9))
    assert not warned(datetime(2026, 11, 9, 18, tzinfo=UTC))


def test_nobody_is_warned_where_no_rates_are_fetched(app: APIFlask) -> None:
    clock.freeze(datetime(2027, 11, 9, 18, tzinfo=UTC))
    assert app.test_client().get("/api/health/ready").json.get("warnings", {}) == {}
