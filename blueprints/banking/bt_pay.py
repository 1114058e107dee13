"""HTTP routes for BT Pay: dashboards by polling, push and stream, and categorising what is pending."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from apiflask import APIBlueprint
from flask import Response, request, stream_with_context

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
from app.errors import Invalid
from app.realtime import Follower, members, user_room
from app.security import Principal, current_principal, is_revoked, require
from app.services import services
from blueprints.banking.routes import json_answer, show_if_allowed
from blueprints.banking.schemas import bt_pay as s

bp = APIBlueprint("bt_pay", __name__, tag="BT Pay")

RETRY_MS = 2_000
LOOK_EVERY_S = 1.0
MAX_ID = 2**53
PIECE_BYTES = 65_536


def _user() -> User:
    return get_user(current_principal().user_id)


@bp.get("/transactions/")
@bp.input(s.ListQuery, location="query", arg_name="query")
@require("transactions:read")
def list_transactions(query: s.ListQuery) -> Response:
    """List your transactions, newest first; those of BT Pay alone with ?scope=btpay"""
    filters = Filters(user=current_principal().user_id, btpay=query.scope == "btpay" or None)
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
    user_id = current_principal().user_id
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
    done = ask_to_categorise(current_principal().user_id)
    return {"categorized": done.categorized, "left": done.left}


@bp.post("/transactions/<path:transaction_id>/category")
@bp.input(s.SetCategoryIn, arg_name="body")
@require("transactions:write")
def set_category(transaction_id: str, body: s.SetCategoryIn) -> Response:
    """Set a transaction's category; with `as_rule` it is a rule from now on"""
    user_id, rule = current_principal().user_id, None
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
    caller = current_principal()
    after = _last_event_id()
    share = members.shares().open_stream(caller.user_id)
    followed = (
        services()
        .part(Follower)
        .follow(
            user_room(caller.user_id), after, until=caller.expires_at, allowed=_still(caller), share=share
        )
    )
    lines = stream_with_context(_lines(followed, caller))
    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    response = Response(lines, content_type="text/event-stream", headers=headers)
    response.call_on_close(share.close_stream)
    return response


def _still(caller: Principal) -> Callable[[], bool]:
    """Return what tells, looking once a second at most, whether the sign-in has not been ended."""
    looked_at = time.monotonic()

    def still() -> bool:
        nonlocal looked_at
        if time.monotonic() - looked_at < LOOK_EVERY_S:
            return True
        looked_at = time.monotonic()
        return not is_revoked(caller.session_id)

    return still


def _last_event_id() -> int | None:
    text = request.headers.get("Last-Event-ID") or request.args.get("last_event_id")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 16 or int(text) >= MAX_ID:
        raise Invalid(errors=[{"pointer": "Last-Event-ID", "message": "Expected an id that was sent here"}])
    return int(text)


def _lines(followed: Iterator[Any], caller: Principal) -> Iterator[bytes]:
    """Write events as the HTML standard has them; a comment now and then shows that the line is open."""
    yield f"retry: {RETRY_MS}\n\n".encode()
    for item in followed:
        if item is None:
            yield b": still here\n\n"
            continue
        name, envelope = item
        head = f"id: {envelope['id']}\nevent: {name}\ndata: ".encode()
        yield from _pieces(b"".join((head, msgspec.json.encode(envelope), b"\n\n")))
        if name == "session.ended" and msgspec.json.decode(envelope["data"])["session"] == caller.session_id:
            return


def _pieces(line: bytes) -> Iterator[bytes]:
    """Cut a long line up: the server holds several copies of what a slow reader has not taken."""
    yield line[:PIECE_BYTES]
    for start in range(PIECE_BYTES, len(line), PIECE_BYTES):
        yield line[start : start + PIECE_BYTES]
