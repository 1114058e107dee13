"""Investments stated as quantity and price: such a one is an opening purchase, so that there is one truth."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import delete, select

from app.domain.fx.units import unit_of
from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.activities.holding import Quotation, holding_of
from app.domain.portfolio.activities.service import (
    add_activities,
    check_what_is_held,
    load_activities,
    update_activity,
)
from app.domain.portfolio.activities.tables import ActivityRow
from app.domain.portfolio.investments.errors import HasActivities, InvestmentNotFound, SymbolTaken
from app.domain.portfolio.investments.tables import Investment
from app.domain.portfolio.investments.views import ABOUT, InvestmentDraft, InvestmentView
from app.domain.portfolio.portfolios.service import FIRST_DAY, change_portfolio
from app.domain.portfolio.portfolios.tables import Portfolio
from app.errors import FieldError, Invalid
from app.extensions import db
from app.pagination import Page, page_of_known

a, i, p = ActivityRow, Investment, Portfolio


def list_investments(
    user_id: int, portfolio_id: int | None, *, limit: int, cursor: str | None
) -> Page[InvestmentView]:
    """Return a page of a user's investments, of one portfolio or of all, by symbol. Raises Invalid."""
    statement = select(i).join(p).where(p.user_id == user_id, p.deleted_at.is_(None))
    if portfolio_id is not None:
        statement = statement.where(i.portfolio_id == portfolio_id)
    page = page_of_known(
        list(db.session.scalars(statement)), lambda row: (row.portfolio_id, row.symbol), (int, str),
        limit=limit, cursor=cursor,
    )  # fmt: skip
    happened = {number: _happened(number) for number in {row.portfolio_id for row in page.items}}
    shown = [_view(row, happened[row.portfolio_id].get(row.symbol)) for row in page.items]
    return Page(shown, page.next_cursor)


def get_investment(user_id: int, investment_id: int) -> InvestmentView:
    """Return one investment of a user's. Raises InvestmentNotFound."""
    return _show(_find(user_id, investment_id))


def create_investment(user_id: int, portfolio_id: int, draft: InvestmentDraft) -> InvestmentView:
    """Add an investment, with its opening purchase where a quantity is stated. Raises SymbolTaken."""
    known = select(i.id).where(i.portfolio_id == portfolio_id, i.symbol == draft.symbol)
    if db.session.scalar(known) is not None:
        raise SymbolTaken(errors=[{"pointer": "/symbol", "message": "This symbol is taken"}])
    opening = _opening(draft)
    if opening is not None:
        add_activities(user_id, portfolio_id, [opening], is_opening=True)
    else:
        db.session.add(i(portfolio_id=portfolio_id, symbol=draft.symbol, currency=draft.currency))
    row = db.session.scalars(select(i).where(i.portfolio_id == portfolio_id, i.symbol == draft.symbol)).one()
    return _describe(row, draft)


def update_investment(user_id: int, investment_id: int, draft: InvestmentDraft) -> InvestmentView:
    """Replace what is said of an investment, its opening purchase included.

    Raises HasActivities where quantity, price or day are changed and it has others than the opening.
    """
    row = _find(user_id, investment_id)
    change_portfolio(user_id, row.portfolio_id, FIRST_DAY)
    if draft.symbol != row.symbol:
        _rename(row, draft.symbol)
    if _states_another(draft, row):
        _reopen(user_id, row, draft)
    return _describe(row, draft)


def delete_investment(user_id: int, investment_id: int) -> None:
    """Remove an investment with its opening purchase. Raises HasActivities where it has others."""
    row = _find(user_id, investment_id)
    _only_opening(row)
    portfolio = change_portfolio(user_id, row.portfolio_id, FIRST_DAY)
    db.session.execute(delete(a).where(a.investment_id == row.id))
    db.session.delete(row)
    db.session.flush()
    check_what_is_held(portfolio, {row.symbol})


def _find(user_id: int, investment_id: int) -> Investment:
    statement = select(i).join(p).where(i.id == investment_id, p.user_id == user_id, p.deleted_at.is_(None))
    row = db.session.scalar(statement)
    if row is None:
        raise InvestmentNotFound
    return row


def _opening(draft: InvestmentDraft) -> Activity | None:
    """Return the purchase that a draft stands for. Raises Invalid where it states but a part of one."""
    stated = {name: getattr(draft, name) for name in ("quantity", "purchase_price", "purchase_date")}
    if not any(value is not None for value in stated.values()):
        return None
    errors: list[FieldError] = [
        {"pointer": f"/{name}", "message": "Quantity, price and day of the purchase go together"}
        for name, value in stated.items()
        if value is None
    ]
    if errors:
        raise Invalid(errors=errors)
    currency = unit_of(draft.currency).currency
    return Activity(
        on=draft.purchase_date or FIRST_DAY,
        type=ActivityType.BUY,
        symbol=draft.symbol,
        currency=currency,
        quantity=draft.quantity,
        unit_price=draft.purchase_price,
        price_currency=None if currency == draft.currency else draft.currency,
    )


def _states_another(draft: InvestmentDraft, row: Investment) -> bool:
    held = _show(row)
    stated = (draft.quantity, draft.purchase_price, draft.purchase_date, draft.currency)
    known = (
        Decimal(held.quantity),
        None if held.purchase_price is None else Decimal(held.purchase_price),
        held.purchase_date,
        held.currency,
    )
    return stated[:3] != (None, None, None) and stated != known


def _reopen(user_id: int, row: Investment, draft: InvestmentDraft) -> None:
    opening, stored = _opening(draft), _only_opening(row)
    row.currency = draft.currency
    if opening is None:
        return
    if stored is None:
        add_activities(user_id, row.portfolio_id, [opening], is_opening=True)
    else:
        update_activity(user_id, row.portfolio_id, stored.id, opening)


def _only_opening(row: Investment) -> ActivityRow | None:
    """Return an investment's opening purchase, None where nothing happened. Raises HasActivities."""
    live = list(
        db.session.scalars(select(a).where(a.investment_id == row.id, a.deleted_at.is_(None)).limit(2))
    )
    if len(live) > 1 or any(not each.is_opening for each in live):
        raise HasActivities
    return live[0] if live else None


def _rename(row: Investment, symbol: str) -> None:
    taken = select(i.id).where(i.portfolio_id == row.portfolio_id, i.symbol == symbol)
    if db.session.scalar(taken) is not None:
        raise SymbolTaken(errors=[{"pointer": "/symbol", "message": "This symbol is taken"}])
    row.symbol = symbol
    db.session.flush()


def _describe(row: Investment, draft: InvestmentDraft) -> InvestmentView:
    for name in ABOUT:
        setattr(row, name, getattr(draft, name))
    row.currency = draft.currency
    db.session.flush()
    return _show(row)


def _happened(portfolio_id: int, symbol: str | None = None) -> dict[str, list[Activity]]:
    by_symbol: dict[str, list[Activity]] = {}
    for each in load_activities(portfolio_id, None if symbol is None else [symbol]):
        if each.symbol:
            by_symbol.setdefault(each.symbol, []).append(each)
    return by_symbol


def _show(row: Investment) -> InvestmentView:
    return _view(row, _happened(row.portfolio_id, row.symbol).get(row.symbol))


def _view(row: Investment, happened: Sequence[Activity] | None) -> InvestmentView:
    quoted = Quotation(row.currency, row.percent_of_par)
    held = holding_of(happened, quoted) if happened is not None else None
    return InvestmentView(
        id=row.id,
        portfolio=row.portfolio_id,
        symbol=row.symbol,
        quantity=format(held.quantity, "f") if held else "0",
        purchase_price=format(held.average_price, "f") if held and held.average_price is not None else None,
        purchase_date=held.since if held else None,
        currency=row.currency,
        **{name: getattr(row, name) for name in ABOUT},
    )
