"""HTTP routes for what happened in a portfolio, and for the prices that its owner states."""

from __future__ import annotations

from typing import Any

import msgspec
from apiflask import APIBlueprint
from flask import request

from app.db import transaction
from app.domain.portfolio.activities import service
from app.domain.portfolio.activities.activity import Activity
from app.domain.portfolio.activities.price_file import MAX_PRICE_FILE_BYTES, PriceFile, store_price_file
from app.domain.portfolio.portfolios.service import FIRST_DAY, change_portfolio, get_portfolio
from app.domain.portfolio.prices import service as prices
from app.domain.portfolio.prices.errors import PriceNotFound
from app.domain.portfolio.prices.service import Close
from app.security import current_user_id, require
from blueprints.kit import ID, read_as
from blueprints.portfolio.schemas import portfolios as s
from blueprints.portfolio.uploads import sent_file

bp = APIBlueprint("portfolio_activities", __name__, tag="Portfolios")
PATH = f"/portfolios/<{ID}:portfolio_id>"


def _activity(body: s.ActivityIn) -> Activity:
    return Activity(**dict(body))


@bp.get(f"{PATH}/activities")
@bp.input(s.ActivitiesQuery, location="query", arg_name="query")
@bp.output(s.ActivitiesOut)
@require("portfolio:read")
def list_activities(portfolio_id: int, query: s.ActivitiesQuery) -> Any:
    """List a portfolio's activities, newest first"""
    get_portfolio(current_user_id(), portfolio_id)
    page = service.list_activities(portfolio_id, symbol=query.symbol, limit=query.limit, cursor=query.cursor)
    return {"items": msgspec.to_builtins(page.items), "next_cursor": page.next_cursor}


@bp.post(f"{PATH}/activities")
@bp.output(s.AddedOut, status_code=201)
@require("portfolio:read", "portfolio:write")
def add_activities(portfolio_id: int) -> Any:
    """Add one activity, or a list of them in the order in which they happened: all are stored, or none"""
    raw = request.get_json()
    bodies = read_as(s.ACTIVITIES, raw) if isinstance(raw, list) else [read_as(s.ACTIVITY, raw)]
    with transaction():
        made = service.add_activities(current_user_id(), portfolio_id, [_activity(each) for each in bodies])
        return {"items": msgspec.to_builtins(made)}


@bp.get(f"{PATH}/activities/<{ID}:activity_id>")
@bp.output(s.ActivityOut)
@require("portfolio:read")
def show_activity(portfolio_id: int, activity_id: int) -> Any:
    """Show one activity"""
    get_portfolio(current_user_id(), portfolio_id)
    return msgspec.to_builtins(service.get_activity(portfolio_id, activity_id))


@bp.patch(f"{PATH}/activities/<{ID}:activity_id>")
@bp.output(s.ActivityOut)
@require("portfolio:read", "portfolio:write")
def change_activity(portfolio_id: int, activity_id: int) -> Any:
    """Change what is named, and leave the rest"""
    with transaction():
        get_portfolio(current_user_id(), portfolio_id)
        known = msgspec.to_builtins(service.get_activity(portfolio_id, activity_id))
        before = {name: known[name] for name in s.ActivityIn.model_fields}
        raw = request.get_json()
        body = read_as(s.ACTIVITY, before | raw if isinstance(raw, dict) else raw)
        changed = service.update_activity(current_user_id(), portfolio_id, activity_id, _activity(body))
        return msgspec.to_builtins(changed)


@bp.delete(f"{PATH}/activities/<{ID}:activity_id>")
@bp.output({}, status_code=204)
@require("portfolio:write")
def delete_activity(portfolio_id: int, activity_id: int) -> Any:
    """Remove an activity; it can be brought back for 30 days"""
    with transaction():
        get_portfolio(current_user_id(), portfolio_id)
        service.delete_activity(current_user_id(), portfolio_id, activity_id)
    return ""


@bp.post(f"{PATH}/activities/<{ID}:activity_id>/restore")
@bp.output(s.ActivityOut)
@require("portfolio:read", "portfolio:write")
def restore_activity(portfolio_id: int, activity_id: int) -> Any:
    """Bring a removed activity back to its place"""
    with transaction():
        get_portfolio(current_user_id(), portfolio_id)
        return msgspec.to_builtins(service.restore_activity(current_user_id(), portfolio_id, activity_id))


@bp.get(f"{PATH}/prices")
@bp.input(s.PricesQuery, location="query", arg_name="query")
@bp.output(s.PricesOut)
@require("portfolio:read")
def list_prices(portfolio_id: int, query: s.PricesQuery) -> Any:
    """List the closes and splits that you stated for a portfolio, the latest day first"""
    get_portfolio(current_user_id(), portfolio_id)
    page = prices.list_closes(
        portfolio_id, symbol=query.symbol, first=query.first, last=query.last, limit=query.limit
    )
    splits = prices.list_splits(portfolio_id, query.symbol)
    names = ("symbol", "on", "ratio", "restated")
    return msgspec.to_builtins(
        {
            "items": page.items,
            "splits": [dict(zip(names, each, strict=True)) for each in splits],
            "before": page.before,
        }
    )


@bp.post(f"{PATH}/prices")
@bp.output(s.StoredOut, status_code=201)
@require("portfolio:write")
def state_prices(portfolio_id: int) -> Any:
    """State closes, as a list, or a symbol's splits; what is stated again replaces what was"""
    raw = request.get_json()
    if isinstance(raw, dict) and "splits" in raw:
        return _state_splits(portfolio_id, read_as(s.SPLITS, raw))
    closes = [Close(**dict(each)) for each in read_as(s.CLOSES, raw if isinstance(raw, list) else [raw])]
    with transaction():
        change_portfolio(current_user_id(), portfolio_id, min(each.on for each in closes))
        prices.store_closes(portfolio_id, closes)
    return {"stored": len(closes)}


def _state_splits(portfolio_id: int, body: s.SplitsIn) -> Any:
    splits = [(each.on, each.ratio) for each in body.splits]
    with transaction():
        change_portfolio(current_user_id(), portfolio_id, FIRST_DAY)
        prices.state_splits(portfolio_id, body.symbol, splits, body.restated)
    return {"stored": len(splits)}


@bp.post(f"{PATH}/prices/file")
@bp.input(s.PriceFileQuery, location="query", arg_name="query")
@bp.output(s.StoredPricesOut, status_code=201)
@require("portfolio:read", "portfolio:write")
def bring_prices(portfolio_id: int, query: s.PriceFileQuery) -> Any:
    """Bring a symbol's closes as a file: Yahoo's or CoinGecko's chart (JSON), or a table with Date and Close

    The file is a form's `file`, or the body. `currency` is needed where the file does not name it; `restated`
    where the symbol was split and the file does not say which units its closes are in.
    """
    request.max_content_length = MAX_PRICE_FILE_BYTES
    told = PriceFile(query.symbol, sent_file("symbol")[0], query.currency, query.restated)
    return msgspec.to_builtins(store_price_file(current_user_id(), portfolio_id, told))


@bp.delete(f"{PATH}/prices/<symbol>/<on>")
@bp.output({}, status_code=204)
@require("portfolio:write")
def delete_price(portfolio_id: int, symbol: str, on: str) -> Any:
    """Take back the close that you stated for a day"""
    with transaction():
        day = read_as(s.DAY, on)
        change_portfolio(current_user_id(), portfolio_id, day)
        if not prices.delete_close(portfolio_id, symbol, day):
            raise PriceNotFound
    return ""
