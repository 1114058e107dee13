"""What a user has, read from the database: eight SELECTs, whatever the number of days and things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import func, or_, select

from app.domain.banking.accounts.courses import AccountSeries, balances_of
from app.domain.portfolio.net_worth.logic import PORTFOLIOS, Asset, Gap, held_values
from app.domain.portfolio.portfolios.service import list_portfolios
from app.domain.portfolio.portfolios.tables import Portfolio
from app.domain.portfolio.valuations.tables import ValuationDay
from app.extensions import db
from app.money import exponent

p, v = Portfolio, ValuationDay
Values = dict[int, list[tuple[date, Decimal | None]]]


def load_accounts(user_id: int, days: Sequence[date]) -> Iterator[Asset]:
    """Yield the accounts that are not hidden, each with what it held at the end of each day."""
    for series in balances_of(user_id, days):
        account, worth = series.account, list(_worth(series))
        yield Asset(account.kind, "account", account.id, account.name, account.currency, worth)


def _worth(series: AccountSeries) -> Iterator[Decimal | None]:
    """Yield an account's balances in its currency; before it was opened it held nothing."""
    opened_on, digits = series.account.opened_on, exponent(series.account.currency)
    for point in series.points:
        if point.balance is not None:
            yield Decimal(point.balance).scaleb(-digits)
        else:
            yield Decimal(0) if opened_on and point.on < opened_on else None


def load_portfolios(user_id: int, days: Sequence[date]) -> tuple[list[Asset], list[Gap]]:
    """Return the portfolios, and those of which some days are just being valued anew.

    One that was never valued and has something to value is worth nobody knows what.
    """
    portfolios = list_portfolios(user_id)
    values = _values([each.id for each in portfolios], days)
    assets, stale = [], []
    for each in portfolios:
        known, since = values.get(each.id, []), each.stale_from
        worth = held_values(known, days) if known or since is None else [None] * len(days)
        assets.append(Asset(PORTFOLIOS, "portfolio", each.id, each.name, each.currency, worth))
        if known and since is not None and since <= days[-1]:
            stale.append(Gap(each.name, "portfolio", each.id, max(since, days[0]), days[-1]))
    return assets, stale


def _values(ids: Sequence[int], days: Sequence[date]) -> Values:
    """Return what portfolios were valued at: on these days, and on the last day before each of them."""
    earlier = v.portfolio_id.in_(ids), v.on < days[0]
    newest = select(v.portfolio_id, func.max(v.on).label("on")).where(*earlier)
    before = newest.group_by(v.portfolio_id).subquery()
    statement = (
        select(v.portfolio_id, v.on, v.value)
        .outerjoin(before, before.c.portfolio_id == v.portfolio_id)
        .where(v.portfolio_id.in_(ids), or_(v.on.between(days[0], days[-1]), v.on == before.c.on))
    )
    found: Values = defaultdict(list)
    for portfolio_id, on, value in db.session.execute(statement.order_by(v.portfolio_id, v.on)):
        found[portfolio_id].append((on, value))
    return found
