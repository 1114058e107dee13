"""Markets over HTTP: what is mounted, and what the description says of it."""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask

from blueprints.trading import cli
from blueprints.trading.admin import bp as admin
from blueprints.trading.forecasts import bp as forecasts
from blueprints.trading.proxy import bp as proxy
from blueprints.trading.routes import bp, data
from blueprints.trading.schemas import forecasts as f
from blueprints.trading.schemas import markets as s
from blueprints.trading.trainings import bp as trainings

PROBLEMS: dict[str, set[int]] = {
    "markets.show_candles": {422},
    "market_data.show_any_candles": {422},
    "markets_proxy.show_candles": {422},
    "forecasts.show_scoreboard": {404},
}
"""Statuses of refusals beyond those that follow from a route's form, by endpoint or blueprint."""
LISTS = {
    "/api/user/instruments": s.InstrumentOut,
    "/api/admin/instruments": s.InstrumentOut,
    "/api/user/instruments/{symbol}/predictions": f.PredictionOut,
    "/api/user/instruments/{symbol}/signals/backtest": f.BacktestOut,
    "/api/user/scoreboard": f.ScoreOut,
    "/api/instruments": s.InstrumentOut,
    "/api/instruments/{symbol}/predictions": f.PredictionOut,
}
OBJECTS = {
    "/api/user/instruments/{symbol}/data/{timeframe}": "ChartOut",
    "/data/{symbol}/{timeframe}": "ChartOut",
    "/api/instruments/{symbol}/data/{timeframe}": "ChartOut",
    "/api/instruments/{symbol}/signals": "SignalsOut",
}
SOURCES = (
    "Of an answer of the trading platform: `miss`, it sent it; `hit`, it said that what was kept "
    "still holds; `stale`, it is away, and this is what it said last"
)
PASSED_ON: dict[str, Any] = {
    "X-Cache": {"description": SOURCES, "schema": {"type": "string", "enum": ["miss", "hit", "stale"]}},
    "Age": {"description": "Of a stale one: for how many seconds", "schema": {"type": "integer"}},
}
"""What answers say beside their content where there is a trading platform."""


def mount(app: APIFlask) -> None:
    app.register_blueprint(bp, url_prefix="/api/user")
    app.register_blueprint(data, url_prefix="/data")
    app.register_blueprint(forecasts, url_prefix="/api/user")
    app.register_blueprint(proxy, url_prefix="/api")
    app.register_blueprint(admin, url_prefix="/api/admin")
    app.register_blueprint(trainings, url_prefix="/api/admin")
    cli.register_commands(app)


def describe(spec: dict[str, Any]) -> None:
    """Describe the answers that are written as JSON at once, for speed."""
    schemas = spec["components"]["schemas"]
    for model in {*LISTS.values(), s.ChartOut}:
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {})
        schemas[model.__name__] = schema
    for path, model in LISTS.items():
        _answer(spec["paths"][path]["get"], {"type": "array", "items": _ref(model.__name__)})
    for path, name in OBJECTS.items():
        _answer(spec["paths"][path]["get"], _ref(name))
    for path in spec["paths"]:
        if path.startswith("/api/instruments"):
            spec["paths"][path]["get"]["responses"]["200"]["headers"] = PASSED_ON


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _answer(operation: dict[str, Any], schema: dict[str, Any]) -> None:
    content = {"application/json": {"schema": schema}}
    operation["responses"] = {"200": {"description": "Successful response", "content": content}}
