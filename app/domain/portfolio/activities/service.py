"""A portfolio's activities: stated, changed, removed, brought back.

Each write checks what it leaves behind: where short sales are not allowed, nothing is sold that is not held
on its day. Raises ActivityInvalid or NotHeld, and then nothing was stored.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from msgspec import structs
from sqlalchemy import func, select

from app.clock import now
from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.activities.checks import check_activities, check_activity
from app.domain.portfolio.activities.closes import ask_for_closes
from app.domain.portfolio.activities.corporate import Split
from app.domain.portfolio.activities.duplicates import row_key
from app.domain.portfolio.activities.errors import (
    ActivityInvalid,
    ActivityNotFound,
    NotHeld,
    TooManyActivities,
)
from app.domain.portfolio.activities.tables import ActivityRow
from app.domain.portfolio.activities.views import STORED, ActivityView, activity_of, activity_view
from app.domain.portfolio.investments.lookup import ensure_investments
from app.domain.portfolio.investments.tables import Investment
from app.domain.portfolio.portfolios import service
from app.domain.portfolio.portfolios.service import FIRST_DAY, PortfolioDraft, change_portfolio
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.prices.lookup import splits_of
from app.errors import FieldError
from app.extensions import db
from app.pagination import Page, page_of

MAX_ACTIVITIES = 200_000
MAX_ERRORS = 100
TAKES_OUT = frozenset({ActivityType.SELL, ActivityType.TRANSFER_OUT, ActivityType.SPLIT})
"""What may leave a later sale without its units; purchases cannot."""
AHEAD_OF_UTC = timedelta(hours=14)
a, i = ActivityRow, Investment


def list_activities(
    portfolio_id: int, *, symbol: str | None = None, limit: int, cursor: str | None = None
) -> Page[ActivityView]:
    """Return a portfolio's activities, newest first."""
    statement = select(a).where(a.portfolio_id == portfolio_id, a.deleted_at.is_(None))
    if symbol is not None:
        statement = statement.join(i, i.id == a.investment_id).where(i.symbol == symbol)
    page = page_of(db.session, statement, [a.on, a.id], limit=limit, cursor=cursor)
    return Page(_views(page.items), page.next_cursor)


def load_activities(
    portfolio_id: int, symbols: Collection[str] | None = None, *, after: date | None = None
) -> list[Activity]:
    """Return what happened in a portfolio, in order.

    symbols: only what is of these. after: only what is of a later day.
    """
    statement = select(a, i.symbol).outerjoin(i, i.id == a.investment_id)
    statement = statement.where(a.portfolio_id == portfolio_id, a.deleted_at.is_(None))
    if symbols is not None:
        statement = statement.where(i.symbol.in_(symbols))
    if after is not None:
        statement = statement.where(a.on > after)
    rows = db.session.execute(statement.order_by(a.on, a.id))
    return [activity_of(row, symbol) for row, symbol in rows]


def add_activities(
    user_id: int,
    portfolio_id: int,
    drafts: Sequence[Activity],
    *,
    is_opening: bool = False,
    import_id: int | None = None,
) -> list[ActivityView]:
    """Add activities; of one day they happened in the order given. All of them are stored, or none.

    import_id: of the file that brought them.
    """
    portfolio = change_portfolio(user_id, portfolio_id, min((each.on for each in drafts), default=FIRST_DAY))
    sold = {each.symbol for each in drafts if each.symbol and each.type in TAKES_OUT}
    _check(portfolio, drafts, before=load_activities(portfolio_id, sold) if sold else [])
    if _count(portfolio_id) + len(drafts) > MAX_ACTIVITIES:
        raise TooManyActivities
    ids = ensure_investments(portfolio_id, drafts)
    rows = [
        a(
            portfolio_id=portfolio_id,
            is_opening=is_opening,
            import_id=import_id,
            row_key=row_key(each),
            **_columns(each, ids),
        )
        for each in drafts
    ]
    db.session.add_all(rows)
    db.session.flush()
    check_what_is_held(portfolio, sold)
    ask_for_closes({each.symbol for each in drafts if each.symbol})
    return _views(rows)


def update_activity(user_id: int, portfolio_id: int, activity_id: int, draft: Activity) -> ActivityView:
    """Replace what an activity says; its place among those of its day stays where the day does."""
    row = find_activity(portfolio_id, activity_id)
    portfolio = change_portfolio(user_id, portfolio_id, min(row.on, draft.on))
    if errors := check_activity(draft, portfolio.currency, _today()):
        raise ActivityInvalid(errors=errors)
    before = _views([row])[0].symbol
    ids = ensure_investments(portfolio_id, [draft])
    for name, value in _columns(draft, ids).items():
        setattr(row, name, value)
    db.session.flush()
    check_what_is_held(portfolio, {each for each in (before, draft.symbol) if each})
    ask_for_closes({draft.symbol} if draft.symbol else set())
    return _views([row])[0]


def get_activity(portfolio_id: int, activity_id: int) -> ActivityView:
    """Return one activity of a portfolio. Raises ActivityNotFound."""
    return _views([find_activity(portfolio_id, activity_id)])[0]


def delete_activity(user_id: int, portfolio_id: int, activity_id: int) -> None:
    """Remove an activity; it can be brought back."""
    row = find_activity(portfolio_id, activity_id)
    _move(user_id, row, deleted=True)


def restore_activity(user_id: int, portfolio_id: int, activity_id: int) -> ActivityView:
    """Bring a removed activity back to its place."""
    row = find_activity(portfolio_id, activity_id, deleted=True)
    _move(user_id, row, deleted=False)
    return _views([row])[0]


def _move(user_id: int, row: ActivityRow, *, deleted: bool) -> None:
    portfolio = change_portfolio(user_id, row.portfolio_id, row.on)
    row.deleted_at = now() if deleted else None
    db.session.flush()
    symbol = _views([row])[0].symbol
    check_what_is_held(portfolio, {symbol} if symbol else set())


def find_activity(portfolio_id: int, activity_id: int, *, deleted: bool = False) -> ActivityRow:
    """Return one activity of a portfolio. Raises ActivityNotFound."""
    row = db.session.get(a, activity_id)
    if row is None or row.portfolio_id != portfolio_id or (row.deleted_at is not None) != deleted:
        raise ActivityNotFound
    return row


def update_portfolio(user_id: int, portfolio_id: int, draft: PortfolioDraft) -> Portfolio:
    """Replace what is said of a portfolio. Raises NotHeld where it may have no shorts any more, and has."""
    portfolio = service.update_portfolio(user_id, portfolio_id, draft)
    check_what_is_held(portfolio)
    return portfolio


def check_what_is_held(portfolio: Portfolio, symbols: Collection[str] | None = None) -> None:
    """Refuse what would leave a portfolio with more sold than held. symbols: None for all. Raises NotHeld."""
    if portfolio.allow_shorts or symbols == set():
        return
    stored = load_activities(portfolio.id, symbols)
    if errors := _faults(portfolio, stored, splits_of(portfolio.id)):
        raise NotHeld(errors[0]["message"])


def _check(portfolio: Portfolio, drafts: Sequence[Activity], before: Sequence[Activity] = ()) -> None:
    errors = _faults(portfolio, drafts, splits_of(portfolio.id), before)
    if errors or not drafts:
        raise ActivityInvalid(errors=errors[:MAX_ERRORS])


def _today() -> date:
    """Return the day that it is already somewhere: an owner's own may be ahead of UTC."""
    return (now() + AHEAD_OF_UTC).date()


def _faults(
    portfolio: Portfolio,
    drafts: Sequence[Activity],
    splits: Mapping[str, Sequence[Split]],
    before: Sequence[Activity] = (),
) -> list[FieldError]:
    return check_activities(
        drafts,
        currency=portfolio.currency,
        today=_today(),
        allow_shorts=portfolio.allow_shorts,
        before=before,
        splits=splits,
    )


def _count(portfolio_id: int) -> int:
    return db.session.scalar(select(func.count()).where(a.portfolio_id == portfolio_id)) or 0


def _columns(draft: Activity, ids: dict[str, int]) -> dict[str, object]:
    stated = structs.asdict(draft)
    investment_id = ids[draft.symbol] if draft.symbol else None
    return {name: stated[name] for name in STORED} | {
        "type": draft.type.value,
        "investment_id": investment_id,
    }


def _views(rows: Sequence[ActivityRow]) -> list[ActivityView]:
    numbers = {row.investment_id for row in rows if row.investment_id}
    found = db.session.execute(select(i.id, i.symbol).where(i.id.in_(numbers)))
    symbols = dict(found.all())
    return [activity_view(row, symbols.get(row.investment_id or 0)) for row in rows]


def first_day(portfolio_id: int) -> date | None:
    """Return the day of a portfolio's first activity."""
    statement = select(func.min(a.on)).where(a.portfolio_id == portfolio_id, a.deleted_at.is_(None))
    return db.session.scalar(statement)


def first_day_of_import(import_id: int) -> date | None:
    """Return the first day of what a file brought."""
    return db.session.scalar(select(func.min(a.on)).where(a.import_id == import_id))
