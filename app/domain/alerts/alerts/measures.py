"""What alerts are compared with: prices, drawdowns, balances as they are now, read for many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select

from app.domain.alerts.alerts.conditions import AlertKind
from app.domain.alerts.alerts.logic import drawdown
from app.domain.alerts.alerts.tables import Alert
from app.domain.banking.accounts.courses import courses_of
from app.domain.banking.accounts.tables import Account
from app.domain.fx.units import unit_of
from app.domain.market.ports import PriceQuote
from app.domain.portfolio.portfolios.service import versions_of
from app.domain.portfolio.prices.latest import latest_quotes
from app.domain.portfolio.prices.lookup import LastClose, last_closes, market_symbols
from app.domain.portfolio.valuations.tables import ValuationDay
from app.domain.portfolio.valuations.today import today_of
from app.extensions import db

v = ValuationDay


class Measure(NamedTuple):
    """value: in the unit of the alert's threshold. on: its day. peak_on: of a drawdown, the peak's day."""

    value: Decimal
    on: date
    peak_on: date | None = None


def measure(alerts: Sequence[Alert]) -> dict[int, Measure]:
    """Return what is known for alerts of one user, by their ids; what nobody knows is left out."""
    found: dict[int, Measure] = {}
    by_kind: dict[str, list[Alert]] = defaultdict(list)
    for each in alerts:
        by_kind[each.kind].append(each)
    live = versions_of({each.portfolio_id for each in alerts if each.portfolio_id is not None})
    for portfolio_id in live:
        priced, drawn = (
            [each for each in by_kind[kind] if each.portfolio_id == portfolio_id]
            for kind in (AlertKind.PRICE, AlertKind.DRAWDOWN)
        )
        found |= _prices(portfolio_id, priced)
        known = _drawdown(portfolio_id) if drawn else None
        found |= {each.id: known for each in drawn if known is not None}
    return found | _balances(by_kind[AlertKind.BALANCE])


def _prices(portfolio_id: int, alerts: Sequence[Alert]) -> dict[int, Measure]:
    symbols = {each.symbol for each in alerts if each.symbol}
    if not symbols:
        return {}
    closes, quotes = last_closes(portfolio_id, symbols), latest_quotes(market_symbols(portfolio_id, symbols))
    prices = {
        each.id: _price(each, closes.get(each.symbol or ""), quotes.get(each.symbol or "")) for each in alerts
    }
    return {number: price for number, price in prices.items() if price is not None}


def _price(alert: Alert, close: LastClose | None, quote: PriceQuote | None) -> Measure | None:
    """Return the newest price in the alert's unit; None where there is none, or in another currency."""
    if quote is not None and (close is None or quote.at.date() >= close.on):
        close = LastClose(quote.at.date(), quote.price, quote.currency)
    if close is None or alert.currency is None:
        return None
    quoted, wanted = unit_of(close.currency or alert.currency), unit_of(alert.currency)
    if quoted.currency != wanted.currency:
        return None
    return Measure(close.price * wanted.per_currency / quoted.per_currency, close.on)


def _drawdown(portfolio_id: int) -> Measure | None:
    """Return how far a portfolio is below its peak by the daily returns that valuations have stored.

    The peak is looked for among all stored days each time: none has to be remembered, and a changed history
    has another one.
    """
    days = select(v.on, v.twr).where(v.portfolio_id == portfolio_id)
    last = db.session.execute(days.order_by(v.on.desc()).limit(1)).first()
    known = days.where(v.twr.is_not(None)).order_by(v.twr.desc(), v.on).limit(1)
    peak = db.session.execute(known).first()
    if last is None or peak is None or last.twr is None:
        return None
    return Measure(drawdown(1 + last.twr, 1 + peak.twr), last.on, peak.on)


def _balances(alerts: Sequence[Alert]) -> dict[int, Measure]:
    if not alerts:
        return {}
    wanted = select(Account).where(Account.id.in_({each.account_id for each in alerts}))
    courses = courses_of(db.session.scalars(wanted).all())
    today = today_of(alerts[0].user_id)
    found = {number: course.newest(today) for number, course in courses.items()}
    known = {number: each for number, each in found.items() if each is not None and each.balance is not None}
    return {
        each.id: Measure(Decimal(known[each.account_id].balance or 0), today)
        for each in alerts
        if each.account_id in known
    }
