"""An exchange whose answers mislead: a clear state, the good candles kept, and no hole that nobody is told of."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask

from app import clock
from app.domain.trading.candles.timeframes import moment_of
from app.domain.trading.collection.adapters.binance import Binance
from app.domain.trading.collection.live import follow_exchange
from app.domain.trading.instruments.service import find_instrument
from app.extensions import redis
from simulators import ExchangeSimulator
from tests.services.test_collections import END, TOTAL
from tests.support import exchange as ex
from tests.support.candles import store, walk
from tests.support.exchange import NOW, NOW_MS

Rows = list[list[Any]]
DAY_MS = 86_400_000


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.domain.trading.collection.fetch.FIRST_WAIT_S", 0.001)
    clock.freeze(NOW)


def change(binance: ExchangeSimulator, part: str, how: Callable[[Any, dict[str, str]], Any]) -> None:
    """Have answers below a path changed before they are sent."""
    answered = binance.answer

    def answer(call: Any) -> Any:
        real = answered(call)
        if part not in call.path:
            return real
        body = json.loads(real.body) if isinstance(real.body, bytes) else real.body
        return real._replace(body=json.dumps(how(body, call.query)).encode())

    binance.answer = answer  # type: ignore[method-assign]


def change_pages(binance: ExchangeSimulator, how: Callable[[Rows], Rows]) -> None:
    change(binance, "klines", lambda rows, query: how(rows) if "endTime" in query else rows)


def has_data(app: APIFlask) -> bool:
    with app.app_context():
        found = find_instrument("BTCUSDT")
        return found is not None and found.has_data


def shifted(rows: Rows, by_ms: int) -> Rows:
    return [[row[0] + by_ms, *row[1:6], row[6] + by_ms, *row[7:]] for row in rows]


def lasting(rows: Rows, minutes: int) -> Rows:
    """What an exchange sends that takes one interval for another."""
    ms = minutes * 60_000
    return [[*row[:6], row[0] + ms - 1, *row[7:]] for row in rows if row[0] % ms == 0]


@pytest.mark.parametrize("most", [100, 300, 999])
def test_an_exchange_that_sends_less_at_once_is_asked_until_all_is_there(
    app: APIFlask, binance: ExchangeSimulator, user_id: int, most: int
) -> None:
    change_pages(binance, lambda rows: rows[:most])
    found = ex.collect(app, binance.url, user_id)
    assert (found.state, found.gaps, ex.stored(app), ex.gaps(app)) == ("done", 0, TOTAL, [])


def test_ever_smaller_parts_are_missing_and_not_gaps(
    app: APIFlask, binance: ExchangeSimulator, user_id: int
) -> None:
    change_pages(binance, lambda rows: rows[:1])
    found = ex.collect(app, binance.url, user_id)
    assert (found.state, found.gaps, ex.gaps(app)) == ("partial", 0, [])
    assert 0 < found.done == ex.stored(app) < TOTAL
    assert "smaller parts" in found.missing[0].reason


@pytest.mark.parametrize(
    "how",
    [
        lambda rows: shifted(rows, DAY_MS),
        lambda rows: shifted(rows, -DAY_MS),
        lambda rows: lasting(rows, 5),
        lambda rows: lasting(rows, 60),
        lambda rows: [[10**30, *row[1:]] for row in rows],
        lambda rows: [[*row[:6], 2**63, *row[7:]] for row in rows],
        lambda rows: [[-row[0], *row[1:]] for row in rows],
        lambda rows: [[f"{row[0]}.5", *row[1:]] for row in rows],
        lambda rows: [[*row[:6], None, *row[7:]] for row in rows],
    ],
    ids=[
        "later",
        "earlier",
        "of 5 minutes",
        "of an hour",
        "no time",
        "no end",
        "before 1970",
        "text",
        "nothing",
    ],
)
def test_candles_that_were_not_asked_for_are_neither_kept_nor_a_reason_for_gaps(
    app: APIFlask, binance: ExchangeSimulator, user_id: int, how: Callable[[Rows], Rows]
) -> None:
    change_pages(binance, how)
    found = ex.collect(app, binance.url, user_id)
    assert (found.state, found.done, ex.stored(app), ex.gaps(app)) == ("failed", 0, 0, [])
    assert sum(ex.minutes_of(span) for span in found.missing) == TOTAL
    assert not has_data(app)


def test_one_candle_too_many_costs_nothing(app: APIFlask, binance: ExchangeSimulator, user_id: int) -> None:
    change_pages(binance, lambda rows: [*rows, *shifted(rows[-1:], 60_000)])
    assert ex.collect(app, binance.url, user_id).state == "done"
    assert (ex.stored(app), ex.gaps(app)) == (TOTAL, [])


def test_what_came_before_a_second_look_failed_is_kept(
    app: APIFlask, binance: ExchangeSimulator, user_id: int
) -> None:
    answered = binance.answer

    def answer(call: Any) -> Any:
        real = answered(call)
        if call.query.get("limit") == "1000":
            return real._replace(body=json.dumps(json.loads(real.body)[:600]).encode())
        return real._replace(status=500) if call.query.get("limit") == "400" else real

    binance.answer = answer  # type: ignore[method-assign]
    found = ex.collect(app, binance.url, user_id)
    assert (found.state, found.done, ex.gaps(app)) == ("partial", TOTAL - 800, [])
    assert ex.stored(app) == found.done
    assert [ex.minutes_of(span) for span in found.missing] == [400, 400]


@pytest.mark.parametrize(
    "first",
    [lambda rows: [], lambda rows: shifted(rows, 10 * 365 * DAY_MS)],
    ids=["none", "in years"],
)
def test_a_symbol_without_candles_has_no_data(
    app: APIFlask, binance: ExchangeSimulator, user_id: int, first: Callable[[Rows], Rows]
) -> None:
    change(binance, "klines", lambda rows, query: rows if "endTime" in query else first(rows))
    number = ex.start(app, user_id)
    found = ex.run(app, binance.url, number)
    assert (found.state, found.total, found.first) == ("failed", 0, None)
    assert found.message == "Binance has no candles of BTCUSDT in these days"
    assert not has_data(app)
    del binance.answer
    assert ex.retry(app, binance.url, number).state == "done"


def test_days_of_nothing_but_empty_answers_fail_and_are_asked_for_again(
    app: APIFlask, binance: ExchangeSimulator, user_id: int
) -> None:
    change_pages(binance, lambda rows: [])
    number = ex.start(app, user_id)
    assert ex.run(app, binance.url, number).state == "failed"
    assert (has_data(app), ex.gaps(app)) == (False, [])
    del binance.answer
    found = ex.retry(app, binance.url, number)
    assert (found.state, found.gaps, ex.stored(app)) == ("done", 0, TOTAL)


def test_an_oldest_candle_that_cannot_be_hides_nothing(
    app: APIFlask, binance: ExchangeSimulator, user_id: int
) -> None:
    change(
        binance,
        "klines",
        lambda rows, query: rows if "endTime" in query else [[rows[0][0], "0", *rows[0][2:]]],
    )
    assert ex.collect(app, binance.url, user_id).state == "done"
    assert ex.stored(app) == TOTAL


@pytest.mark.parametrize("told", [10**18, 10**30, NOW_MS * 1000, -1, 0, str(NOW_MS), 1.5, True, None])
def test_a_time_that_is_none_fails_the_collection(
    app: APIFlask, binance: ExchangeSimulator, user_id: int, told: Any
) -> None:
    change(binance, "time", lambda _body, _query: {"serverTime": told})
    found = ex.collect(app, binance.url, user_id)
    assert (found.state, found.message) == ("failed", "Binance does not tell its time.")


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=365)])
def test_minutes_that_are_still_to_come_are_no_gaps(
    app: APIFlask, binance: ExchangeSimulator, user_id: int, ahead: timedelta
) -> None:
    """Its clock is wrong, or ours: what both have not passed may still come."""
    moment = NOW_MS + ahead // timedelta(milliseconds=1)
    change(binance, "time", lambda _body, _query: {"serverTime": moment})
    found = ex.collect(app, binance.url, user_id)
    assert found.state == ("failed" if ahead > timedelta(days=2) else "done")
    assert [gap for gap in ex.gaps(app) if gap[1] > END] == []


@pytest.mark.parametrize("late", [1, 5])
def test_the_newest_minutes_may_come_after_the_collection(
    app: APIFlask, binance: ExchangeSimulator, user_id: int, late: int
) -> None:
    change_pages(binance, lambda rows: [row for row in rows if row[0] < (END - late) * 60_000])
    found = ex.collect(app, binance.url, user_id)
    assert (found.state, found.gaps, ex.stored(app)) == ("done", late, TOTAL - late)
    assert found.message == f"{TOTAL - late:,} bars; Binance lacks {late}"
    del binance.answer
    with app.app_context():
        assert follow_exchange(Binance(binance.url, redis())) == late
    assert (ex.stored(app), ex.gaps(app)) == (TOTAL, [])


def test_times_that_are_texts_are_times(app: APIFlask, binance: ExchangeSimulator, user_id: int) -> None:
    change_pages(binance, lambda rows: [[str(row[0]), *row[1:6], str(row[6] + 1), *row[7:]] for row in rows])
    assert ex.collect(app, binance.url, user_id).state == "done"
    assert ex.stored(app) == TOTAL


def test_numbers_of_any_precision_are_numbers(
    app: APIFlask, binance: ExchangeSimulator, user_id: int
) -> None:
    odd = [0.30000000000000004, 0.4000000000000001, "0.100000000000000000000001", 0.2, 12.345678901234567]
    change_pages(binance, lambda rows: [[row[0], *odd, *row[6:]] for row in rows])
    assert ex.collect(app, binance.url, user_id).state == "done"
    assert ex.stored(app) == TOTAL


@pytest.mark.parametrize("price", ["1e400", "9" * 30, "1,5", "١٢", " 1", True, [], {}])
def test_what_is_no_plain_number_is_none(
    app: APIFlask, binance: ExchangeSimulator, user_id: int, price: Any
) -> None:
    change_pages(binance, lambda rows: [[row[0], price, *row[2:]] for row in rows])
    found = ex.collect(app, binance.url, user_id)
    assert (found.state, ex.stored(app), ex.gaps(app)) == ("failed", 0, [])


@pytest.mark.parametrize("status", [429, 418])
@pytest.mark.parametrize("told", ["0", "Thu, 01 Jan 2026 00:00:00 GMT"])
def test_an_exchange_that_asks_to_wait_for_ever_is_given_up(
    app: APIFlask, binance: ExchangeSimulator, user_id: int, monkeypatch: pytest.MonkeyPatch, status: int,
    told: str,
) -> None:  # fmt: skip
    monkeypatch.setattr("app.domain.trading.collection.fetch.MAX_WAITED_S", 0.02)
    binance.fail_next(status, times=1_000, on="klines", headers={"Retry-After": told})
    found = ex.collect(app, binance.url, user_id)
    assert (found.state, found.message) == ("failed", "Binance asks us to wait.")


def test_a_candle_that_was_refused_at_midnight_is_asked_for_again_the_next_day(
    app: APIFlask, user_id: int
) -> None:
    midnight = END - END % ex.DAY + ex.DAY
    minute, spoilt = midnight - 30, True

    def spoil(rows: Rows, _query: dict[str, str]) -> Rows:
        bad = (midnight - 1) * 60_000
        return [[row[0], "NaN", *row[2:]] if spoilt and row[0] == bad else row for row in rows]

    with ExchangeSimulator(now_ms=lambda: minute * 60_000) as binance:
        change(binance, "klines", spoil)
        clock.freeze(moment_of(minute))
        ex.collect(app, binance.url, user_id, days=1)
        for minute in (midnight, midnight + 1, midnight + 2, midnight + 15):
            spoilt = minute < midnight + 15
            clock.freeze(moment_of(minute))
            with app.app_context():
                follow_exchange(Binance(binance.url, redis()))
    assert ex.stored(app) == ex.DAY + 30 + 15
    assert ex.gaps(app) == []


def test_what_a_file_has_brought_is_a_gap_no_more(app: APIFlask, user_id: int) -> None:
    with ExchangeSimulator(now_ms=lambda: NOW_MS, gaps=1.0) as away:
        before = ex.collect(app, away.url, user_id)
        with app.app_context():
            instrument = find_instrument("BTCUSDT")
            assert instrument is not None
        for first, end in ex.gaps(app):
            store(app, walk(instrument.id, first, end - first))
        again = ex.collect(app, away.url, user_id)
    assert before.gaps > 0
    assert (again.state, again.gaps, again.done, again.message) == ("done", 0, TOTAL, f"{TOTAL:,} bars")
