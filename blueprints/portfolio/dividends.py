"""The HTTP route for a portfolio's dividends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from apiflask import APIBlueprint
from flask import Response

from app.domain.portfolio.valuations.questions import Question
from app.domain.portfolio.valuations.service import ask
from app.domain.portfolio.valuations.today import today_of
from app.errors import Invalid
from app.security import current_user_id, require
from blueprints.kit import ID
from blueprints.portfolio.schemas import dividends as s

bp = APIBlueprint("portfolio_dividends", __name__, tag="Portfolios")
YEAR = timedelta(days=365)
MAX_DAYS = 20 * 366


@bp.get(f"/portfolios/<{ID}:portfolio_id>/dividends")
@bp.input(s.DividendsQuery, location="query", arg_name="query")
@bp.output(s.DividendsOut)
@require("portfolio:read")
def show_dividends(portfolio_id: int, query: s.DividendsQuery) -> Any:
    """Show a portfolio's dividends: those that were paid, and apart from them those that may be expected

    Expected ones follow from the rhythm of the past, for the units that are held today; none where payments
    are irregular or nothing is held any more, and none after two years.
    """
    return Response(ask(current_user_id(), portfolio_id, _question(query)), content_type="application/json")


def _question(query: s.DividendsQuery) -> Question:
    today = today_of(current_user_id())
    first = query.first or min(today - YEAR, query.last or today)
    last = query.last or max(today + YEAR, first)
    if not 0 <= (last - first).days <= MAX_DAYS:
        raise Invalid(errors=[{"pointer": "from", "message": "Expected a day before `to`, 20 years at most"}])
    return Question(start=first, until=last, end=today, about="dividends")
