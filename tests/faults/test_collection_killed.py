"""The worker is killed in the middle of a collection: another goes on at the first missing minute."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.domain.trading.candles.timeframes import Timeframe, minute_of
from app.domain.trading.instruments.service import get_instrument
from simulators import ExchangeSimulator
from tests.support import exchange as ex
from tests.support.accounts import Account, Headers
from tests.support.candles import rolled
from tests.support.launched import eventually
from tests.support.served import Worker

NOW = datetime.fromisoformat("2026-11-20T12:34:56+00:00")
DAYS = 20
TOTAL = DAYS * ex.DAY
PAGES = 30
"""Of 28,800 minutes: 28 of a thousand, one of 800, and one that tells when the symbol was listed."""
LEASE_LAPSES_S = 60


@pytest.fixture
def binance() -> Iterator[ExchangeSimulator]:
    with ExchangeSimulator(now_ms=lambda: int(NOW.timestamp() * 1000), latency_s=0.4) as running:
        yield running


@pytest.fixture
def settings(settings, binance):
    import dataclasses

    return dataclasses.replace(settings, binance_url=binance.url)


def test_a_worker_killed_in_the_middle_of_a_collection(
    app: APIFlask,
    client: FlaskClient,
    binance: ExchangeSimulator,
    worker: Worker,
    make_user: Callable[..., Account],
    sign_in: Callable[..., Headers],
) -> None:
    headers = sign_in(make_user("admin"))
    body = {"symbol": "BTCUSDT", "days": DAYS}
    worker.start()
    number = client.post("/api/admin/collections", json=body, headers=headers).json["id"]
    assert eventually(lambda: ex.seen(app, number).done >= 4_000), worker.output
    worker.kill()
    half = ex.seen(app, number)
    assert half.state == "running"
    assert half.done == ex.stored(app)
    assert 0 < half.done < TOTAL
    asked = binance.calls.count("GET /api/v3/klines")

    binance.latency_s = 0.0
    worker.start()
    assert eventually(lambda: ex.seen(app, number).state == "done", LEASE_LAPSES_S), worker.output
    found = ex.seen(app, number)
    assert (found.done, found.gaps, ex.stored(app)) == (TOTAL, 0, TOTAL)
    missing_pages = -(-(TOTAL - half.done) // 1000)
    again = binance.calls.count("GET /api/v3/klines") - asked
    # What was stored is not fetched again: the pages that were missing, cut anew, and the listing's.
    assert missing_pages + 1 <= again <= missing_pages + 1 + 8
    with app.app_context():
        instrument = get_instrument("BTCUSDT")
    assert instrument.has_data
    assert sum(bar[-1] for bar in rolled(app, instrument.id, Timeframe.D1)) == TOTAL
    assert minute_of(found.first) == minute_of(NOW) - TOTAL  # type: ignore[arg-type]
