"""HTTP routes for what is forecast: predictions, signals, the models behind them, and how good they were."""

from __future__ import annotations

from typing import Any

import msgspec
from apiflask import APIBlueprint
from flask import Response

from app.domain.trading.forecasts.scoreboard import scoreboard
from app.domain.trading.forecasts.service import model_card, newest_predictions
from app.domain.trading.instruments.service import get_shown_instrument
from app.domain.trading.proxy.service_tokens import principal_of_proxy
from app.domain.trading.signals.service import backtests, current_signals
from app.security import also_let_in, require
from blueprints.trading.schemas import forecasts as s
from blueprints.trading.shown import json_answer

bp = APIBlueprint("forecasts", __name__, tag="Markets")


@bp.get("/instruments/<symbol>/predictions")
@also_let_in(principal_of_proxy)
@require("markets:read")
def show_predictions(symbol: str) -> Response:
    """List the newest predictions, the shortest horizon first"""
    return json_answer(newest_predictions(get_shown_instrument(symbol)))


@bp.get("/instruments/<symbol>/signals")
@bp.input(s.SignalQuery, location="query", arg_name="query")
@bp.output(s.SignalsOut)
@also_let_in(principal_of_proxy)
@require("markets:read")
def show_signals(symbol: str, query: s.SignalQuery) -> Any:
    """Show the newest signals, in words made from their numbers; never an order, and no advice"""
    return msgspec.to_builtins(current_signals(get_shown_instrument(symbol), query.horizon_h))


@bp.get("/instruments/<symbol>/signals/backtest")
@require("markets:read")
def show_backtest(symbol: str) -> Response:
    """Show what the rule of signals would have earned, beside holding and entering at random"""
    return json_answer(backtests(get_shown_instrument(symbol)))


@bp.get("/instruments/<symbol>/card")
@bp.output(s.ModelCardOut)
@require("markets:read")
def show_card(symbol: str) -> Any:
    """Show the models of an instrument: what they learnt from, how they were judged, what chose them"""
    return msgspec.to_builtins(model_card(get_shown_instrument(symbol)))


@bp.get("/scoreboard")
@bp.input(s.ScoreboardQuery, location="query", arg_name="query")
@require("markets:read")
def show_scoreboard(query: s.ScoreboardQuery) -> Response:
    """Show how good predictions were that were stored before the fact, by month, model and timeframe"""
    return json_answer(scoreboard(query.symbol))
