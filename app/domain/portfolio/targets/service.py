"""A portfolio's targets: stated by its owner, and compared with what it holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext

from msgspec import Struct
from sqlalchemy import delete, select

from app.domain.portfolio.portfolios.service import get_portfolio
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.targets.errors import NoTargets, TargetsInvalid
from app.domain.portfolio.targets.grouping import Grouping
from app.domain.portfolio.targets.holdings import Stock, stock_of
from app.domain.portfolio.targets.logic import (
    DOWNWARDS,
    FRACTION_OF_A_UNIT,
    WHOLE_UNIT,
    ZERO,
    Proposal,
    Target,
    Wish,
    propose,
    total_weight,
)
from app.domain.portfolio.targets.tables import TargetPlan, TargetRow
from app.domain.portfolio.targets.views import (
    ONE,
    RebalanceView,
    TargetsView,
    drift_view,
    gap_views,
    remainders,
    targets_view,
    text,
    trade_view,
)
from app.domain.portfolio.valuations.questions import Question
from app.domain.portfolio.valuations.service import ask
from app.domain.portfolio.valuations.today import today_of
from app.errors import FieldError
from app.extensions import db
from app.money import exponent

MAX_TARGETS = 200
TOLERANCE = Decimal("0.05")
"""Five percentage points, where an owner names no tolerance."""
t = TargetRow


class TargetsDraft(Struct, frozen=True, kw_only=True):
    """What an owner states. Weights are fractions, each above 0; see targets.logic.Target."""

    grouping: Grouping
    tolerance: Decimal = TOLERANCE
    targets: Sequence[Target]


class Money(Struct, frozen=True, kw_only=True):
    """What may be spent, and how.

    cash: new money. own_cash: the portfolio's own too. fractional: parts of a unit can be traded.
    """

    cash: Decimal = ZERO
    own_cash: bool = False
    sell: bool = False
    fractional: bool = False


def show_targets(user_id: int, portfolio_id: int) -> TargetsView:
    """Return a portfolio's targets. Raises PortfolioNotFound."""
    get_portfolio(user_id, portfolio_id)
    plan = _plan(portfolio_id) or TargetsDraft(grouping=Grouping.HOLDING, targets=())
    rest = ONE - total_weight(plan.targets)
    return targets_view(portfolio_id, plan.grouping, plan.tolerance, plan.targets, rest)


def state_targets(user_id: int, portfolio_id: int, draft: TargetsDraft) -> TargetsView:
    """Replace a portfolio's targets; an empty list removes them. Raises PortfolioNotFound, TargetsInvalid."""
    portfolio = get_portfolio(user_id, portfolio_id)
    if errors := _faults(draft.targets):
        raise TargetsInvalid(errors=errors)
    db.session.refresh(portfolio, with_for_update=True)  # two at once: the later one holds, whole
    db.session.execute(delete(t).where(t.portfolio_id == portfolio_id))
    db.session.merge(
        TargetPlan(portfolio_id=portfolio_id, grouping=draft.grouping, tolerance=draft.tolerance)
    )
    db.session.flush()
    db.session.add_all(
        t(portfolio_id=portfolio_id, key=each.key, weight=each.weight, place=place)
        for place, each in enumerate(draft.targets)
    )
    db.session.flush()
    return show_targets(user_id, portfolio_id)


def show_rebalance(user_id: int, portfolio_id: int, money: Money) -> RebalanceView:
    """Compare a portfolio with its targets by today's valuation, and propose trades.

    A run: a worker values what is not valued yet. Raises PortfolioNotFound, NoTargets, Unavailable.
    """
    get_portfolio(user_id, portfolio_id)
    if _plan(portfolio_id) is None:
        raise NoTargets
    today = today_of(user_id)
    answer = ask(user_id, portfolio_id, Question(end=today))
    portfolio, plan = get_portfolio(user_id, portfolio_id), _plan(portfolio_id)
    if plan is None:
        raise NoTargets
    keys = {each.key for each in plan.targets}
    stock = stock_of(portfolio, answer, today, grouping=plan.grouping, keys=keys)
    return _compare(portfolio, plan, stock, money, today)


def _compare(
    portfolio: Portfolio, plan: TargetsDraft, stock: Stock, money: Money, today: date
) -> RebalanceView:
    wish = Wish(
        cash=money.cash,
        own_cash=max(stock.cash or ZERO, ZERO) if money.own_cash else ZERO,
        sell=money.sell,
        step=FRACTION_OF_A_UNIT if money.fractional else WHOLE_UNIT,
        cent=Decimal(1).scaleb(-exponent(portfolio.currency)),
    )
    with localcontext(DOWNWARDS):
        found = propose(
            plan.targets, stock.holdings, own_cash=stock.cash, tolerance=plan.tolerance, wish=wish
        )
        return _view(portfolio, plan, stock, wish, found, today)


def _view(  # noqa: PLR0913, PLR0917 - everything that is shown
    portfolio: Portfolio, plan: TargetsDraft, stock: Stock, wish: Wish, found: Proposal, today: date
) -> RebalanceView:
    other = sum((each.value or ZERO for each in stock.holdings if each.key is None), ZERO)
    whole = found.whole
    return RebalanceView(
        portfolio=portfolio.id,
        on=today,
        currency=portfolio.currency,
        by=plan.grouping,
        tolerance=text(plan.tolerance),
        value=None if whole is None else text(whole - wish.cash),
        cash=text(wish.cash),
        whole=None if whole is None else text(whole),
        targets=[drift_view(each, plan.tolerance) for each in found.drifts],
        **remainders(found, other, (stock.cash or ZERO) + wish.cash),
        trades=[trade_view(each) for each in found.trades],
        spent=text(found.spent),
        proceeds=text(found.proceeds),
        left=text(found.left if whole is not None else wish.cash),
        gaps=gap_views(found.gaps),
    )


def _plan(portfolio_id: int) -> TargetsDraft | None:
    plan = db.session.get(TargetPlan, portfolio_id)
    rows = db.session.scalars(select(t).where(t.portfolio_id == portfolio_id).order_by(t.place)).all()
    if plan is None or not rows:
        return None
    targets = [Target(row.key, row.weight) for row in rows]
    return TargetsDraft(grouping=Grouping(plan.grouping), tolerance=plan.tolerance, targets=targets)


def _faults(targets: Sequence[Target]) -> list[FieldError]:
    seen: set[str] = set()
    errors: list[FieldError] = []
    for place, each in enumerate(targets):
        if each.key in seen:
            errors.append({"pointer": f"/targets/{place}/key", "message": "This has a target already"})
        seen.add(each.key)
    if total_weight(targets) > ONE:
        errors.append({"pointer": "/targets", "message": "The weights add up to more than 1"})
    return errors
