"""An analytics worker dies in the middle of a valuation: another completes it, and nothing is there twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import msgspec
from apiflask import APIFlask
from sqlalchemy import func, select

from app import clock
from app.config import Settings
from app.db import transaction
from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.activities.service import add_activities
from app.domain.portfolio.portfolios.service import PortfolioDraft, create_portfolio
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.portfolios.topics import portfolio_room
from app.domain.portfolio.returns.report import Performance
from app.domain.portfolio.valuations.compute import answer_questions
from app.domain.portfolio.valuations.kept_books import MIN_KEPT_ACTIVITIES
from app.domain.portfolio.valuations.questions import question_of
from app.domain.portfolio.valuations.tables import KeptBooks, StoredAnswer, ValuationDay
from app.extensions import db
from app.jobs.lease import is_leased
from tests.faults.conftest import nobody_writes
from tests.support.accounts import Account
from tests.support.launched import eventually
from tests.support.listener import log_of
from tests.support.served import Worker

DAYS = MIN_KEPT_ACTIVITIES + 30


def purchase(on: date) -> Activity:
    return Activity(
        on=on,
        type=ActivityType.BUY,
        symbol="FUND",
        currency="EUR",
        quantity=Decimal(1),
        unit_price=Decimal(9),
    )


def is_valued(app: APIFlask, number: int) -> bool:
    with app.app_context(), transaction():
        return db.session.get_one(Portfolio, number).stale_from is None


def test_a_worker_killed_in_the_middle_of_a_valuation(
    app: APIFlask, settings: Settings, worker: Worker, make_user: Callable[..., Account]
) -> None:
    clock.freeze(None)
    owner = make_user()
    with app.app_context(), transaction():
        number = create_portfolio(owner.id, PortfolioDraft(name="Pension", currency="EUR")).id
        today = clock.now().date()
        add_activities(
            owner.id, number, [purchase(today - timedelta(days=back)) for back in range(DAYS, 0, -1)]
        )
    with app.app_context(), nobody_writes(settings.database_url, "valuation_days"):
        worker.start()
        assert eventually(lambda: is_leased(f"value:{number}")), worker.output
        worker.kill()
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(ValuationDay)) == 0
        db.session.rollback()

    worker.start()
    assert eventually(lambda: is_valued(app, number)), worker.output
    worker.stop()
    with app.app_context(), transaction():
        stored = db.session.scalars(select(StoredAnswer)).one()
        portfolio = db.session.get_one(Portfolio, number)
        anew = answer_questions(portfolio, [question_of(stored.key)])[stored.key]
        assert (stored.version, stored.body) == (portfolio.version, anew)
        days = len(msgspec.json.decode(anew, type=Performance).series)
        assert db.session.scalar(select(func.count()).select_from(ValuationDay)) == days == DAYS + 1
        assert db.session.scalar(select(func.count()).select_from(KeptBooks)) == 1
        assert [name for name, _ in log_of(app, portfolio_room(number))] == ["portfolio.valued"]
