"""Tables: accounts, and the balances that were stated of them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.db import Base, BigId, Money, UTCDateTime, one_of


class AccountKind(StrEnum):
    """What an account is. card, loan: what is owed there is a balance below zero."""

    CURRENT = "current"
    SAVINGS = "savings"
    CARD = "card"
    CASH = "cash"
    LOAN = "loan"
    BROKERAGE = "brokerage"
    PROPERTY = "property"
    OTHER = "other"


class AccountOrigin(StrEnum):
    """Who named an account first: its owner, a bank connection, a file, or a sender of transactions."""

    MANUAL = "manual"
    CONNECTION = "connection"
    IMPORT = "import"
    INTAKE = "intake"


class BalanceSource(StrEnum):
    """Who stated a balance: the bank through its feed, a statement file, or the account's owner."""

    BANK = "bank"
    STATEMENT = "statement"
    PERSON = "person"


class Account(Base):
    """One account of a user's in one currency; a bank's account in two currencies is two.

    number: as the bank, or the sender of its rows, writes it: an IBAN where there is one. key: the same as
    it is compared, see accounts.names; rows that name it are tied to the account.
    opening_balance: signed minor units, what there was when opened_on began, or before the first row where
    opened_on is None. None: nobody has said, so that only a stated balance tells what there is.
    connection_id: the bank connection that tells of it. hidden: not listed, and not counted as wealth.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("user_id", "key", "currency"),
        Index(
            "uq_accounts_manual_name",
            "user_id",
            "name",
            unique=True,
            postgresql_where=text("origin = 'manual'"),
            sqlite_where=text("origin = 'manual'"),
        ),
        one_of("kind", AccountKind, name="kind_known"),
        one_of("origin", AccountOrigin, name="origin_known"),
        CheckConstraint("opened_on IS NULL OR opening_balance IS NOT NULL", name="opening_whole"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(10), default=AccountKind.CURRENT)
    currency: Mapped[str] = mapped_column(String(3))
    institution: Mapped[str | None] = mapped_column(String(120))
    number: Mapped[str | None] = mapped_column(String(64))
    key: Mapped[str | None] = mapped_column(String(130))
    opening_balance: Mapped[int | None] = mapped_column(Money)
    opened_on: Mapped[date | None]
    origin: Mapped[str] = mapped_column(String(10), default=AccountOrigin.MANUAL)
    connection_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("connections.id", ondelete="SET NULL"), index=True
    )
    hidden: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)


class StatedBalance(Base):
    """What somebody said that an account held at the end of a day; signed minor units.

    is_closing: the day was over when it was said. Of one that was not, more of the day may have come since;
    see accounts.statements.withdraw_since. import_id: the file that says so; its undo takes this away.
    """

    __tablename__ = "balances"
    __table_args__ = (
        one_of("source", BalanceSource, name="source_known"),
        Index(
            "uq_balances_said",
            "account_id",
            "stated_on",
            "source",
            unique=True,
            postgresql_where=text("import_id IS NULL"),
            sqlite_where=text("import_id IS NULL"),
        ),
        Index(
            "uq_balances_import",
            "account_id",
            "stated_on",
            "import_id",
            unique=True,
            postgresql_where=text("import_id IS NOT NULL"),
            sqlite_where=text("import_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(BigId, ForeignKey("accounts.id", ondelete="CASCADE"))
    stated_on: Mapped[date]
    balance: Mapped[int] = mapped_column(Money)
    source: Mapped[str] = mapped_column(String(10))
    is_closing: Mapped[bool] = mapped_column(default=True)
    import_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("imports.id", ondelete="CASCADE"), index=True
    )
    said_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
