"""Accounts as their owners have them: listed, made, changed, deleted; balances shown and stated."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, exists, func, select
from sqlalchemy.exc import IntegrityError

from app.clock import now
from app.days import local_day
from app.db import on_commit
from app.domain.auth.users.lookup import get_user
from app.domain.banking.accounts.courses import courses_of
from app.domain.banking.accounts.errors import (
    AccountExists,
    AccountInUse,
    AccountLinked,
    AccountNotFound,
    BalanceNotFound,
)
from app.domain.banking.accounts.names import account_name
from app.domain.banking.accounts.statements import state_balances
from app.domain.banking.accounts.tables import Account, AccountOrigin, BalanceSource, StatedBalance
from app.domain.banking.accounts.ties import MAX_ACCOUNTS
from app.domain.banking.accounts.views import (
    AccountView,
    BalancesView,
    gap_view,
    point_view,
    statement_view,
    view_of,
)
from app.domain.banking.ledger.tables import Transaction
from app.domain.banking.ledger.watchers import tell_watchers
from app.errors import Invalid
from app.extensions import db
from app.money import is_currency
from app.pagination import Page, page_of

MAX_SERIES_DAYS = 3_660
"""Ten years and some days."""
SHOWN_DAYS = 90
FIXED = ("currency", "number")
"""What a bank, a file or a sender says of an account, and only of one made by hand its owner."""

a, b, t = Account, StatedBalance, Transaction


def list_accounts(user_id: int, *, hidden: bool, limit: int, cursor: str | None) -> Page[AccountView]:
    """Return a user's accounts, the newest first: those that are shown, or those that are hidden."""
    mine = select(a).where(a.user_id == user_id, a.hidden.is_(hidden))
    page = page_of(db.session, mine, (a.id,), limit=limit, cursor=cursor)
    courses, today = courses_of(page.items), _today(user_id)
    return Page([view_of(each, courses[each.id], today) for each in page.items], page.next_cursor)


def get_account(user_id: int, account_id: int) -> Account:
    """Return one of a user's own accounts. Raises AccountNotFound."""
    account = db.session.get(a, account_id)
    if account is None or account.user_id != user_id:
        raise AccountNotFound
    return account


def show_account(account: Account) -> AccountView:
    """Show an account with what it holds today, where its owner is."""
    return view_of(account, courses_of([account])[account.id], _today(account.user_id))


def _today(user_id: int) -> date:
    return local_day(now(), get_user(user_id).time_zone)


def create_account(user_id: int, told: Mapping[str, Any]) -> Account:
    """Make an account by hand, inside the caller's transaction. Raises Invalid, AccountExists.

    told: fields of Account by name. Without an opening balance it is empty until one is stated; where there
    is a number, which says that a bank knows it, nobody knows until then.
    """
    count = db.session.scalar(select(func.count()).where(a.user_id == user_id)) or 0
    if count >= MAX_ACCOUNTS:
        raise Invalid(f"{MAX_ACCOUNTS:,} accounts are as many as there can be.")
    account = Account(user_id=user_id, origin=AccountOrigin.MANUAL)
    _write(account, told)
    db.session.add(account)
    return _stored(account)


def edit_account(user_id: int, account_id: int, told: Mapping[str, Any]) -> Account:
    """Change what is named of an account. Raises AccountNotFound, Invalid, AccountExists, AccountLinked.

    AccountInUse where the currency of an account that is in use would change.
    """
    account = get_account(user_id, account_id)
    fixed = {name: told[name] for name in FIXED if name in told and told[name] != getattr(account, name)}
    if fixed and account.origin != AccountOrigin.MANUAL:
        raise AccountLinked
    if "currency" in fixed and _is_used(account):
        raise AccountInUse("Amounts are stored in this account's currency; make another account instead.")
    _write(account, told)
    return _stored(account)


def _write(account: Account, told: Mapping[str, Any]) -> None:
    for name, value in told.items():
        setattr(account, name, value)
    if not is_currency(account.currency):
        raise _invalid("/currency", f"{account.currency!r} is not an ISO 4217 currency code")
    if "number" in told:
        account.key = account_name(account.number) or None
        if account.number and not account.key:
            raise _invalid("/number", "An account's number has letters or digits")
    if account.opened_on is not None and account.opening_balance is None:
        if account.origin != AccountOrigin.MANUAL:
            raise _invalid("/opening_balance", "Say what there was on that day")
        account.opening_balance = 0


def _stored(account: Account) -> Account:
    try:
        db.session.flush()
    except IntegrityError as exc:
        raise AccountExists from exc
    _tell(account.user_id)
    return account


def _tell(user_id: int) -> None:
    on_commit(lambda: tell_watchers([user_id]))


def _invalid(pointer: str, message: str) -> Invalid:
    return Invalid(errors=[{"pointer": pointer, "message": message}])


def delete_account(user_id: int, account_id: int) -> None:
    """Delete an account that nothing is tied to. Raises AccountNotFound, AccountInUse."""
    account = get_account(user_id, account_id)
    if account.connection_id is not None or _is_used(account):
        raise AccountInUse
    db.session.execute(delete(a).where(a.id == account.id))
    _tell(user_id)


def _is_used(account: Account) -> bool:
    """Tell whether transactions are tied to an account; also deleted ones, which can be restored."""
    return bool(db.session.scalar(select(exists().where(t.account_id == account.id))))


def show_balances(user_id: int, account_id: int, first: date | None, last: date | None) -> BalancesView:
    """Show an account's balance on each day from the first to the last: ten years at most, else 90 days.

    Raises AccountNotFound, Invalid.
    """
    account = get_account(user_id, account_id)
    last = last or max(first or date.min, _today(user_id))
    first = first or last - timedelta(days=SHOWN_DAYS - 1)
    if not first <= last or (last - first).days >= MAX_SERIES_DAYS:
        raise _invalid("from", f"Expected a day before `to`, and {MAX_SERIES_DAYS:,} days at most")
    course, currency = courses_of([account])[account.id], account.currency
    stated = select(b).where(b.account_id == account.id, b.stated_on.between(first, last))
    return {
        "account": account.id,
        "currency": currency,
        "points": [point_view(point, currency) for point in course.series(first, last)],
        "stated": [
            statement_view(each, currency) for each in db.session.scalars(stated.order_by(b.stated_on, b.id))
        ],
        "gaps": [gap_view(gap, currency) for gap in course.gaps_within(first, last)],
    }


def state_balance(user_id: int, account_id: int, on: date, balance: int) -> Account:
    """Write down what an account held at the end of a day, by its owner's word.

    Said again of the same day, it is replaced. Raises AccountNotFound, Invalid.
    """
    account = get_account(user_id, account_id)
    if on > _today(user_id):
        raise _invalid("/on", "This day is yet to come")
    if account.opened_on is not None and on < account.opened_on:
        raise _invalid("/on", "The account was opened later than that")
    said = {"account_id": account.id, "stated_on": on, "balance": balance}
    state_balances(user_id, [said | {"source": BalanceSource.PERSON, "is_closing": True}])
    return account


def take_back(user_id: int, account_id: int, on: date) -> None:
    """Take back what its owner said of a day. Raises AccountNotFound, BalanceNotFound."""
    account = get_account(user_id, account_id)
    own = (b.account_id == account.id, b.stated_on == on, b.source == BalanceSource.PERSON)
    if not db.session.execute(delete(b).where(*own).returning(b.id)).all():
        raise BalanceNotFound
    _tell(user_id)
