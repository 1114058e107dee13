"""What a portfolio holds and may buy for its targets: values by its valuation, prices of the rest."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import msgspec
from msgspec import Struct
from sqlalchemy import select

from app.domain.fx.lookup import rate_table
from app.domain.fx.rates import EXACT
from app.domain.fx.units import unit_of
from app.domain.portfolio.investments.tables import Investment
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.prices.lookup import load_series
from app.domain.portfolio.returns.market import Market
from app.domain.portfolio.returns.quotes import Quotes
from app.domain.portfolio.targets.grouping import Grouping
from app.domain.portfolio.targets.logic import ZERO, Holding, Reason
from app.domain.portfolio.valuations.load import history_of
from app.extensions import db

i = Investment


class _Amount(Struct):
    value: Decimal | None
    status: str


class _Figures(Struct):
    value: _Amount


class _Held(Struct):
    symbol: str
    quantity: Decimal
    figures: _Figures


class _Cash(Struct):
    value: _Amount


class _Answer(Struct):
    holdings: list[_Held]
    cash: list[_Cash]


class Stock(NamedTuple):
    """cash: the portfolio's own in all currencies, None where a rate is missing."""

    holdings: list[Holding]
    cash: Decimal | None


class Price(NamedTuple):
    """Of one unit in the portfolio's currency; None for a reason."""

    price: Decimal | None
    reason: Reason | None = None


def stock_of(
    portfolio: Portfolio, answer: bytes, on: date, *, grouping: Grouping, keys: Collection[str]
) -> Stock:
    """Return what a portfolio holds by its valuation, and what else could be bought for its targets.

    answer: the valuation, as JSON. keys: the targets'.
    """
    found = msgspec.json.decode(answer, type=_Answer)
    rows = {row.symbol: row for row in db.session.scalars(select(i).where(i.portfolio_id == portfolio.id))}
    held = {each.symbol: each for each in found.holdings if each.quantity}
    key_of = {symbol: _key(symbol, row, grouping) for symbol, row in rows.items()}
    if grouping is Grouping.HOLDING:
        key_of |= {key: key for key in keys}
    wanted = [symbol for symbol, key in key_of.items() if key in keys and symbol not in held]
    prices = _prices(portfolio, wanted, rows, on)
    holdings = [_holding(each, key_of.get(each.symbol)) for each in held.values()]
    holdings += [Holding(each, key_of[each], ZERO, ZERO, *prices[each]) for each in wanted]
    return Stock([_aimed(each, keys) for each in holdings], _cash(found))


def _aimed(holding: Holding, keys: Collection[str]) -> Holding:
    """Leave the key of a holding only where it is a target's."""
    return holding if holding.key in keys else holding._replace(key=None)


def _key(symbol: str, row: Investment, grouping: Grouping) -> str | None:
    key: str | None = symbol if grouping is Grouping.HOLDING else getattr(row, grouping)
    return key


def _holding(held: _Held, key: str | None) -> Holding:
    value = held.figures.value.value
    if value is None:
        reason: Reason = "missing_fx" if held.figures.value.status == "missing_fx" else "missing_price"
        return Holding(held.symbol, key, held.quantity, None, None, reason)
    return Holding(held.symbol, key, held.quantity, value, EXACT.divide(value, held.quantity))


def _cash(found: _Answer) -> Decimal | None:
    values = [each.value.value for each in found.cash]
    known = [each for each in values if each is not None]
    return sum(known, ZERO) if len(known) == len(values) else None


def _prices(
    portfolio: Portfolio, symbols: Sequence[str], rows: Mapping[str, Investment], on: date
) -> dict[str, Price]:
    """Return the prices of securities that are not held, by the last close and rate on or before a day."""
    series = load_series(portfolio.id, symbols, on)
    currencies = {unit_of(each.currency).currency for each in series.values() if each.currency}
    currencies |= {unit_of(rows[symbol].currency).currency for symbol in symbols if symbol in rows}
    rates = rate_table(portfolio.user_id, {*currencies, portfolio.currency}, on, on)
    histories = {symbol: history_of(found, rows.get(symbol)) for symbol, found in series.items()}
    splits = {symbol: history.splits for symbol, history in histories.items()}
    quotes = Quotes(Market(prices=histories, rates=rates), portfolio.currency, splits)
    return {symbol: _price(quotes, symbol, on) for symbol in symbols}


def _price(quotes: Quotes, symbol: str, on: date) -> Price:
    close = quotes.close(symbol, on, quotes.base)
    if close is None:
        return Price(None, "missing_price")
    rate = quotes.rate(close.currency, on)
    return Price(None, "missing_fx") if rate is None else Price(EXACT.multiply(close.price, rate.rate))
