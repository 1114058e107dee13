"""How clients see a portfolio."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from app.domain.portfolio.portfolios.tables import CashMode, Portfolio


class PortfolioView(Struct, frozen=True):
    """A portfolio. cash: 'implicit' where each purchase brings its own money; see docs/returns.md."""

    id: int
    name: str
    currency: str
    cash: CashMode
    allow_shorts: bool
    created_at: datetime


def portfolio_view(row: Portfolio) -> PortfolioView:
    return PortfolioView(row.id, row.name, row.currency, CashMode(row.cash), row.allow_shorts, row.created_at)
