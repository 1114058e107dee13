"""HTTP routes for what a user has altogether: net worth, and totals over all portfolios."""

from __future__ import annotations

from typing import Any

import msgspec
from apiflask import APIBlueprint
from flask import Response

from app.domain.portfolio.analytics.service import refresh_analytics, show_analytics
from app.domain.portfolio.analytics.views import AnalyticsView
from app.domain.portfolio.net_worth.service import show_net_worth
from app.security import current_user_id, require
from blueprints.portfolio.schemas import wealth as s

bp = APIBlueprint("wealth", __name__, tag="Net worth")


@bp.get("/net-worth")
@bp.input(s.NetWorthQuery, location="query", arg_name="query")
@bp.output(s.NetWorthOut)
@require("accounts:read", "portfolio:read")
def show(query: s.NetWorthQuery) -> Any:
    """Show what you have less what you owe, day by day, in your base currency

    `from` and `to` are days, both included; without `to` it is up to today, without `from` a year. Of more
    than three years there is a point a week; 20 years are the most. Accounts that are hidden do not count.
    """
    return show_net_worth(current_user_id(), query.first, query.last)


@bp.get("/analytics")
@bp.output(s.AnalyticsOut)
@require("portfolio:read")
def show_totals() -> Any:
    """Show your totals over all portfolios in your base currency; they are refreshed every hour"""
    return _answer(show_analytics(current_user_id()))


@bp.post("/analytics/refresh")
@bp.output(s.AnalyticsOut)
@bp.doc(responses={202: s.QUEUED})
@require("portfolio:read")
def refresh_totals() -> Any:
    """Have your totals computed anew: 200 with them, or 202 where that takes longer

    In any case `analytics.refreshed` is pushed once they are there.
    """
    found = refresh_analytics(current_user_id())
    return _answer(found) if found else _answer({"state": "queued"}, 202)


def _answer(found: AnalyticsView | dict[str, str], status: int = 200) -> Response:
    return Response(msgspec.json.encode(found), status, content_type="application/json")
