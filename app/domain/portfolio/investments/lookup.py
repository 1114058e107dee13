"""Finding a portfolio's investments by their symbols."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import select

from app.domain.portfolio.investments.tables import Investment
from app.extensions import db

i = Investment


class Traded(Protocol):
    """What tells of a symbol and of the unit in which it is quoted."""

    @property
    def symbol(self) -> str | None: ...
    @property
    def currency(self) -> str: ...
    @property
    def price_currency(self) -> str | None: ...


def ensure_investments(portfolio_id: int, traded: Iterable[Traded]) -> dict[str, int]:
    """Return the investments' ids by symbol; those of new symbols are made, quoted as they were traded."""
    currencies: dict[str, str] = {}
    for each in traded:
        if each.symbol:
            currencies.setdefault(each.symbol, each.price_currency or each.currency)
    statement = select(i.symbol, i.id).where(i.portfolio_id == portfolio_id, i.symbol.in_(currencies))
    found = dict(db.session.execute(statement).all())
    new = [
        i(portfolio_id=portfolio_id, symbol=symbol, currency=currency)
        for symbol, currency in currencies.items()
        if symbol not in found
    ]
    db.session.add_all(new)
    db.session.flush()
    return found | {each.symbol: each.id for each in new}
