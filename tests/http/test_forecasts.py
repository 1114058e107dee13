"""Predictions, signals, cards and the scoreboard over HTTP: what is answered, and who may not ask."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient

from tests.support import training as tr
from tests.support.accounts import Account, Headers
from tests.support.candles import add_instrument
from tests.support.person import Person

AT = "/api/user/instruments/BTCUSDT"
OF_INSTRUMENTS = ("predictions", "signals", "signals/backtest", "card")


@pytest.fixture
def trained(app: APIFlask) -> int:
    """Trained, and forecast once."""
    number = tr.add_market(app)
    assert tr.train(app).state == "done"
    assert tr.predict(app, number) == 12
    return number


def test_predictions_signals_and_the_card_answer_as_the_contract_says(ana: Person, trained: int) -> None:
    predictions = ana.get(f"{AT}/predictions")
    assert {(each["prediction_type"], each["timeframe"]) for each in predictions} == {
        (kind, frame)
        for kind in ("price", "direction", "volatility", "interval")
        for frame in ("1h", "4h", "1D")
    }
    for each in predictions:
        assert each["symbol"] == "BTCUSDT"
        assert each["lower"] < each["last"] < each["upper"]
        assert (each["p"] is None) == (each["skill"] == 0)
    signal = ana.get(f"{AT}/signals")
    assert (signal["symbol"], signal["timeframe"]) == ("BTCUSDT", "1D")
    assert signal["signal"] in {"buy", "sell", "hold"}
    assert 0 <= signal["confidence"] <= 100
    assert "advice" in signal["notice"]
    assert ana.get(f"{AT}/signals?timeframe=4h")["timeframe"] == "4h"
    for each in ana.get(f"{AT}/signals/backtest"):
        assert each["curve"][-1]["rule"] == pytest.approx(each["net"])
    assert ana.get("/api/user/scoreboard?symbol=BTCUSDT") == []


def test_a_card_calls_nothing_better_whose_p_is_not_below_the_limit(ana: Person, trained: int) -> None:
    card = ana.get(f"{AT}/card")
    assert len(card["choices"]) == 12
    for choice in card["choices"]:
        name = f"{choice['chosen']} ({choice['task']}, {choice['timeframe']}, p "
        if choice["is_naive"]:
            assert (choice["standing"], choice["p"]) == ("naive", None)
        else:
            assert (choice["standing"] == "better") == (choice["p"] < 0.05)
            assert name in card["summary"]


def test_an_instrument_that_is_not_forecast_yet_says_so(app: APIFlask, ana: Person) -> None:
    add_instrument(app, "BTCUSDT", has_data=True, models_trained=True)
    assert ana.get(f"{AT}/predictions") == []
    assert ana.get(f"{AT}/signals/backtest") == []
    for path in ("signals", "card"):
        answer = ana.ask("GET", f"{AT}/{path}")
        assert (answer.status_code, answer.json["code"]) == (404, "forecast_not_found")


@pytest.mark.parametrize("symbol", ["ETHUSDT", "NOSUCH", "btcusdt", "%00", "B" * 400])
def test_an_untrained_or_unknown_symbol_is_not_found(
    app: APIFlask, someone: Callable[..., Person], ana: Person, symbol: str
) -> None:
    add_instrument(app, "ETHUSDT", has_data=True)
    for who in (ana, someone("admin")):
        for path in OF_INSTRUMENTS:
            assert who.ask("GET", f"/api/user/instruments/{symbol}/{path}").status_code == 404
        assert who.ask("GET", f"/api/user/scoreboard?symbol={symbol[:32]}").status_code == 404


@pytest.mark.parametrize("query", ["timeframe=1h", "timeframe=", "timeframe=4H"])
def test_signals_of_another_timeframe_are_refused(ana: Person, trained: int, query: str) -> None:
    answer = ana.ask("GET", f"{AT}/signals?{query}")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")


@pytest.mark.parametrize("path", [*(f"{AT}/{each}" for each in OF_INSTRUMENTS), "/api/user/scoreboard"])
def test_forecasts_need_a_sign_in_or_a_token_with_the_scope(ana: Person, trained: int, path: str) -> None:
    assert ana.client.get(path).status_code == 401
    for scope, status in (("transactions:read", 403), ("markets:read", 200)):
        made = ana.ask("POST", "/api/auth/tokens", {"name": scope, "scopes": [scope]})
        token = {"Authorization": f"Bearer {made.json['token']}"}
        assert ana.client.get(path, headers=token).status_code == status


def test_an_untrained_or_unknown_instrument_shows_nothing(
    app: APIFlask, client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers]
) -> None:
    tr.add_market(app, 100)
    headers = sign_in(make_user())
    for symbol in ("BTCUSDT", "NOSUCHCOIN"):
        for path in ("predictions", "signals", "signals/backtest", "card"):
            answer = client.get(f"/api/user/instruments/{symbol}/{path}", headers=headers)
            assert (answer.status_code, answer.json["code"]) == (404, "instrument_not_found")


def test_without_a_platform_instruments_answer_as_the_user_api_does(
    app: APIFlask, client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers],
    trained: int,
) -> None:  # fmt: skip
    headers = sign_in(make_user())
    one = "/instruments/BTCUSDT"
    for path in (
        "/instruments", f"{one}/data/1D?limit=3", f"{one}/data/1h?before=2000-01-01T00:00:00Z", f"{one}/predictions",
        f"{one}/signals", f"{one}/signals?timeframe=4h", f"{one}/data/9D", f"{one}/data/1D?limit=0",
        "/instruments/NOSUCH/predictions",
    ):  # fmt: skip
        here, there = (client.get(f"/api{prefix}{path}", headers=headers) for prefix in ("", "/user"))
        assert here.status_code == there.status_code
        told = [each.json if here.status_code == 200 else each.json["code"] for each in (here, there)]
        assert told[0] == told[1]
        assert "X-Cache" not in here.headers
    health = client.get("/api/trading-platform/health", headers=headers).json
    assert [side["status"] for side in health.values()] == ["healthy", "healthy"]
