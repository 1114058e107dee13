"""HTTP routes for BT Pay: dashboards by polling, push and stream, and categorising what is pending."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from app.db import transaction
from app.domain.auth.users.lookup import get_user
from app.domain.auth.users.tables import User
from app.domain.banking.categories import assignment
from app.domain.banking.categories.assignment import ask_to_categorise
from app.domain.banking.ledger.views import view_of
from app.domain.banking.transactions import service as transactions
from app.domain.banking.transactions.bt_pay import show_categories, show_dashboard, show_hourly, show_stats
from app.domain.banking.transactions.edits import make_rule_of
from app.domain.banking.transactions.service import Filters
from app.security import current_user_id, require
from blueprints.banking.routes import json_answer, show_if_allowed
from blueprints.banking.schemas import bt_pay as s
from blueprints.stream import stream_of

bp = APIBlueprint("bt_pay", __name__, tag="BT Pay")


def _user() -> User:
    return get_user(current_user_id())


@bp.get("/transactions/")
@bp.input(s.ListQuery, location="query", arg_name="query")
@require("transactions:read")
def list_transactions(query: s.ListQuery) -> Response:
    """List your transactions, newest first; those of BT Pay alone with ?scope=btpay"""
    filters = Filters(user=current_user_id(), btpay=query.scope == "btpay" or None)
    page = transactions.list_transactions(filters, limit=query.limit, cursor=query.cursor)
    return json_answer(page._asdict())


@bp.get("/stats/")
@bp.input(s.ScopeQuery, location="query", arg_name="query")
@bp.output(s.StatsOut)
@require("transactions:read")
def stats(query: s.ScopeQuery) -> Any:
    """Show counts and sums: today, this month, pending"""
    return show_stats(_user(), query.scope)


@bp.get("/pending/")
@bp.input(s.ListQuery, location="query", arg_name="query")
@require("transactions:read")
def pending(query: s.ListQuery) -> Response:
    """List what has no category yet, and how many there are"""
    user_id = current_user_id()
    filters = Filters(user=user_id, btpay=query.scope == "btpay" or None, categorized=False)
    page = transactions.list_transactions(filters, limit=query.limit, cursor=query.cursor)
    count = show_stats(_user(), query.scope)["pending"]
    return json_answer({"count": count, **page._asdict()})


@bp.get("/dashboard/")
@bp.input(s.ScopeQuery, location="query", arg_name="query")
@require("transactions:read")
def dashboard(query: s.ScopeQuery) -> Response:
    """Show all of a dashboard's data in one answer"""
    return json_answer(show_dashboard(_user(), query.scope))


@bp.get("/hourly/")
@bp.input(s.HourlyQuery, location="query", arg_name="query")
@bp.output(s.HourlyOut)
@require("transactions:read")
def hourly(query: s.HourlyQuery) -> Any:
    """Show what was spent in each hour of a day, in your time zone"""
    return show_hourly(_user(), query.scope, query.day)


@bp.get("/categories/")
@bp.input(s.ScopeQuery, location="query", arg_name="query")
@bp.output(s.CategorySumsOut)
@require("transactions:read")
def categories(query: s.ScopeQuery) -> Any:
    """Show what was spent this month by category"""
    return {"items": show_categories(_user(), query.scope)}


@bp.post("/categorize/")
@bp.output(s.CategorizedOut)
@require("transactions:write")
def categorize() -> Any:
    """Categorise everything that is pending, in bulk"""
    done = ask_to_categorise(current_user_id())
    return {"categorized": done.categorized, "left": done.left}


@bp.post("/transactions/<path:transaction_id>/category")
@bp.input(s.SetCategoryIn, arg_name="body")
@require("transactions:write")
def set_category(transaction_id: str, body: s.SetCategoryIn) -> Response:
    """Set a transaction's category; with `as_rule` it is a rule from now on"""
    user_id, rule = current_user_id(), None
    with transaction():
        row = assignment.set_category(user_id, [transaction_id], body.category)[0]
        if body.as_rule:
            rule = make_rule_of(user_id, row, body.category)
        shown = view_of(row)
    return show_if_allowed({"transaction": shown, "rule": rule})


@bp.get("/stream/")
@require("transactions:read")
def stream() -> Response:
    """Follow your events as Server-Sent Events; Last-Event-ID resumes after the last one heard"""
    return stream_of(None)
