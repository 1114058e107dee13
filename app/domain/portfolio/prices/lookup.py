"""Prices and splits as they hold for one portfolio: the market's, over which its owner's own count."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct
from sqlalchemy import Select, func, or_, select

from app.domain.portfolio.prices.split import Split as Split
from app.domain.portfolio.prices.tables import ClosePrice, MarketSplit, PriceSeries
from app.extensions import db

s, c, m = PriceSeries, ClosePrice, MarketSplit


class Series(Struct):
    """A symbol's closes, oldest first. restated: those before a split are in today's units."""

    currency: str | None
    restated: bool
    closes: dict[date, Decimal]
    splits: list[Split]


def splits_of(portfolio_id: int) -> dict[str, list[Split]]:
    """Return all splits that count for a portfolio, by symbol."""
    statement = select(s.symbol, s.portfolio_id, m.on, m.ratio).join(m, m.series_id == s.id)
    statement = statement.where(or_(s.portfolio_id == portfolio_id, s.portfolio_id.is_(None)))
    found: dict[tuple[str, bool], list[Split]] = {}
    for symbol, owner, on, ratio in db.session.execute(statement.order_by(m.on)):
        found.setdefault((symbol, owner is not None), []).append(Split(on, ratio))
    own = {symbol for symbol, is_own in found if is_own}
    return {symbol: splits for (symbol, is_own), splits in found.items() if is_own or symbol not in own}


def market_symbols(portfolio_id: int, symbols: Collection[str]) -> set[str]:
    """Return the symbols for which the market's prices count, as a portfolio's owner states none."""
    whose = or_(s.portfolio_id == portfolio_id, s.portfolio_id.is_(None))
    rows = db.session.execute(select(s.symbol, s.portfolio_id).where(whose, s.symbol.in_(symbols))).all()
    return {symbol for symbol, owner in rows if owner is None} - {
        symbol for symbol, owner in rows if owner is not None
    }


def load_series(
    portfolio_id: int,
    symbols: Collection[str],
    last: date,
    *,
    after: date | None = None,
    restated_on: date | None = None,
) -> dict[str, Series]:
    """Return the prices of symbols up to a day.

    after: only closes of later days, and at least the last one before; splits all the same.
    restated_on: a later day by whose splits closes may have been restated: those until then are there, too.
    Where the owner states closes in the market's unit, they replace the market's of the same days; else
    theirs alone count.
    """
    statement = select(s).where(or_(s.portfolio_id == portfolio_id, s.portfolio_id.is_(None)))
    rows = list(db.session.scalars(statement.where(s.symbol.in_(symbols))))
    found = _with_closes(rows, last, after)
    _add_splits(found, max(last, restated_on or last))
    merged = {row.symbol: found[row.id] for row in rows if row.portfolio_id is None}
    for row in rows:
        if row.portfolio_id is not None:
            merged[row.symbol] = _over(merged.get(row.symbol), found[row.id])
    return merged


class LastClose(NamedTuple):
    """A symbol's last close. currency: in which it is quoted, None where nobody has said."""

    on: date
    price: Decimal
    currency: str | None


def last_closes(portfolio_id: int, symbols: Collection[str]) -> dict[str, LastClose]:
    """Return the last closes of symbols; the owner's and the market's count as in `load_series`."""
    whose = or_(s.portfolio_id == portfolio_id, s.portfolio_id.is_(None))
    rows = list(db.session.scalars(select(s).where(whose, s.symbol.in_(symbols))))
    newest = select(c.series_id, func.max(c.on).label("on")).where(c.series_id.in_([row.id for row in rows]))
    last = newest.group_by(c.series_id).subquery()
    same = (last.c.series_id == c.series_id) & (last.c.on == c.on)
    closes = select(c.series_id, c.on, c.price).join(last, same)
    known = {number: (on, price) for number, on, price in db.session.execute(closes)}
    found: dict[str, LastClose] = {}
    for row in sorted(rows, key=lambda row: row.portfolio_id is not None):
        market = found.get(row.symbol)
        if market is not None and row.currency not in {None, market.currency}:
            del found[row.symbol]
            market = None
        if row.id in known and (market is None or known[row.id][0] >= market.on):
            found[row.symbol] = LastClose(*known[row.id], row.currency or (market and market.currency))
    return found


def _with_closes(rows: Collection[PriceSeries], last: date, after: date | None) -> dict[int, Series]:
    found = {row.id: Series(row.currency, row.restated, {}, []) for row in rows}
    if after is not None:
        _add_closes(found, _last_until(found, after))
    closes = select(c.series_id, c.on, c.price).where(c.series_id.in_(found), c.on <= last)
    _add_closes(found, closes if after is None else closes.where(c.on > after))
    return found


def _add_splits(found: Mapping[int, Series], last: date) -> None:
    splits = select(m.series_id, m.on, m.ratio).where(m.series_id.in_(found), m.on <= last)
    for number, on, ratio in db.session.execute(splits.order_by(m.on)):
        found[number].splits.append(Split(on, ratio))


def _last_until(series: Collection[int], on: date) -> Select[int, date, Decimal]:
    newest = select(c.series_id, func.max(c.on).label("on")).where(c.series_id.in_(series), c.on <= on)
    last = newest.group_by(c.series_id).subquery()
    same = (last.c.series_id == c.series_id) & (last.c.on == c.on)
    return select(c.series_id, c.on, c.price).join(last, same)


def _add_closes(found: Mapping[int, Series], closes: Select[int, date, Decimal]) -> None:
    for number, on, price in db.session.execute(closes.order_by(c.on)):
        found[number].closes[on] = price


def _over(market: Series | None, own: Series) -> Series:
    if market is None:
        return own
    splits = own.splits or market.splits
    alike = own.currency in {None, market.currency} and own.restated == market.restated
    if not alike:
        return Series(own.currency, own.restated, own.closes, splits)
    return Series(
        market.currency, market.restated, dict(sorted((market.closes | own.closes).items())), splits
    )
