"""HTTP routes for markets wherever they are kept: here, or at the trading platform of TRADING_API_URL."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from app.clock import now
from app.domain.trading.proxy import questions
from app.domain.trading.proxy.questions import Question
from app.domain.trading.proxy.service import Proxy, find_proxy
from app.security import current_principal, require
from blueprints.trading import forecasts, routes
from blueprints.trading.schemas import forecasts as f
from blueprints.trading.schemas import markets as s

bp = APIBlueprint("markets_proxy", __name__, tag="Markets")


@bp.get("/instruments")
@require("markets:read")
def list_shown() -> Any:
    """List the instruments that have candles and trained models"""
    proxy = find_proxy()
    return _pass_on(proxy, questions.instruments()) if proxy else routes.list_shown()


@bp.get("/instruments/<symbol>/data/<timeframe>")
@bp.input(s.ChartQuery, location="query", arg_name="query")
@require("markets:read")
def show_candles(symbol: str, timeframe: str, query: s.ChartQuery) -> Any:
    """Show candles, oldest first; `before` the oldest one's timestamp shows those to its left"""
    if proxy := find_proxy():
        return _pass_on(proxy, questions.chart(symbol, timeframe, query.limit, query.before_minute))
    return routes.show_candles(symbol=symbol, timeframe=timeframe)  # which reads the query by itself


@bp.get("/instruments/<symbol>/predictions")
@require("markets:read")
def show_predictions(symbol: str) -> Any:
    """List the newest predictions, the shortest horizon first"""
    proxy = find_proxy()
    return _pass_on(proxy, questions.predictions(symbol)) if proxy else forecasts.show_predictions(symbol)


@bp.get("/instruments/<symbol>/signals")
@bp.input(f.SignalQuery, location="query", arg_name="query")
@require("markets:read")
def show_signals(symbol: str, query: f.SignalQuery) -> Any:
    """Show the newest signals, in words made from their numbers; never an order, and no advice"""
    if proxy := find_proxy():
        return _pass_on(proxy, questions.signals(symbol, query.timeframe))
    return forecasts.show_signals(symbol=symbol)


@bp.get("/trading-platform/health")
@bp.output(s.PlatformHealthOut)
@require("markets:read")
def platform_health() -> Any:
    """Say whether the trading platform answers, and this installation"""
    proxy = find_proxy()
    is_healthy = proxy is None or proxy.is_platform_healthy()
    return {
        "tradingPlatform": {"status": "healthy" if is_healthy else "unavailable", "service": routes.SERVICE},
        "moneyMoney": {"status": "healthy", "timestamp": now()},
    }


def _pass_on(proxy: Proxy, question: Question) -> Response:
    answer = proxy.answer(question, current_principal().user_id)
    response = Response(answer.body, answer.status, content_type=answer.media_type)
    if answer.source:
        response.headers["X-Cache"] = answer.source
    if answer.age_s is not None:
        response.headers["Age"] = str(answer.age_s)
    return response
