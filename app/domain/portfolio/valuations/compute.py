"""Answers computed: the engine's work on what is stored. Workers alone import this: it loads numpy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.activities.service import load_activities
from app.domain.portfolio.dividends.logic import calendar_of
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.returns.explanations import NoSuchFigure, explain
from app.domain.portfolio.returns.gains import CostMethod, Fees, Lots
from app.domain.portfolio.returns.journal import Journal, keep_books
from app.domain.portfolio.returns.market import Period
from app.domain.portfolio.returns.performance import answer
from app.domain.portfolio.returns.report import Performance
from app.domain.portfolio.valuations.load import load_market, settings_of
from app.domain.portfolio.valuations.questions import Question

NO_ANSWER = b"null"
"""What is stored where there is no such figure or security."""


def _activities(portfolio: Portfolio, until: date) -> list[Activity]:
    """Return what happened until a day, and later splits: by them earlier closes may have been restated."""
    found = load_activities(portfolio.id)
    return [each for each in found if each.on <= until or each.type is ActivityType.SPLIT]


def _book(
    portfolio: Portfolio, activities: Sequence[Activity], until: date, benchmark: str | None = None
) -> Journal:
    market = load_market(portfolio, activities, until, benchmark)
    return keep_books(settings_of(portfolio), activities, market)


def answer_questions(portfolio: Portfolio, questions: Iterable[Question]) -> dict[str, bytes]:
    """Answer questions about a portfolio, as JSON by their keys; those of one day are booked once."""
    journals: dict[tuple[date, str | None], Journal] = {}
    found: dict[str, bytes] = {}
    for each in questions:
        if each.about == "dividends":
            found[each.key] = _dividends(portfolio, each)
            continue
        asked = each.end, each.benchmark
        if asked not in journals:
            journals[asked] = _book(portfolio, _activities(portfolio, each.end), *asked)
        found[each.key] = _answer(journals[asked], each)
    return found


def _answer(journal: Journal, question: Question) -> bytes:
    if question.figure is None:
        return msgspec.json.encode(perform(journal, question))
    return _explain(journal, question)


def _dividends(portfolio: Portfolio, question: Question) -> bytes:
    today = question.end
    activities = _activities(portfolio, today)
    journal = _book(portfolio, activities, today)
    first, last = question.start or journal.first_on or today, question.until or today
    found = calendar_of(journal, activities, first=first, last=last, today=today)
    return msgspec.json.encode(found)


def perform(journal: Journal, question: Question) -> Performance:
    """Return all figures of a period from books that are kept already."""
    return answer(journal, _period(question), method=_method(question), benchmark=question.benchmark)


def _explain(journal: Journal, question: Question) -> bytes:
    try:
        found = explain(
            journal,
            _period(question),
            question.figure or "",
            symbol=question.symbol,
            method=_method(question),
        )
    except NoSuchFigure:
        return NO_ANSWER
    return msgspec.json.encode(found)


def _period(question: Question) -> Period:
    return Period(start=question.start, end=question.end)


def _method(question: Question) -> CostMethod:
    return CostMethod(lots=Lots(question.lots), fees=Fees(question.fees))
