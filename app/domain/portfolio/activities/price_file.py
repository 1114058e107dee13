"""A file of closes that an owner brings for one symbol of a portfolio."""

from __future__ import annotations

from datetime import date

from msgspec import Struct
from sqlalchemy import exists, select

from app.clock import now
from app.db import transaction
from app.domain.fx.units import is_unit
from app.domain.portfolio.activities.activity import ActivityType
from app.domain.portfolio.activities.tables import ActivityRow
from app.domain.portfolio.investments.tables import Investment
from app.domain.portfolio.portfolios.service import FIRST_DAY, change_portfolio, get_portfolio
from app.domain.portfolio.prices.errors import UnreadablePrices
from app.domain.portfolio.prices.files.history import PriceHistory
from app.domain.portfolio.prices.files.reader import read_history
from app.domain.portfolio.prices.lookup import splits_of
from app.domain.portfolio.prices.service import Close, state_restated, state_splits, store_closes
from app.errors import Invalid
from app.extensions import db

MAX_PRICE_FILE_BYTES = 4 * 1024 * 1024
a, i = ActivityRow, Investment


class PriceFile(Struct, frozen=True):
    """What an owner says of a file. restated: whether closes before a split are in the units after it."""

    symbol: str
    content: bytes
    currency: str | None = None
    restated: bool | None = None


class StoredPrices(Struct, frozen=True):
    """What was stored of a file; left_out: closes of days that have not ended, which are no closes yet."""

    symbol: str
    currency: str
    stored: int
    first: date
    last: date
    splits: int
    left_out: int


def store_price_file(user_id: int, portfolio_id: int, file: PriceFile) -> StoredPrices:
    """Store the closes and splits of a file as a portfolio's own: all, or none. A run.

    Raises UnreadablePrices; Invalid where the file does not say something that is needed, which names it.
    """
    get_portfolio(user_id, portfolio_id)
    history = read_history(file.content)
    today = now().date()
    closes = [each for each in history.closes if FIRST_DAY <= each.on < today]
    if not closes:
        raise UnreadablePrices("None of the days of this file has ended.")
    currency = _currency(history, file)
    with transaction():
        change_portfolio(user_id, portfolio_id, FIRST_DAY if history.splits else closes[0].on)
        restated = _restated(portfolio_id, history, file, closes[0].on)
        stored = [Close(each.on, file.symbol, each.price, currency) for each in closes]
        store_closes(portfolio_id, stored)
        splits = [each for each in history.splits or () if each.on < today]
        if splits:
            state_splits(portfolio_id, file.symbol, splits, restated)
        elif restated is not None:
            state_restated(file.symbol, restated=restated, portfolio_id=portfolio_id)
    left_out = len(history.closes) - len(closes)
    return StoredPrices(
        file.symbol, currency, len(closes), closes[0].on, closes[-1].on, len(splits), left_out
    )


def _currency(history: PriceHistory, file: PriceFile) -> str:
    said, told = history.currency, file.currency
    if said is not None and told not in {None, said}:
        raise _lacks("currency", f"The file says that {file.symbol} is quoted in {said}, not in {told}.")
    currency = said or told
    if currency is None:
        raise _lacks("currency", "The file does not say in which currency it is quoted; say so: USD, GBp")
    if not is_unit(currency):
        raise UnreadablePrices(f"It is quoted in {currency}, which is no currency that is known here.")
    return currency


def _restated(portfolio_id: int, history: PriceHistory, file: PriceFile, first: date) -> bool | None:
    """Tell whether closes are restated for splits; where there was one and nobody says so, it is asked."""
    if history.restated is not None:
        return history.restated
    if file.restated is None and _has_split(portfolio_id, file.symbol, first):
        message = f"{file.symbol} was split: say whether closes before it are restated in the units after it"
        raise _lacks("restated", message)
    return file.restated


def _has_split(portfolio_id: int, symbol: str, first: date) -> bool:
    known = splits_of(portfolio_id).get(symbol, ())
    booked = (
        select(a.id)
        .join(i, i.id == a.investment_id)
        .where(a.portfolio_id == portfolio_id, i.symbol == symbol, a.deleted_at.is_(None))
        .where(a.type == ActivityType.SPLIT.value, a.on > first)
    )
    return any(each.on > first for each in known) or bool(db.session.scalar(select(exists(booked))))


def _lacks(field: str, message: str) -> Invalid:
    return Invalid(errors=[{"pointer": field, "message": message}])
