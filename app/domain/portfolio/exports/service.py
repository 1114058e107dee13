"""A portfolio's activities as a file."""

from __future__ import annotations

from app.domain.portfolio.activities.service import load_activities
from app.domain.portfolio.exports.files import export_csv, export_json
from app.domain.portfolio.portfolios.service import get_portfolio


def export(user_id: int, portfolio_id: int, kind: str) -> bytes:
    """Return a portfolio's activities as a file that can be imported again. Raises PortfolioNotFound."""
    get_portfolio(user_id, portfolio_id)
    activities = load_activities(portfolio_id)
    return export_json(activities) if kind == "json" else export_csv(activities)
