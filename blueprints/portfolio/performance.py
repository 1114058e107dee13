"""HTTP routes for what a portfolio returned, and why."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint
from flask import Response

from app.domain.portfolio.valuations.questions import Question
from app.domain.portfolio.valuations.service import ask
from app.domain.portfolio.valuations.today import today_of
from app.errors import Invalid
from app.security import current_user_id, require
from blueprints.kit import ID
from blueprints.portfolio.schemas import performance as s

bp = APIBlueprint("portfolio_performance", __name__, tag="Portfolios")
PATH = f"/portfolios/<{ID}:portfolio_id>"


@bp.get(f"{PATH}/performance")
@bp.input(s.PerformanceQuery, location="query", arg_name="query")
@bp.output(s.PerformanceOut)
@require("portfolio:read")
def show_performance(portfolio_id: int, query: s.PerformanceQuery) -> Any:
    """Tell what a portfolio is worth and what it returned, with each holding's part

    Rates are fractions: 0.1584 is 15.84 %. `from`: at whose close the period begins; without it, all of it.
    """
    return _answer(portfolio_id, _question(query))


@bp.get(f"{PATH}/explain/<figure>")
@bp.input(s.ExplainQuery, location="query", arg_name="query")
@bp.output(s.ExplanationOut)
@require("portfolio:read")
def explain(portfolio_id: int, figure: str, query: s.ExplainQuery) -> Any:
    """Tell where a figure comes from: its formula, and the activities, prices and rates behind it"""
    return _answer(portfolio_id, _question(query, figure=figure, symbol=query.symbol))


def _question(query: s.PerformanceQuery, **more: str | None) -> Question:
    end = query.last or today_of(current_user_id())
    if query.first is not None and query.first > end:
        raise Invalid(errors=[{"pointer": "from", "message": "The period begins after its end"}])
    return Question(
        start=query.first,
        end=end,
        lots=query.cost,
        fees=f"fees_{query.fees}",
        benchmark=query.benchmark,
        **more,
    )


def _answer(portfolio_id: int, question: Question) -> Response:
    body = ask(current_user_id(), portfolio_id, question)
    return Response(body, content_type="application/json")
