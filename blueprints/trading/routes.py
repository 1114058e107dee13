"""HTTP routes for markets: what users see, and the candles of every instrument for admins and services."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from app.domain.trading.candles.cache import clear_charts
from app.domain.trading.instruments.service import get_instrument, get_shown_instrument, list_instruments
from app.domain.trading.proxy.service_tokens import principal_of_proxy
from app.security import also_let_in, public, require
from blueprints.trading.schemas import markets as s
from blueprints.trading.shown import json_answer, show_chart, show_instruments

bp = APIBlueprint("markets", __name__, tag="Markets")
data = APIBlueprint("market_data", __name__, tag="Markets")
SERVICE = "Trading Platform User API"


@bp.get("/health")
@bp.output(s.HealthOut)
@public
def health() -> Any:
    """Say that markets are served"""
    return {"status": "healthy", "service": SERVICE}


@bp.get("/instruments")
@also_let_in(principal_of_proxy)
@require("markets:read")
def list_shown() -> Response:
    """List the instruments that have candles and trained models"""
    return json_answer(show_instruments(list_instruments(shown_only=True)))


@bp.get("/instruments/<symbol>/data/<timeframe>")
@bp.input(s.ChartQuery, location="query", arg_name="query")
@also_let_in(principal_of_proxy)
@require("markets:read")
def show_candles(symbol: str, timeframe: str, query: s.ChartQuery) -> Response:
    """Show candles, oldest first; `before` the oldest one's timestamp shows those to its left"""
    return show_chart(get_shown_instrument(symbol), timeframe, query)


@data.get("/<symbol>/<timeframe>")
@data.input(s.ChartQuery, location="query", arg_name="query")
@require("account", role=("admin", "service"))
def show_any_candles(symbol: str, timeframe: str, query: s.ChartQuery) -> Response:
    """Show the candles of any instrument, whether users see it or not"""
    return show_chart(get_instrument(symbol), timeframe, query)


@data.post("/<symbol>/cache/clear")
@data.output(s.ClearedOut)
@require("account", role=("admin", "service"))
def clear_cache(symbol: str) -> Any:
    """Drop an instrument's charts from the cache"""
    return {"symbol": symbol, "cleared": clear_charts(get_instrument(symbol))}
