"""HTTP routes for exchange rates: everybody's, one's own, and an administrator's imports."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from apiflask import APIBlueprint
from flask import request

from app.clock import now
from app.days import local_day
from app.db import transaction
from app.domain.auth.users.lookup import get_user
from app.domain.fx import own_rates
from app.domain.fx.currencies import currency_problem
from app.domain.fx.dated_rates import MAX_DAYS, dated_rates
from app.domain.fx.ecb import MAX_FILE_BYTES, read_ecb
from app.domain.fx.imports import RatesChange, by_the_euro, store_rates
from app.domain.fx.own_rates import Pair
from app.domain.fx.tables import OwnRate, RateSource
from app.errors import FieldError, Invalid, NotFound, UnsupportedType
from app.security import current_user_id, require
from blueprints.fx import schemas as s
from blueprints.kit import read_as

bp = APIBlueprint("fx", __name__, tag="Exchange rates")
admin = APIBlueprint("fx_admin", __name__, tag="Admin")

XML_TYPES = {"application/xml", "text/xml"}


def _pair(from_currency: str, to_currency: str) -> Pair:
    """Check the two currencies of a path. Raises Invalid."""
    pair = Pair(from_currency, to_currency)
    problems = {name: currency_problem(code) for name, code in pair._asdict().items()}
    errors = [FieldError(pointer=name, message=message) for name, message in problems.items() if message]
    if not errors and from_currency == to_currency:
        errors = [FieldError(pointer="to_currency", message="Expected another currency than the first")]
    if errors:
        raise Invalid(errors=errors)
    return pair


@bp.get("/fx")
@bp.input(s.PageQuery, location="query", arg_name="query")
@bp.output(s.OwnRatesOut)
@require("fx:read")
def list_own(query: s.PageQuery) -> Any:
    """List your own rates, the latest day first"""
    page = own_rates.list_own_rates(current_user_id(), limit=query.limit, cursor=query.cursor)
    return {"items": [_show(each) for each in page.items], "next_cursor": page.next_cursor}


@bp.post("/fx")
@bp.input(s.PairRateIn, arg_name="body")
@bp.output(s.OwnRateOut, status_code=201)
@require("fx:write")
def set_own(body: s.PairRateIn) -> Any:
    """Say what a currency was worth on a day; for you it beats the table, and nobody else sees it

    The same pair and day again replaces what was said before.
    """
    pair = Pair(body.from_currency, body.to_currency)
    with transaction():
        return _show(own_rates.set_own_rate(current_user_id(), pair, body.on, body.rate))


def _show(own: OwnRate) -> dict[str, Any]:
    return {"on": own.on, "from": own.from_currency, "to": own.to_currency, "rate": format(own.rate, "f")}


@bp.get("/fx/<from_currency>/<to_currency>")
@bp.input(s.RangeQuery, location="query", arg_name="query")
@bp.output(s.DatedRatesOut)
@require("fx:read")
def show_rates(from_currency: str, to_currency: str, query: s.RangeQuery) -> Any:
    """Show what one unit of a currency was worth in another, day by day

    A day without a rate of its own, as a Sunday, has the last one said before it. `from` and `to` are days,
    both included; without `to` it is today, without `from` that one day; at most 3,700.
    """
    pair, user = _pair(from_currency, to_currency), get_user(current_user_id())
    last = query.last or max(local_day(now(), user.time_zone), query.first or date.min)
    first = query.first or last
    if not 0 <= (last - first).days < MAX_DAYS:
        raise Invalid(
            errors=[FieldError(pointer="to", message=f"Expected 1 to {MAX_DAYS} days from `from` on")]
        )
    return {"from": from_currency, "to": to_currency, **dated_rates(user.id, pair, first, last)}


@bp.delete("/fx/<from_currency>/<to_currency>/<on>")
@bp.output({}, status_code=204)
@require("fx:write")
def delete_own(from_currency: str, to_currency: str, on: str) -> Any:
    """Take back your own rate of a day"""
    pair = _pair(from_currency, to_currency)
    with transaction():
        own_rates.delete_own_rate(current_user_id(), pair, _day(on))
    return ""


def _day(text: str) -> date:
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
            raise NotFound
        return date.fromisoformat(text)
    except ValueError as exc:
        raise NotFound from exc


@admin.post("/fx/import")
@admin.output(s.RatesChangeOut)
@require("account", role="admin")
def import_rates() -> Any:
    """Bring rates for everybody: the European Central Bank's XML, or JSON

    JSON is a list of `{on, from, to, rate}`, where one of the two currencies is EUR. What contradicts a day's
    rate replaces it; a file with one wrong rate changes nothing.
    """
    if request.mimetype in XML_TYPES:
        return _import_xml()._asdict()
    if not request.is_json:
        raise UnsupportedType("Send the ECB's file as application/xml, or a list as application/json.")
    return _import_json(request.get_json())._asdict()


def _import_xml() -> RatesChange:
    request.max_content_length = MAX_FILE_BYTES
    rates = read_ecb(request.get_data(cache=False))
    with transaction():
        return store_rates(rates, RateSource.ECB)


def _import_json(body: Any) -> RatesChange:
    given = read_as(s.IMPORTED_RATES, body)
    rates = [by_the_euro(each.on, each.from_currency, each.to_currency, each.rate) for each in given]
    with transaction():
        return store_rates(rates, RateSource.ADMIN)
