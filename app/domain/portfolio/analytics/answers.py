"""What valuations stored of portfolios, as far as totals need it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import msgspec
from msgspec import Struct
from sqlalchemy import select

from app.domain.portfolio.analytics.logic import FIGURES, PortfolioFigures
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.valuations.questions import Question
from app.domain.portfolio.valuations.tables import StoredAnswer
from app.extensions import db

a = StoredAnswer


class _Amount(Struct):
    value: Decimal | None


class _Rate(Struct):
    value: float | None


class _Figures(Struct):
    value: _Amount
    cost: _Amount
    total_gain: _Amount
    income: _Amount
    twr: _Rate
    xirr: _Rate


class _Answer(Struct):
    figures: _Figures


class KnownAnswer(Struct, frozen=True):
    """An answer about a portfolio, and the version of the portfolio that it is about."""

    version: int
    body: bytes


def answers_to(question: Question, portfolios: Iterable[Portfolio]) -> dict[int, KnownAnswer]:
    """Return the stored answers to one question, by the portfolio's id: one SELECT."""
    ids = [each.id for each in portfolios]
    statement = select(a.portfolio_id, a.version, a.body)
    rows = db.session.execute(statement.where(a.key == question.key, a.portfolio_id.in_(ids)))
    return {number: KnownAnswer(version, bytes(body)) for number, version, body in rows}


def figures_of(portfolio: Portfolio, answer: KnownAnswer | None) -> PortfolioFigures:
    """Return a portfolio's figures; where there is no answer nothing is known."""
    about = portfolio.id, portfolio.name, portfolio.currency
    if answer is None:
        return PortfolioFigures(*about, dict.fromkeys(FIGURES), None, None)
    found = msgspec.json.decode(answer.body, type=_Answer).figures
    amounts = {name: getattr(found, name).value for name in FIGURES}
    return PortfolioFigures(*about, amounts, found.twr.value, found.xirr.value)


def behind(portfolios: Sequence[Portfolio], answers: dict[int, KnownAnswer]) -> list[int]:
    """Return the portfolios that have changed since they were valued, or were not valued for the day."""
    return [
        each.id
        for each in portfolios
        if each.stale_from is not None or each.id not in answers or answers[each.id].version < each.version
    ]
