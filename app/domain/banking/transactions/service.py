"""Reading transactions: one, a filtered page, and the bulk delete of a test installation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, cast

import msgspec
from redis.exceptions import RedisError
from sqlalchemy import ColumnElement, CursorResult, Select, String, and_, delete, or_, select
from sqlalchemy import cast as cast_to

from app.days import day_of_minute
from app.domain.banking.categories.taxonomy import TREE
from app.domain.banking.intake.service import Intake
from app.domain.banking.intake.zones import UNKNOWN, zones_of
from app.domain.banking.ledger.errors import AmbiguousTransaction, TransactionNotFound
from app.domain.banking.ledger.lookup import NEWEST_LAST
from app.domain.banking.ledger.tables import WITH_DELETED, Transaction
from app.domain.banking.ledger.views import StoredTransaction, TransactionView, in_full, view_of
from app.errors import Unavailable
from app.extensions import db
from app.letters import fold_letters, folded
from app.pagination import Page, page_of
from app.security import Principal


@dataclass(frozen=True, slots=True)
class Filters:
    """What to list; every field narrows. Days are inclusive; moments are half-open: since <= t < until."""

    first: date | None = None
    last: date | None = None
    since: datetime | None = None
    until: datetime | None = None
    status: str | None = None
    category: str | None = None
    merchant: str | None = None
    source: str | None = None
    direction: str | None = None
    channel: str | None = None
    tag: str | None = None
    connection: int | None = None
    account_id: int | None = None
    deleted: bool | None = None
    categorized: bool | None = None
    btpay: bool | None = None
    q: str | None = None
    min: int | None = None
    max: int | None = None
    user: int | None = None


def list_transactions(filters: Filters, *, limit: int, cursor: str | None) -> Page[StoredTransaction]:
    """Return stored transactions, newest first; `filters.user` None means everybody's."""
    page = page_of(db.session, _filtered(filters), NEWEST_LAST, limit=limit, cursor=cursor)
    return Page([view_of(row) for row in page.items], page.next_cursor)


def _filtered(filters: Filters) -> Select[Transaction]:
    t = Transaction
    conditions: dict[str, Callable[[Any], ColumnElement[bool]]] = {
        "user": lambda value: t.user_id == value,
        "first": lambda value: t.booked_on >= value,
        "last": lambda value: t.booked_on <= value,
        "since": lambda value: and_(t.occurred_at >= value, t.booked_on >= value.date() - NEAR),
        "until": lambda value: and_(t.occurred_at < value, t.booked_on <= value.date() + NEAR),
        "status": lambda value: t.status == value,
        "category": _in_category,
        "merchant": lambda value: _has(t.merchant, value),
        "source": lambda value: t.source == value,
        "direction": lambda value: t.direction == value,
        "channel": lambda value: t.channel == value,
        "tag": _tagged,
        "connection": lambda value: t.connection_id == value,
        "account_id": lambda value: t.account_id == value,
        "deleted": lambda value: t.deleted_at.is_not(None) if value else t.deleted_at.is_(None),
        "categorized": lambda value: t.category.is_not(None) if value else t.category.is_(None),
        "btpay": lambda value: btpay_only() if value else ~btpay_only(),
        "min": lambda value: t.amount >= value,
        "max": lambda value: t.amount <= value,
        "q": _search,
    }
    given = {name: getattr(filters, name) for name in conditions}
    wanted = select(t).where(*(conditions[name](value) for name, value in given.items() if value is not None))
    return wanted.execution_options(**WITH_DELETED) if filters.deleted else wanted


NEAR = timedelta(days=2)
"""A civil day lies closer than this to the moment's day in UTC, so that the index of days serves moments."""


def _in_category(code: str) -> ColumnElement[bool]:
    """Match a category, and what is below it where it is a primary one."""
    below = [each.code for each in TREE if each.parent == code]
    return Transaction.category.in_([code, *below])


def _tagged(tag: str) -> ColumnElement[bool]:
    # Tags are a JSON list; a tag holds no quote that could end it, for it is looked for as it is encoded.
    encoded = msgspec.json.encode(tag).decode()
    return cast_to(Transaction.tags, String).contains(encoded, autoescape=True)


def btpay_only() -> ColumnElement[bool]:
    """Match what BT Pay did, by the channel that was read, or by the text where none was."""
    t = Transaction
    said = [t.description.icontains(word) for word in ("bt pay", "btpay")]
    return or_(t.channel.like("btpay%"), t.channel.is_(None) & or_(*said))


def _search(text: str) -> ColumnElement[bool]:
    columns = (
        Transaction.description,
        Transaction.merchant,
        Transaction.transaction_id,
        Transaction.counterparty,
        Transaction.notes,
    )
    return or_(*(_has(column, text) for column in columns))


def _has(column: Any, text: str) -> ColumnElement[bool]:
    return folded(column).contains(fold_letters(text), autoescape=True)


def get_transaction(
    intake: Intake, caller: Principal, transaction_id: str, *, user_id: int | None
) -> StoredTransaction:
    """Return one transaction, stored or still queued.

    An admin may name whose; without a name their own comes first, then the only one there is.
    Raises TransactionNotFound, AmbiguousTransaction.
    """
    if user_id is not None and user_id != caller.user_id and not caller.is_admin:
        raise TransactionNotFound
    mine = _find(intake, user_id or caller.user_id, transaction_id)
    if mine is not None:
        return mine
    if user_id is not None or not caller.is_admin:
        raise TransactionNotFound
    return _only_one(intake, transaction_id)


def _find(intake: Intake, user_id: int, transaction_id: str) -> StoredTransaction | None:
    # The queue first: a row leaves it only after its commit, so that looking in this order finds it
    # in one of the two, whenever the flush runs.
    try:
        waiting = intake.queue.find(user_id, transaction_id)
    except RedisError as exc:
        raise Unavailable from exc
    where = (Transaction.user_id == user_id, Transaction.transaction_id == transaction_id)
    stored = db.session.scalars(select(Transaction).where(*where)).one_or_none()
    if stored is not None:
        return view_of(stored)
    return _waiting_view(waiting) if waiting else None


def _only_one(intake: Intake, transaction_id: str) -> StoredTransaction:
    stored = db.session.scalars(
        select(Transaction).where(Transaction.transaction_id == transaction_id).limit(2)
    )
    found = {row.user_id: view_of(row) for row in stored}
    for raw in intake.queue.find_any(transaction_id):
        view = _waiting_view(raw)
        found.setdefault(view.user, view)
    if not found:
        raise TransactionNotFound
    if len(found) > 1:
        raise AmbiguousTransaction
    return next(iter(found.values()))


def _waiting_view(raw: bytes) -> StoredTransaction:
    """Show a queued row as it will be stored: its day is the one where its owner is."""
    view = msgspec.json.decode(raw, type=TransactionView)
    zone = zones_of(db.session.connection(), {view.user}).get(view.user, UNKNOWN)
    booked_on = day_of_minute(view.occurred_at[:16], zone)
    return msgspec.json.decode(in_full(raw, booked_on), type=StoredTransaction)


def delete_all_transactions() -> int:
    """Delete every stored transaction of everybody; the caller checks ALLOW_BULK_DELETE first."""
    return cast(CursorResult[object], db.session.execute(delete(Transaction))).rowcount
