"""Tables: transactions and their parts, what is still to be pushed of them, the intake's dead letters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import (
    Mapped,
    ORMExecuteState,
    Session,
    mapped_column,
    with_loader_criteria,
)

from app.clock import now
from app.db import Base, BigId, Money, UTCDateTime
from app.json_values import JsonObject

HOLDS_OF_FILES = "status = 'PENDING' AND import_id IS NOT NULL"
"""As index and query have to say it, letter by letter, or SQLite does not use the one for the other."""


Columns = dict[str, Any]
"""Values of a row, by their column's name."""


def _sparse(column: str, *more: str) -> Index:
    """Index the rows that have something there: most of the fast intake's have not.

    more: columns that a query finds in the index, without a look at the row.
    """
    has = text(f"{column} IS NOT NULL")
    return Index(f"ix_transactions_{column}", column, *more, postgresql_where=has, sqlite_where=has)


class Transaction(Base):
    """One movement of money on one user's books.

    transaction_id is the sender's own id, unique per user. content_hash is over what the sender
    said, so that the same id again can be told from a contradiction.

    booked_on: the civil day, which lists, filters and sums by day use; it stays when the owner moves to
    another time zone. The source's own where it gave one, else the day of occurred_at in the owner's zone.
    has_time: False where the source gave a day alone; occurred_at then is its noon, and shown to nobody.
    natural_key: day, direction, amount and currency of a bank's row; rows of one key may be one payment.
    card_key: a card payment's retrieval number and terminal. For both see posting.keys.
    category_source, category_confidence: which rung of the ladder answered, and how sure, 0 to 100.
    details: what else the bank said, see ledger.bank_transaction.BankTransaction.
    transfer_id: the other half, where this is a transfer between the user's own accounts.
    suggested_transfer_id: what may be the other half; only a person can tell.
    account_id: the user's account that it moved, where that is known; `account` is what the source called it.
    deleted_at: its owner has deleted it. The row stays, so that the bank's next word of it is recognised and
    it can be restored; no SELECT finds it, see below.
    """

    __tablename__ = "transactions"
    __table_args__ = (
        UniqueConstraint("user_id", "transaction_id"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("status IN ('PENDING', 'SUCCESS', 'FAILED')", name="status_known"),
        CheckConstraint("direction IN ('in', 'out')", name="direction_known"),
        Index("ix_transactions_user_id_booked_on", "user_id", "booked_on", "occurred_at", "id"),
        _sparse("natural_key"),
        _sparse("card_key"),
        Index(
            "ix_transactions_holds_of_files",
            "user_id",
            postgresql_where=text(HOLDS_OF_FILES),
            sqlite_where=text(HOLDS_OF_FILES),
        ),
        _sparse("connection_id"),
        _sparse("import_id"),
        _sparse("transfer_id"),
        _sparse("suggested_transfer_id"),
        _sparse("account_id", "booked_on", "direction", "status", "amount", "deleted_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    transaction_id: Mapped[str] = mapped_column(String(100))
    amount: Mapped[int] = mapped_column(Money)
    currency: Mapped[str] = mapped_column(String(3))
    status: Mapped[str] = mapped_column(String(7))
    description: Mapped[str | None] = mapped_column(String(500))
    merchant: Mapped[str | None] = mapped_column(String(200))
    category: Mapped[str | None] = mapped_column(String(100))
    source: Mapped[str] = mapped_column(String(20), default="intake", server_default="intake")
    occurred_at: Mapped[datetime] = mapped_column(UTCDateTime)
    booked_on: Mapped[date]
    has_time: Mapped[bool] = mapped_column(default=True)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    content_hash: Mapped[str] = mapped_column(String(32))
    direction: Mapped[str] = mapped_column(String(3), default="out", server_default="out")
    channel: Mapped[str | None] = mapped_column(String(20))
    counterparty: Mapped[str | None] = mapped_column(String(200))
    mcc: Mapped[str | None] = mapped_column(String(4))
    account: Mapped[str | None] = mapped_column(String(64))
    details: Mapped[JsonObject | None] = mapped_column(JSON(none_as_null=True))
    natural_key: Mapped[str | None] = mapped_column(String(32))
    card_key: Mapped[str | None] = mapped_column(String(32))
    connection_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("connections.id", ondelete="SET NULL")
    )
    import_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("imports.id", ondelete="SET NULL"))
    category_source: Mapped[str | None] = mapped_column(String(12))
    category_confidence: Mapped[int | None] = mapped_column(SmallInteger)
    suggested_category: Mapped[str | None] = mapped_column(String(100))
    notes: Mapped[str | None] = mapped_column(String(2000))
    tags: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    transfer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("transactions.id", ondelete="SET NULL"))
    suggested_transfer_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("transactions.id", ondelete="SET NULL")
    )
    account_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("accounts.id", ondelete="SET NULL"))
    deleted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


_KEPT = with_loader_criteria(
    Transaction, Transaction.deleted_at.is_(None), include_aliases=True, propagate_to_loaders=False
)
WITH_DELETED = {"with_deleted": True}
"""The execution options of a SELECT that finds what owners have deleted as well."""


@event.listens_for(Session, "do_orm_execute")
def _leave_out_deleted(state: ORMExecuteState) -> None:
    """Leave deleted transactions out of every SELECT: one that forgot to say so would show and sum them.

    Not out of an EXISTS, nor of what an INSERT selects: these say so themselves.
    """
    wanted = state.execution_options.get("with_deleted") or state.is_column_load
    if state.is_select and state.is_orm_statement and not wanted:
        state.statement = state.statement.options(_KEPT)


class OutboxEntry(Base):
    """Transactions that were stored or changed and are still to be pushed: written in the same commit.

    mark: stands in Redis until somebody has pushed it, so that it is pushed once; see ledger.outbox.
    event: "created" or "updated". removed: transaction ids of holds that are gone.
    """

    __tablename__ = "announcements"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    mark: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    event: Mapped[str] = mapped_column(String(10))
    ids: Mapped[list[int]] = mapped_column(JSON)
    removed: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class Split(Base):
    """A part of a transaction with a category of its own; the parts add up to the whole."""

    __tablename__ = "splits"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    transaction_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("transactions.id", ondelete="CASCADE"), index=True
    )
    amount: Mapped[int] = mapped_column(Money)
    category: Mapped[str] = mapped_column(String(100))
    note: Mapped[str | None] = mapped_column(String(500))
