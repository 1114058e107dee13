"""Transactions that their owners write down themselves: added, and changed later."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import delete, select

from app.clock import now
from app.days import local_day, noon_of
from app.domain.auth.users.tables import User
from app.domain.banking.accounts.errors import AccountNotFound
from app.domain.banking.accounts.service import get_account
from app.domain.banking.accounts.tables import Account
from app.domain.banking.accounts.ties import MAX_NUMBER_LETTERS
from app.domain.banking.categories.enrichment import Enricher, as_columns
from app.domain.banking.categories.service import is_category
from app.domain.banking.intake.errors import TransactionConflict
from app.domain.banking.ledger.bank_transaction import BankTransaction
from app.domain.banking.ledger.errors import CategoryUnknown
from app.domain.banking.ledger.outbox import Changes, announce
from app.domain.banking.ledger.tables import WITH_DELETED, Columns, Split, Transaction
from app.domain.banking.posting.feed import EDITED
from app.domain.banking.posting.keys import hex_of, movement_key
from app.domain.banking.posting.row_store import insert_rows
from app.domain.banking.posting.rows import Origin, columns_of, lock_user
from app.domain.banking.rules.run import run_rules
from app.domain.banking.transactions.errors import TransactionDeleted
from app.domain.banking.transactions.tags import plain_tags
from app.domain.banking.transfers.links import FACTS
from app.domain.banking.transfers.service import forget_transfers_with, match_transfers
from app.errors import Invalid
from app.extensions import db
from app.money import is_currency

MANUAL = "manual"
CERTAIN = 100
OWN_FIELDS = ("amount", "direction", "booked_on", "description", "status", "account_id")
"""What only the owner of a row by hand can change; of other rows the source says it."""
_MOVES = frozenset({"amount", "direction", "booked_on", "account_id"})

t = Transaction


class Added(NamedTuple):
    """A transaction by hand; is_new: it was not there before."""

    row: Transaction
    is_new: bool


def add_by_hand(user: User, told: Mapping[str, Any], *, key: str | None, default_currency: str) -> Added:
    """Write a transaction down, inside the caller's transaction; pushed after its commit.

    told: what the owner says, by field. key: the request's idempotency key, which stands for the id where
    `told` has none; the same id with the same content is the same transaction. Raises Invalid,
    CategoryUnknown, TransactionConflict, TransactionDeleted.
    """
    said = hex_of(msgspec.json.encode(told, order="sorted").decode())
    number = told.get("transaction_id") or f"{MANUAL}:{hex_of(key) if key else uuid.uuid4().hex}"
    lock_user(user.id)
    if (known := _known(user.id, number)) is not None:
        return Added(_same(known, said), is_new=False)
    columns = _columns(user, told, default_currency) | {"transaction_id": number, "content_hash": said}
    if not insert_rows(db.session.connection(), [columns]):  # it came twice, and the other was first
        return Added(_same(_known(user.id, number), said), is_new=False)
    row = db.session.scalars(select(t).where(t.user_id == user.id, t.transaction_id == number)).one()
    row.notes, row.tags = (told.get("notes") or "").strip() or None, plain_tags(told.get("tags") or ())
    db.session.flush()
    run_rules(user.id, transaction_ids=[row.id], log=False)
    match_transfers(user.id, since=row.occurred_at)
    db.session.refresh(row)
    announce(user.id, Changes(created=[row.id]))
    return Added(row, is_new=True)


def _known(user_id: int, number: str) -> Transaction | None:
    mine = select(t).where(t.user_id == user_id, t.transaction_id == number)
    return db.session.scalars(mine, execution_options=WITH_DELETED).one_or_none()


def _same(known: Transaction | None, said: str) -> Transaction:
    if known is None or known.content_hash != said:
        raise TransactionConflict
    if known.deleted_at is not None:
        raise TransactionDeleted
    return known


def _columns(user: User, told: Mapping[str, Any], default_currency: str) -> Columns:
    account = _account(user.id, told.get("account_id"))
    currency = told.get("currency") or (account and account.currency) or user.base_currency
    currency = currency or default_currency
    _check(user.id, told.get("category"), currency, account)
    on = told.get("booked_on") or local_day(now(), user.time_zone)
    row = _movement(told, currency, on, user.time_zone, account)
    origin = Origin(user.id, MANUAL, now(), prefix="", zone=user.time_zone)
    columns = Enricher(user.id).enriched([columns_of(origin, row, "")])[0]
    columns["account_id"] = account.id if account else None
    if told.get("merchant"):
        columns["merchant"] = told["merchant"]
    if told.get("category"):
        by_owner = {"category_source": "user", "category_confidence": CERTAIN, "suggested_category": None}
        columns |= {"category": told["category"], **by_owner}
    return columns


def _movement(
    told: Mapping[str, Any], currency: str, on: date, zone: str, account: Account | None
) -> BankTransaction:
    return BankTransaction(
        amount=told["amount"],
        currency=currency,
        direction=told.get("direction") or "out",
        booked=told.get("status") != "PENDING",
        occurred_at=noon_of(on, zone),
        booked_on=on,
        has_time=False,
        description=told.get("description") or "",
        merchant=told.get("merchant"),
        account=_named(account),
    )


def _named(account: Account | None) -> str | None:
    """Return what a row calls its account, by which transfers between accounts are found."""
    return (account.number or account.name)[:MAX_NUMBER_LETTERS] if account else None


def _account(user_id: int, account_id: int | None) -> Account | None:
    if account_id is None:
        return None
    try:
        return get_account(user_id, account_id)
    except AccountNotFound as exc:
        raise _invalid("/account_id", exc.detail) from exc


def _check(user_id: int, category: str | None, currency: str, account: Account | None) -> None:
    if not is_currency(currency):
        raise _invalid("/currency", f"{currency!r} is not an ISO 4217 currency code")
    if account is not None and account.currency != currency:
        raise _invalid("/currency", f"The account is in {account.currency}")
    if category is not None and not is_category(user_id, category):
        raise CategoryUnknown(
            errors=[{"pointer": "/category", "message": f"There is no category {category!r}"}]
        )


def _invalid(pointer: str, message: str) -> Invalid:
    return Invalid(errors=[{"pointer": pointer, "message": message}])


def change_by_hand(user: User, row: Transaction, changes: Mapping[str, Any]) -> list[int]:
    """Change what a row by hand says, inside the caller's transaction; return the ids of others that changed.

    changes: of OWN_FIELDS. A row of any source that names no account can be tied to one. Raises Invalid
    where a bank, a file or a sender says it.
    """
    theirs = [name for name in changes if row.source != MANUAL and not _is_free(row, name)]
    if theirs:
        raise Invalid(errors=[{"pointer": f"/{name}", "message": _THEIRS} for name in theirs])
    for name, value in changes.items():
        if name == "account_id":
            _tie(row, _account(user.id, value))
        else:
            setattr(row, name, value)
    if row.source != MANUAL:
        return []
    _settle(user, row, changes)
    db.session.flush()
    return forget_transfers_with(select(t.id).where(t.id == row.id)) if _MOVES & changes.keys() else []


_THEIRS = "What its source says of a transaction cannot be changed; notes, tags, category and merchant can"


def _is_free(row: Transaction, name: str) -> bool:
    return name == "account_id" and row.account is None


def _tie(row: Transaction, account: Account | None) -> None:
    if account is not None and account.currency != row.currency:
        raise _invalid(
            "/account_id", f"The account is in {account.currency}, the transaction in {row.currency}"
        )
    row.account_id = account.id if account else None
    if row.source == MANUAL:
        row.account = _named(account)


def _settle(user: User, row: Transaction, changes: Mapping[str, Any]) -> None:
    """Bring what follows from a row's own fields up to date."""
    if "amount" in changes:  # its parts no longer add up to it
        db.session.execute(delete(Split).where(Split.transaction_id == row.id))
    row.occurred_at = noon_of(row.booked_on, user.time_zone)
    told = {name: getattr(row, name) for name in ("amount", "direction", "description", "status")}
    row.natural_key = movement_key(_movement(told, row.currency, row.booked_on, user.time_zone, None))
    if _MOVES & changes.keys():
        row.transfer_id = row.suggested_transfer_id = None
    if row.category_source not in EDITED:
        answer = Enricher(user.id).answer({name: getattr(row, name) for name in FACTS})
        for name, value in as_columns(answer).items():
            setattr(row, name, value)
