"""Collections from a simulated exchange over real sockets: complete, or a clear state and the good data kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from apiflask import APIFlask

from app.db import transaction
from app.domain.trading.candles.timeframes import Timeframe, minute_of
from app.domain.trading.collection import run as run_module
from app.domain.trading.collection import service
from app.domain.trading.collection.jobs import run_of
from app.domain.trading.instruments.service import find_instrument
from app.jobs.lease import lease
from simulators import Broken, ExchangeSimulator
from tests.support import exchange as ex
from tests.support.candles import rolled
from tests.support.exchange import NOW, NOW_MS
from tests.support.launched import eventually
from tests.support.provider_stub import Asked, Reply, provider_stub

END = minute_of(NOW)
DAYS = 2
TOTAL = DAYS * ex.DAY


def pages_asked(simulator: ExchangeSimulator) -> int:
    return simulator.calls.count("GET /api/v3/klines")


def test_the_last_days_are_complete_and_the_symbol_has_data(
    app: APIFlask, binance: ExchangeSimulator, user_id: int
) -> None:
    found = ex.collect(app, binance.url, user_id)
    assert (found.state, found.total, found.done, found.gaps, found.missing) == ("done", TOTAL, TOTAL, 0, [])
    assert (minute_of(found.first), minute_of(found.end)) == (END - TOTAL, END)  # type: ignore[arg-type]
    assert ex.stored(app) == TOTAL
    assert pages_asked(binance) == 1 + 3  # the first bar of all, and three pages
    with app.app_context():
        instrument = find_instrument("BTCUSDT")
        assert instrument is not None
        assert (instrument.name, instrument.has_data, instrument.interval) == ("BTC/USDT", True, "1m")
    assert sum(bar[-1] for bar in rolled(app, instrument.id, Timeframe.MN1)) == TOTAL


def test_what_is_there_is_not_asked_for_again(
    app: APIFlask, binance: ExchangeSimulator, user_id: int
) -> None:
    ex.collect(app, binance.url, user_id)
    before = pages_asked(binance)
    again = ex.collect(app, binance.url, user_id, days=DAYS)
    assert (again.state, again.done, pages_asked(binance)) == ("done", TOTAL, before + 1)
    longer = ex.collect(app, binance.url, user_id, days=DAYS + 1)
    assert (longer.state, longer.done, ex.stored(app)) == ("done", TOTAL + ex.DAY, TOTAL + ex.DAY)
    assert pages_asked(binance) == before + 2 + 2


def test_gaps_of_the_exchange_are_recorded_and_never_filled(app: APIFlask, user_id: int) -> None:
    with ExchangeSimulator(now_ms=lambda: NOW_MS, gaps=1.0) as away:
        found = ex.collect(app, away.url, user_id)
        asked = pages_asked(away)
        again = ex.collect(app, away.url, user_id)
        assert pages_asked(away) == asked + 1
    assert found.state == again.state == "done"
    assert found.gaps == again.gaps == sum(end - first for first, end in ex.gaps(app)) > 0
    assert ex.stored(app) + found.gaps == TOTAL == found.done


def test_days_before_the_listing_are_not_gaps(app: APIFlask, user_id: int) -> None:
    with ExchangeSimulator(now_ms=lambda: NOW_MS, listed_days=1) as young:
        found = ex.collect(app, young.url, user_id, days=30)
    assert (found.state, found.gaps) == ("done", 0)
    assert found.total == found.done == ex.stored(app) == ex.DAY + END % ex.DAY


def test_an_unknown_symbol_fails_and_leaves_no_instrument(
    app: APIFlask, binance: ExchangeSimulator, user_id: int
) -> None:
    found = ex.collect(app, binance.url, user_id, symbol="NOSUCHCOIN")
    assert (found.state, found.message) == ("failed", "Binance does not know NOSUCHCOIN")
    with app.app_context():
        assert find_instrument("NOSUCHCOIN") is None


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 503},
        {"status": 200, "body": b"<html><body>Maintenance</body></html>"},
        {"status": 200, "body": Broken.HALF},
        {"status": 200, "body": Broken.CUT},
        {"status": 200, "body": {"code": 0}},
        {"status": 200, "body": [[1, 2]]},
        {"status": 429, "headers": {"Retry-After": "1"}},
        {"status": 418, "headers": {"Retry-After": "1"}},
    ],
    ids=lambda trouble: f"{trouble['status']} {trouble.get('body', '')}",
)
def test_trouble_that_passes_costs_nothing(
    app: APIFlask, binance: ExchangeSimulator, user_id: int, trouble: dict[str, Any]
) -> None:
    binance.fail_next(**trouble, times=2, on="klines")
    found = ex.collect(app, binance.url, user_id, days=1)
    assert (found.state, found.done, ex.stored(app)) == ("done", ex.DAY, ex.DAY)


def test_trouble_that_stays_leaves_it_partial_with_what_is_missing_and_a_retry_ends_it(
    app: APIFlask, binance: ExchangeSimulator, user_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.domain.trading.collection.fetch.FIRST_WAIT_S", 0.01)
    ex.collect(app, binance.url, user_id, days=1)
    number = ex.start(app, user_id, days=6)
    answered = binance.answer
    bad = (END - 6 * ex.DAY + 1000) * 60_000

    def answer(call: Any) -> Any:
        real = answered(call)
        return real._replace(status=500) if call.query.get("startTime") == str(bad) else real

    binance.answer = answer  # type: ignore[method-assign]
    found = ex.run(app, binance.url, number)
    assert (found.state, found.done) == ("partial", 6 * ex.DAY - 1000)
    (missing,) = found.missing
    assert minute_of(missing.end) - minute_of(missing.first) == 1000
    assert "HTTP 500" in missing.reason
    assert ex.stored(app) == found.done
    binance.answer = answered  # type: ignore[method-assign]
    found = ex.retry(app, binance.url, number)
    assert (found.state, found.done, found.missing) == ("done", 6 * ex.DAY, [])
    assert ex.stored(app) == 6 * ex.DAY


def test_an_exchange_that_is_gone_is_not_asked_for_every_page(
    app: APIFlask, binance: ExchangeSimulator, user_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.domain.trading.collection.fetch.FIRST_WAIT_S", 0.001)
    number = ex.start(app, user_id, days=60)
    answered = binance.answer

    def answer(call: Any) -> Any:
        real = answered(call)
        is_page = "endTime" in call.query
        return real._replace(status=502) if is_page else real

    binance.answer = answer  # type: ignore[method-assign]
    found = ex.run(app, binance.url, number)
    assert (found.state, found.done) == ("failed", 0)
    assert len(found.missing) == 1
    assert pages_asked(binance) <= 4 * (run_module.MAX_PAGES_AHEAD + run_module.MAX_FAILED_IN_A_ROW) + 1


def spoiled(found: bytes, spoil: Callable[[list[Any]], None]) -> bytes:
    import json

    rows = json.loads(found)
    spoil(rows)
    return json.dumps(rows).encode()


def _shuffle(rows: list[Any]) -> None:
    rows.reverse()
    rows.extend(rows[:10])


def _numbers(rows: list[Any]) -> None:
    for row in rows:
        row[1:6] = [float(each) for each in row[1:6]]


def _microseconds(rows: list[Any]) -> None:
    for row in rows:
        row[0] *= 1000
        row[6] *= 1000


@pytest.mark.parametrize("spoil", [_shuffle, _numbers, _microseconds])
def test_the_same_candles_in_another_form_are_the_same_candles(
    app: APIFlask, binance: ExchangeSimulator, user_id: int, spoil: Callable[[list[Any]], None]
) -> None:
    answered = binance.answer

    def answer(call: Any) -> Any:
        real = answered(call)
        return real._replace(body=spoiled(real.body, spoil)) if "klines" in call.path else real

    binance.answer = answer  # type: ignore[method-assign]
    changed = ex.collect(app, binance.url, user_id, days=1)
    assert (changed.state, ex.stored(app)) == ("done", ex.DAY)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda row: row.__setitem__(2, "0.00000001"),  # high below low
        lambda row: row.__setitem__(5, "NaN"),
        lambda row: row.__setitem__(1, None),
        lambda row: row.__setitem__(4, "-1.0"),
        lambda row: row.__setitem__(8, -3),
        lambda row: row.__setitem__(0, row[0] + 1),
    ],
)
def test_candles_that_cannot_be_are_left_out_and_told(
    app: APIFlask, binance: ExchangeSimulator, user_id: int, wrong: Callable[[list[Any]], None]
) -> None:
    answered = binance.answer
    bad = (END - 700) * 60_000

    def spoil(rows: list[Any]) -> None:
        for row in rows:
            if row[0] == bad:
                wrong(row)

    def answer(call: Any) -> Any:
        real = answered(call)
        return real._replace(body=spoiled(real.body, spoil)) if "klines" in call.path else real

    binance.answer = answer  # type: ignore[method-assign]
    found = ex.collect(app, binance.url, user_id, days=1)
    assert (found.state, found.done, ex.stored(app), ex.gaps(app)) == ("partial", ex.DAY - 1, ex.DAY - 1, [])
    (missing,) = found.missing
    assert (minute_of(missing.first), minute_of(missing.end)) == (END - 700, END - 699)


def test_half_a_page_is_asked_for_again(app: APIFlask, binance: ExchangeSimulator, user_id: int) -> None:
    answered = binance.answer

    def answer(call: Any) -> Any:
        real = answered(call)
        if call.query.get("limit") == "1000":
            return real._replace(body=spoiled(real.body, lambda rows: rows.__delitem__(slice(500, None))))
        return real

    binance.answer = answer  # type: ignore[method-assign]
    found = ex.collect(app, binance.url, user_id, days=1)
    assert (found.state, found.gaps, ex.stored(app)) == ("done", 0, ex.DAY)


def test_the_exchanges_clock_counts(app: APIFlask, user_id: int) -> None:
    """Ours may be wrong: the newest candle is the last one that has closed there."""
    with ExchangeSimulator(now_ms=lambda: NOW_MS - 90 * 86_400_000) as behind:
        found = ex.collect(app, behind.url, user_id, days=1)
    assert minute_of(found.end) == END - 90 * ex.DAY  # type: ignore[arg-type]


def test_limits_are_obeyed(app: APIFlask, user_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """At half of what may be asked for it waits for the next minute, and is never refused."""
    waits: list[float] = []
    monkeypatch.setattr("app.domain.trading.collection.adapters.binance.time.time", lambda: 59.0)
    real_wait = threading.Event.wait

    def wait(self: threading.Event, timeout: float | None = None) -> bool:
        waits.append(timeout or 0)
        return real_wait(self, timeout)

    monkeypatch.setattr(threading.Event, "wait", wait)
    with ExchangeSimulator(now_ms=lambda: NOW_MS, weight_limit=60) as strict:
        found = ex.collect(app, strict.url, user_id, days=5)
        used = sum(strict._used.values())
    assert (found.state, ex.stored(app)) == ("done", 5 * ex.DAY)
    assert used < 60
    assert 1 in waits


def test_a_cancelled_collection_stops_and_keeps_what_it_has(
    app: APIFlask, binance: ExchangeSimulator, user_id: int
) -> None:
    binance.latency_s = 0.1
    number = ex.start(app, user_id, days=300)
    running = threading.Thread(target=ex.run, args=(app, binance.url, number))
    running.start()
    assert eventually(lambda: ex.seen(app, number).done > 0)
    with app.app_context(), transaction():
        service.cancel_collection(number)
    running.join(10)
    assert not running.is_alive()
    found = ex.seen(app, number)
    assert (found.state, found.done) == ("cancelled", ex.stored(app))
    assert 0 < found.done < 300 * ex.DAY


def test_two_workers_do_not_run_the_same_collection(
    app: APIFlask, binance: ExchangeSimulator, user_id: int
) -> None:
    number = ex.start(app, user_id)
    with app.app_context(), lease(run_of(number), ttl_s=30):
        assert ex.run(app, binance.url, number).state == "queued"
    assert binance.calls == []
    assert ex.run(app, binance.url, number).state == "done"


def test_an_exchange_that_says_nothing_of_a_symbol_fails_the_collection(app: APIFlask, user_id: int) -> None:
    with provider_stub() as stub:
        stub.answer = _nothing
        found = ex.collect(app, stub.url, user_id)
    assert (found.state, found.message) == ("failed", "Binance tells nothing usable of BTCUSDT.")


def _nothing(_: Asked) -> Reply:
    return Reply({"symbols": []})
