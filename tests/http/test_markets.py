"""Instruments and charts over HTTP: who sees what, and that the same answer is not made twice."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from sqlalchemy import event

from app import clock
from app.domain.trading.candles.timeframes import moment_of
from app.extensions import db
from tests.support.accounts import Account, Headers
from tests.support.candles import FIRST, add_instrument, store, walk
from tests.support.person import Person

CHART = "/api/user/instruments/BTCUSDT/data"
MINUTES = 3 * 1440


@pytest.fixture
def bitcoin(app: APIFlask) -> int:
    """Three days of minutes; it is the middle of the last one's last hour."""
    number = add_instrument(app, has_data=True, models_trained=True)
    store(app, walk(number, FIRST - FIRST % 1440, MINUTES))
    clock.freeze(moment_of(FIRST - FIRST % 1440 + MINUTES - 30))
    return number


def statements(app: APIFlask, act: Callable[[], Any]) -> int:
    found: list[str] = []
    with app.app_context():
        engine = db.engine

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return sum("rolled_bars" in each or "candles" in each for each in found)


def test_only_instruments_with_data_and_models_are_shown(app: APIFlask, ana: Person, bitcoin: int) -> None:
    add_instrument(app, "ETHUSDT", has_data=True)
    add_instrument(app, "SOLUSDT", models_trained=True)
    last = 101.0 + MINUTES - 1
    assert ana.get("/api/user/instruments/") == [
        {
            "symbol": "BTCUSDT", "name": "BTCUSDT of tests", "category": "crypto", "has_data": True,
            "models_trained": True, "current_price": last,
            "change_percent": pytest.approx(100 * 1440 / (last - 1440), abs=1e-4),
            "total_data_points": MINUTES, "data_interval": "1m",
        }
    ]  # fmt: skip
    for symbol in ("ETHUSDT", "SOLUSDT", "NOSUCH", "btcusdt"):
        assert ana.ask("GET", f"/api/user/instruments/{symbol}/data/1h").status_code == 404


def test_a_chart_is_told_oldest_first_and_its_current_bar_is_open(ana: Person, bitcoin: int) -> None:
    found = ana.get(f"{CHART}/1h?limit=2")
    assert (found["symbol"], found["timeframe"], found["candle_count"]) == ("BTCUSDT", "1h", 2)
    assert [(each["timestamp"], each["closed"]) for each in found["candles"]] == [
        ("2026-02-01T22:00:00Z", True), ("2026-02-01T23:00:00Z", False),
    ]  # fmt: skip
    start = MINUTES - 60
    assert found["candles"][1] == {
        "timestamp": "2026-02-01T23:00:00Z", "open": 100.0 + start, "high": 102.0 + start + 59,
        "low": 99.0 + start, "close": 101.0 + start + 59, "volume": 90.0, "trades": 120, "parts": 60,
        "closed": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("frame", "count"),
    [("1m", 500), ("5m", 500), ("15m", 288), ("1h", 72), ("4h", 18), ("1D", 3), ("1W", 1), ("1M", 2)],
)
def test_every_timeframe_is_there(ana: Person, bitcoin: int, frame: str, count: int) -> None:
    assert ana.get(f"{CHART}/{frame}")["candle_count"] == count


@pytest.mark.parametrize("frame", ["1m", "5m", "1h"])
def test_scrolling_left_meets_every_bar_once(ana: Person, bitcoin: int, frame: str) -> None:
    found: list[str] = []
    before, limit = "", 977 if frame == "1m" else 50
    while candles := ana.get(f"{CHART}/{frame}?limit={limit}{before}")["candles"]:
        found = [each["timestamp"] for each in candles] + found
        before = f"&before={found[0]}"
    step = {"1m": 1, "5m": 5, "1h": 60}[frame]
    assert len(found) == len(set(found)) == MINUTES // step
    assert found == sorted(found)


def test_a_hole_of_months_does_not_end_the_scrolling(app: APIFlask, ana: Person, bitcoin: int) -> None:
    store(app, walk(bitcoin, FIRST - 400 * 1440, 5))
    oldest = ana.get(f"{CHART}/1m?limit=10&before=2026-01-30T00:03:00Z")["candles"]
    assert [each["timestamp"][:10] for each in oldest] == ["2024-12-26"] * 5 + ["2024-12-27"] * 0 + [
        "2026-01-30"
    ] * 3


@pytest.mark.parametrize(
    "query",
    [
        "?limit=0",
        "?limit=5001",
        "?limit=x",
        "?before=yesterday",
        "?before=1.5",
        "?before=1767225600",
        "?before=2026-01-01",
        "?before=1066-10-14T00:00:00Z",
    ],
)
def test_a_question_that_makes_no_sense_is_422(ana: Person, bitcoin: int, query: str) -> None:
    answer = ana.ask("GET", f"{CHART}/1h{query}")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json["errors"][0]["pointer"] in {"limit", "before", "/query/limit", "/query/before"}


@pytest.mark.parametrize("frame", ["2m", "1d", "1H", "M1", "1m%00"])
def test_an_unknown_timeframe_names_those_there_are(ana: Person, bitcoin: int, frame: str) -> None:
    answer = ana.ask("GET", f"{CHART}/{frame}")
    assert answer.status_code in {404, 422}
    if answer.status_code == 422:
        assert answer.json["code"] == "unknown_timeframe"
        assert answer.json["errors"] == [
            {"pointer": "timeframe", "message": "Expected one of 1m, 5m, 15m, 1h, 4h, 1D, 1W, 1M"}
        ]


def test_what_is_shorter_than_the_stored_bars_is_not_kept(app: APIFlask, ana: Person) -> None:
    add_instrument(app, interval="15m", has_data=True, models_trained=True)
    answer = ana.ask("GET", f"{CHART}/5m")
    assert answer.json["errors"][0]["message"] == "Expected one of 15m, 1h, 4h, 1D, 1W, 1M"
    assert ana.get(f"{CHART}/15m") == {
        "symbol": "BTCUSDT",
        "timeframe": "15m",
        "candle_count": 0,
        "candles": [],
    }


def test_who_has_a_chart_already_is_told_so(ana: Person, client: FlaskClient, bitcoin: int) -> None:
    first = ana.ask("GET", f"{CHART}/1h")
    again = client.get(f"{CHART}/1h", headers={**ana.headers, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_chart_travels_compressed(ana: Person, client: FlaskClient, bitcoin: int) -> None:
    plain = ana.ask("GET", f"{CHART}/1h")
    packed = client.get(f"{CHART}/1h", headers={**ana.headers, "Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) * 3 < len(plain.data)


def test_the_same_chart_is_read_once_until_a_candle_comes(app: APIFlask, ana: Person, bitcoin: int) -> None:
    for frame in ("1m", "1h", "1M"):
        assert statements(app, lambda f=frame: ana.get(f"{CHART}/{f}")) > 0
        assert statements(app, lambda f=frame: ana.get(f"{CHART}/{f}")) == 0
    late = FIRST - FIRST % 1440 + MINUTES
    store(app, [(bitcoin, late, 1.0, 1.0, 1.0, 1.0, 1.0, 1, 1)])
    assert ana.get(f"{CHART}/1m")["candles"][-1]["close"] == 1.0


def test_a_bar_that_ends_is_closed_though_nothing_came(ana: Person, bitcoin: int) -> None:
    assert ana.get(f"{CHART}/1h")["candles"][-1]["closed"] is False
    clock.freeze(clock.now() + timedelta(minutes=30))
    assert ana.get(f"{CHART}/1h")["candles"][-1]["closed"] is True


def test_admins_and_services_read_any_instrument_and_drop_its_cache(
    app: APIFlask, ana: Person, someone: Callable[..., Person]
) -> None:
    number = add_instrument(app, "ETHUSDT")
    store(app, walk(number, FIRST, 5))
    for role in ("admin", "service"):
        caller = someone(role)
        assert caller.get("/data/ETHUSDT/1m/")["candle_count"] == 5
        assert statements(app, lambda c=caller: c.get("/data/ETHUSDT/1m")) == 0
        cleared = caller.ask("POST", "/data/ETHUSDT/cache/clear")
        assert cleared.json == {"symbol": "ETHUSDT", "cleared": 1}
        assert statements(app, lambda c=caller: c.get("/data/ETHUSDT/1m")) > 0
        assert caller.ask("POST", "/data/NOSUCH/cache/clear").status_code == 404
        caller.ask("POST", "/data/ETHUSDT/cache/clear")
    assert ana.ask("GET", "/data/ETHUSDT/1m").status_code == 403
    assert ana.ask("POST", "/data/ETHUSDT/cache/clear").status_code == 403


def test_a_token_needs_the_scope(
    client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers], bitcoin: int
) -> None:
    headers = sign_in(make_user())
    for scopes, status in ((["portfolio:read"], 403), (["markets:read"], 200)):
        body = {"name": "Charts", "scopes": scopes}
        token = client.post("/api/auth/tokens", json=body, headers=headers).json["token"]
        answer = client.get(f"{CHART}/1h", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == status


def test_health_needs_no_sign_in(client: FlaskClient) -> None:
    assert client.get("/api/user/health").json == {
        "status": "healthy", "service": "Trading Platform User API"
    }  # fmt: skip
