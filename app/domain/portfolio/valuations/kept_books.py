"""Books that are kept, so that a change of yesterday costs what yesterday costs; docs/decisions/0048.

They are used where nothing at or before their day has changed since they were kept. The least doubt, and the
whole history is answered anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import msgspec
from sqlalchemy import delete, select

from app.db import insert_into
from app.domain.portfolio.activities.activity import Activity
from app.domain.portfolio.activities.service import load_activities
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.returns.journal import Journal, keep_books, keep_on
from app.domain.portfolio.returns.kept import can_go_on, keep
from app.domain.portfolio.returns.market import Market, Settings
from app.domain.portfolio.returns.past import Past
from app.domain.portfolio.valuations.basis import basis_of
from app.domain.portfolio.valuations.load import Since, currencies_of, load_market, settings_of
from app.domain.portfolio.valuations.past_format import decode_past, encode_past
from app.domain.portfolio.valuations.tables import KeptBooks
from app.extensions import db

KEPT_BEHIND_DAYS = 8
"""Books are kept up to so many days before the last one: what comes late is mostly of the last week."""
MAX_BEHIND_DAYS = 45
"""Books that end longer ago are continued up to then and kept again."""
MIN_KEPT_ACTIVITIES = 200
"""With fewer, answering anew takes no longer."""
MAX_KEPT_BYTES = 16 * 1024 * 1024
k = KeptBooks


class Kept(NamedTuple):
    """A past to be stored, with what it rests on."""

    past: Past
    basis: str
    currencies: list[str]


class Booked(NamedTuple):
    """Books up to a day. went_on: from what is stored. keep: what to store instead, None for nothing."""

    journal: Journal
    went_on: bool
    keep: Kept | None = None


class _Case(NamedTuple):
    """What is booked: after `past`, or from the first activity on."""

    portfolio: Portfolio
    settings: Settings
    activities: Sequence[Activity]
    market: Market
    past: Past | None = None
    currencies: Sequence[str] = ()

    def book(self, activities: Sequence[Activity], past: Past | None) -> Journal:
        if past is None:
            return keep_books(self.settings, activities, self.market)
        return keep_on(self.settings, past, activities, self.market)


def book(portfolio: Portfolio, until: date) -> Booked:
    """Book a portfolio up to a day, from what is kept of it where that holds."""
    case = _from_kept(portfolio, until)
    if case is None:
        return _keep(_whole(portfolio, until), until)
    if case.past is not None and (until - case.past.on).days > MAX_BEHIND_DAYS:
        return _keep(case, until)
    return Booked(case.book(case.activities, case.past), went_on=True)


def store(portfolio_id: int, version: int, booked: Booked) -> None:
    """Store what is to be kept, in the transaction that holds the portfolio unchanged at this version."""
    if booked.went_on:
        return
    db.session.execute(delete(k).where(k.portfolio_id == portfolio_id))
    body = encode_past(booked.keep.past) if booked.keep else b""
    if booked.keep is None or len(body) > MAX_KEPT_BYTES:
        return
    past, basis, currencies = booked.keep
    values = {"on": past.on, "symbols": _symbols(past), "currencies": currencies}
    values |= {"portfolio_id": portfolio_id, "version": version, "basis": basis, "body": body}
    db.session.execute(insert_into(k).values(values).on_conflict_do_nothing())


def _symbols(past: Past) -> list[str]:
    return [each.symbol for each in past.openings if each.symbol is not None]


def _whole(portfolio: Portfolio, until: date) -> _Case:
    activities = [each for each in load_activities(portfolio.id) if each.on <= until]
    return _Case(portfolio, settings_of(portfolio), activities, load_market(portfolio, activities, until))


def _from_kept(portfolio: Portfolio, until: date) -> _Case | None:
    """Return what is to be booked after the kept day, or None where nothing is kept that holds."""
    row = db.session.scalar(select(k).where(k.portfolio_id == portfolio.id, k.on < until))
    if row is None or not _is_unchanged(portfolio, row):
        return None
    activities = [each for each in load_activities(portfolio.id, after=row.on) if each.on <= until]
    since = Since(row.on, row.currencies)
    market = load_market(portfolio, activities, until, since=since)
    settings = settings_of(portfolio)
    if row.basis != basis_of(settings, market, row.symbols):
        return None
    if not _can_go_on(row.on, row.symbols, activities, market):
        return None
    try:
        past = decode_past(row.body)
    except (msgspec.MsgspecError, ValueError):
        return None
    return _Case(portfolio, settings, activities, market, past, row.currencies)


def _is_unchanged(portfolio: Portfolio, row: KeptBooks) -> bool:
    """Tell whether nothing at or before the kept day was changed since.

    Every change notes its first day in the row of the portfolio, which forgets it only in the transaction
    that leaves no older books behind.
    """
    since = portfolio.stale_from
    return row.version == portfolio.version or since is None or since > row.on


def _can_go_on(on: date, symbols: Sequence[str], later: Sequence[Activity], market: Market) -> bool:
    return can_go_on(on, symbols, later, {symbol: each.splits for symbol, each in market.prices.items()})


def _keep(case: _Case, until: date) -> Booked:
    """Book up to the day that is kept, and on from there; in one go where that cannot be."""
    on = until - timedelta(days=KEPT_BEHIND_DAYS)
    before = [each for each in case.activities if each.on <= on]
    later = [each for each in case.activities if each.on > on]
    if case.past is None and len(before) < MIN_KEPT_ACTIVITIES:
        return Booked(case.book(case.activities, case.past), went_on=False)
    known = {each.symbol for each in before if each.symbol} | set(_symbols(case.past) if case.past else ())
    if not _can_go_on(on, sorted(known), later, case.market):
        return Booked(case.book(case.activities, case.past), went_on=case.past is not None)
    past = keep(case.book(before, case.past), on)
    if past is None:
        return Booked(case.book(case.activities, case.past), went_on=False)
    journal = keep_on(case.settings, past, later, case.market)
    currencies = currencies_of(case.portfolio, before, ()) | {*case.currencies}
    kept = Kept(past, basis_of(case.settings, case.market, _symbols(past)), sorted(currencies))
    return Booked(journal, went_on=False, keep=kept)
