"""A user's portfolios: made, changed, removed, brought back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct
from sqlalchemy import case, func, select, update

from app.clock import now
from app.db import on_commit
from app.domain.banking.ledger.watchers import tell_watchers
from app.domain.portfolio.portfolios.errors import (
    PortfolioNameTaken,
    PortfolioNotFound,
    TooManyPortfolios,
)
from app.domain.portfolio.portfolios.jobs import ask_to_value
from app.domain.portfolio.portfolios.tables import CashMode, Portfolio
from app.extensions import db
from app.pagination import Page, page_of_known

MAX_PORTFOLIOS = 200
FIRST_DAY = date(1900, 1, 1)
"""Before it nothing happened: of a change that concerns all days."""
p = Portfolio


class PortfolioDraft(Struct, frozen=True, kw_only=True):
    """What an owner says of a portfolio; currency: an ISO 4217 code."""

    name: str
    currency: str
    cash: CashMode = CashMode.IMPLICIT
    allow_shorts: bool = False


def list_portfolios(user_id: int) -> list[Portfolio]:
    """Return a user's portfolios by name."""
    statement = select(p).where(p.user_id == user_id, p.deleted_at.is_(None))
    return list(db.session.scalars(statement.order_by(func.lower(p.name), p.id)))


def page_portfolios(user_id: int, *, limit: int, cursor: str | None) -> Page[Portfolio]:
    """Return a page of a user's portfolios by name. Raises Invalid."""
    found = list_portfolios(user_id)
    return page_of_known(
        found, lambda row: (row.name.casefold(), row.id), (str, int), limit=limit, cursor=cursor
    )


def get_portfolio(user_id: int, portfolio_id: int) -> Portfolio:
    """Return one of a user's own portfolios. Raises PortfolioNotFound."""
    return _find(user_id, portfolio_id, deleted=False)


def owns_portfolio(user_id: int, portfolio_id: int) -> bool:
    """Tell whether a portfolio is a user's own."""
    statement = select(p.id).where(p.id == portfolio_id, p.user_id == user_id, p.deleted_at.is_(None))
    return db.session.scalar(statement) is not None


def _find(user_id: int, portfolio_id: int, *, deleted: bool) -> Portfolio:
    found = db.session.get(p, portfolio_id)
    if found is None or found.user_id != user_id or (found.deleted_at is not None) != deleted:
        raise PortfolioNotFound
    return found


def create_portfolio(user_id: int, draft: PortfolioDraft) -> Portfolio:
    """Add a portfolio. Raises PortfolioNameTaken, TooManyPortfolios."""
    _check_name(user_id, draft.name)
    if len(list_portfolios(user_id)) >= MAX_PORTFOLIOS:
        raise TooManyPortfolios
    made = p(user_id=user_id, **_columns(draft))
    db.session.add(made)
    db.session.flush()
    return made


def update_portfolio(user_id: int, portfolio_id: int, draft: PortfolioDraft) -> Portfolio:
    """Replace what is said of a portfolio; more than another name has it valued anew. Raises as above."""
    found = get_portfolio(user_id, portfolio_id)
    _check_name(user_id, draft.name, but=portfolio_id)
    changed = {name: value for name, value in _columns(draft).items() if getattr(found, name) != value}
    if changed.keys() - {"name"}:
        change_portfolio(user_id, portfolio_id, FIRST_DAY)
    for name, value in changed.items():
        setattr(found, name, value)
    db.session.flush()
    return found


def delete_portfolio(user_id: int, portfolio_id: int) -> None:
    """Remove a portfolio; it can be brought back. Raises PortfolioNotFound."""
    get_portfolio(user_id, portfolio_id).deleted_at = now()
    db.session.flush()
    on_commit(lambda: tell_watchers([user_id]))


def restore_portfolio(user_id: int, portfolio_id: int) -> Portfolio:
    """Bring a removed portfolio back. Raises PortfolioNotFound, PortfolioNameTaken."""
    found = _find(user_id, portfolio_id, deleted=True)
    _check_name(user_id, found.name)
    found.deleted_at = None
    db.session.flush()
    on_commit(lambda: tell_watchers([user_id]))
    return found


def change_portfolio(user_id: int, portfolio_id: int, since: date) -> Portfolio:
    """Hold a portfolio for a change: what was computed of it no longer holds from a day on.

    Two changes of one portfolio happen one after the other. Raises PortfolioNotFound.
    """
    found = get_portfolio(user_id, portfolio_id)
    db.session.refresh(found, with_for_update=True)
    found.version += 1
    found.stale_from = min(since, found.stale_from or since)
    db.session.flush()
    ask_to_value(found.id)
    return found


def note_new_prices(portfolio_ids: Iterable[int], since: date) -> None:
    """Note that the market's prices of something in these portfolios are others from a day on."""
    wanted = select(p).where(p.id.in_(list(portfolio_ids)), p.deleted_at.is_(None)).order_by(p.id)
    for found in db.session.scalars(wanted.with_for_update()):
        found.version += 1
        found.stale_from = min(since, found.stale_from or since)
        ask_to_value(found.id)
    db.session.flush()


def versions_of(portfolio_ids: Iterable[int]) -> dict[int, int]:
    """Return the versions of those of the portfolios that there are."""
    statement = select(p.id, p.version).where(p.id.in_(list(portfolio_ids)), p.deleted_at.is_(None))
    return dict(db.session.execute(statement).all())


def invalidate_portfolios(user_id: int | None, since: date) -> None:
    """Let nothing hold that was computed of a user's portfolios from a day on, as rates changed.

    user_id: None for everybody's. A user's own are valued at once, everybody's by the next sweep.
    """
    stale_from = case((p.stale_from < since, p.stale_from), else_=since)
    changed = update(p).values(version=p.version + 1, stale_from=stale_from)
    if user_id is None:
        db.session.execute(changed)
        return
    for portfolio_id in db.session.scalars(changed.where(p.user_id == user_id).returning(p.id)):
        ask_to_value(portfolio_id)


def _columns(draft: PortfolioDraft) -> dict[str, str | bool]:
    return {
        "name": draft.name,
        "currency": draft.currency,
        "cash": draft.cash,
        "allow_shorts": draft.allow_shorts,
    }


def _check_name(user_id: int, name: str, but: int | None = None) -> None:
    same = select(p.id).where(p.user_id == user_id, p.name == name, p.deleted_at.is_(None))
    if db.session.scalar(same.where(p.id != but) if but else same):
        raise PortfolioNameTaken(errors=[{"pointer": "/name", "message": "This name is taken"}])
