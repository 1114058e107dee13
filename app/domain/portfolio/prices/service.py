"""Closing prices and splits: stated by owners for one portfolio, or the market's for everyone."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct
from sqlalchemy import delete, func, select

from app.db import insert_into
from app.domain.market.ports import DayClose
from app.domain.portfolio.prices.errors import CurrencyDiffers, TooManyPrices
from app.domain.portfolio.prices.tables import ClosePrice, MarketSplit, PriceSeries
from app.extensions import db

MANUAL = "manual"
MAX_CLOSES = 50_000
"""Closes of one request."""
MAX_SPLITS = 200
"""Splits of one symbol."""
ROWS_PER_STATEMENT = 1_000
s, c, m = PriceSeries, ClosePrice, MarketSplit


class Close(Struct, frozen=True):
    """The closing price of a symbol on a day, in the unit in which it is quoted."""

    on: date
    symbol: str
    price: Decimal
    currency: str


class KeptDays(Struct, frozen=True):
    """The first day and the last close of a series."""

    first: date
    last: DayClose


class PricePage(Struct, frozen=True):
    """A portfolio's own closes, newest first; before: ask for those before this day; None: no more."""

    items: list[Close]
    before: date | None


def find_series(portfolio_id: int | None, symbols: Sequence[str]) -> dict[str, PriceSeries]:
    """Return one portfolio's series of these symbols; None: the market's."""
    whose = s.portfolio_id.is_(None) if portfolio_id is None else s.portfolio_id == portfolio_id
    return {each.symbol: each for each in db.session.scalars(select(s).where(whose, s.symbol.in_(symbols)))}


def store_closes(portfolio_id: int | None, closes: Sequence[Close], *, source: str = MANUAL) -> None:
    """Store closes; of a day that is known already the new one counts.

    Raises CurrencyDiffers where a symbol's closes are in several units, TooManyPrices.
    """
    if len(closes) > MAX_CLOSES:
        raise TooManyPrices
    series = _series_for(portfolio_id, closes, source)
    rows = {(series[each.symbol].id, each.on): each.price for each in closes}
    values = [{"series_id": key[0], "on": key[1], "price": price} for key, price in rows.items()]
    for start in range(0, len(values), ROWS_PER_STATEMENT):
        statement = insert_into(c).values(values[start : start + ROWS_PER_STATEMENT])
        new_price = {"price": statement.excluded.price}
        db.session.execute(
            statement.on_conflict_do_update(index_elements=["series_id", "on"], set_=new_price)
        )
        time.sleep(0)  # others of a web process have their turn


def _series_for(portfolio_id: int | None, closes: Sequence[Close], source: str) -> dict[str, PriceSeries]:
    currencies: dict[str, str] = {}
    for at, each in enumerate(closes):
        if currencies.setdefault(each.symbol, each.currency) != each.currency:
            raise CurrencyDiffers(errors=[{"pointer": f"/{at}/currency", "message": _DIFFERS}])
    found = find_series(portfolio_id, list(currencies))
    for symbol, currency in currencies.items():
        known = found.get(symbol) or _add_series(portfolio_id, symbol, source)
        if known.currency not in {None, currency}:
            raise CurrencyDiffers(f"{symbol} is quoted in {known.currency}, not in {currency}.")
        known.currency = currency
        found[symbol] = known
    db.session.flush()
    return found


_DIFFERS = "One symbol is quoted in one currency"


def _add_series(portfolio_id: int | None, symbol: str, source: str) -> PriceSeries:
    made = PriceSeries(portfolio_id=portfolio_id, symbol=symbol, source=source)
    db.session.add(made)
    return made


def state_splits(
    portfolio_id: int | None, symbol: str, splits: Sequence[tuple[date, Decimal]], restated: bool | None
) -> None:
    """Replace what is known of a symbol's splits; restated: whether its closes are restated for them."""
    series = find_series(portfolio_id, [symbol]).get(symbol) or _add_series(portfolio_id, symbol, MANUAL)
    if restated is not None:
        series.restated = restated
    db.session.flush()
    db.session.execute(delete(m).where(m.series_id == series.id))
    db.session.add_all(m(series_id=series.id, on=on, ratio=ratio) for on, ratio in dict(splits).items())
    db.session.flush()


def state_restated(symbol: str, *, restated: bool, portfolio_id: int | None = None) -> None:
    """Say whether a symbol's closes are restated for later splits; portfolio_id: None for the market's."""
    find_series(portfolio_id, [symbol])[symbol].restated = restated
    db.session.flush()


def kept_days(symbol: str) -> KeptDays | None:
    """Return from when to when there are closes of the market for a symbol; None: there are none."""
    series = select(s.id).where(s.portfolio_id.is_(None), s.symbol == symbol).scalar_subquery()
    first = db.session.scalar(select(func.min(c.on)).where(c.series_id == series))
    newest = select(c.on, c.price).where(c.series_id == series).order_by(c.on.desc()).limit(1)
    last = db.session.execute(newest).first()
    return None if first is None or last is None else KeptDays(first, DayClose(last[0], last[1]))


def list_closes(
    portfolio_id: int, *, symbol: str | None, first: date | None, last: date | None, limit: int
) -> PricePage:
    """Return a portfolio's own closes, newest first; a page ends with a whole day."""
    wanted: list[Any] = [s.portfolio_id == portfolio_id]
    wanted += [s.symbol == symbol] if symbol else []
    wanted += [c.on >= first] if first else []
    wanted += [c.on <= last] if last else []
    statement = select(c.on, s.symbol, c.price, s.currency).join(s, s.id == c.series_id).where(*wanted)
    rows = db.session.execute(statement.order_by(c.on.desc(), s.symbol).limit(limit + 1)).all()
    found = [Close(on, name, price, currency or "") for on, name, price, currency in rows]
    if len(found) <= limit:
        return PricePage(found, None)
    whole = [each for each in found if each.on != found[-1].on] or found[:limit]
    return PricePage(whole, whole[-1].on)


def list_splits(portfolio_id: int, symbol: str | None) -> list[tuple[str, date, Decimal, bool]]:
    """Return symbol, day, ratio and whether the history is restated, of a portfolio's own series."""
    statement = select(s.symbol, m.on, m.ratio, s.restated).join(m, m.series_id == s.id)
    statement = statement.where(s.portfolio_id == portfolio_id).order_by(s.symbol, m.on)
    rows = db.session.execute(statement.where(s.symbol == symbol) if symbol else statement)
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def delete_close(portfolio_id: int, symbol: str, on: date) -> bool:
    """Remove one of a portfolio's own closes; tell whether there was one."""
    series = find_series(portfolio_id, [symbol]).get(symbol)
    if series is None:
        return False
    gone = db.session.execute(delete(c).where(c.series_id == series.id, c.on == on))
    return bool(gone.rowcount)  # type: ignore[attr-defined]
