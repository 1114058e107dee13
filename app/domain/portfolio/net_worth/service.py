"""A user's net worth: asked for a period, or pushed when it moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.clock import now
from app.days import local_day
from app.domain.auth.users.lookup import get_user
from app.domain.fx.lookup import rate_table
from app.domain.portfolio.net_worth.load import load_accounts, load_portfolios
from app.domain.portfolio.net_worth.logic import MAX_DAYS, NetWorth, add_up, days_of
from app.domain.portfolio.net_worth.views import NetWorthView, view_of
from app.errors import Invalid

SHOWN_DAYS = 365


def show_net_worth(user_id: int, first: date | None, last: date | None) -> NetWorthView:
    """Show a user's net worth from a day to a day, both included; else of the last year up to today.

    Raises Invalid where that is more than 20 years.
    """
    user = get_user(user_id)
    last = last or max(first or date.min, local_day(now(), user.time_zone))
    first = first or last - timedelta(SHOWN_DAYS)
    if not 0 <= (last - first).days <= MAX_DAYS:
        raise Invalid(errors=[{"pointer": "from", "message": "Expected a day before `to`, 20 years at most"}])
    return view_of(net_worth_on(user_id, user.base_currency, days_of(first, last)), user.base_currency)


def net_worth_on(user_id: int, base: str, days: Sequence[date]) -> NetWorth:
    """Return a user's net worth on some days, oldest first, in a currency."""
    portfolios, being_valued = load_portfolios(user_id, days)
    assets = [*load_accounts(user_id, days), *portfolios]
    currencies = {each.currency for each in assets} - {base}
    rates = rate_table(user_id, {base, *currencies} if currencies else (), days[0], days[-1])
    found = add_up(assets, days, base, rates)
    return found._replace(stale=[*found.stale, *being_valued])
