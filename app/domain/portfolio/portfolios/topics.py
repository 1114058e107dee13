"""Following one portfolio's value."""

from __future__ import annotations

from app.domain.portfolio.portfolios.service import owns_portfolio
from app.realtime import Topic, register, room_of
from app.security import Principal


def _is_own(caller: Principal, key: str) -> bool:
    return key.isascii() and key.isdecimal() and len(key) < 19 and owns_portfolio(caller.user_id, int(key))


PORTFOLIO = register(Topic("portfolio:{id}", scopes=("portfolio:read",), may=_is_own, is_watched=True))
"""A portfolio's value; its owner alone may follow it."""


def portfolio_room(portfolio_id: int) -> str:
    return room_of(PORTFOLIO, portfolio_id)
