"""What a bank says of one movement of money, whichever provider or file told it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct, structs

from app.days import local_day
from app.json_values import JsonObject
from app.money import MAX_MINOR, minor_units

Direction = Literal["in", "out"]


class BankTransaction(Struct, frozen=True, kw_only=True):
    """One movement as a bank tells it, in the words that every provider and file is brought to.

    external_id: the bank's own id, stable for booked rows; None where it has none that lasts (pending
    rows, files), so that the row is known by its content.
    amount: minor units of `currency`, never negative; `direction` says which way it went.
    booked: False while it is a hold that the bank may still change or drop.
    merchant, counterparty, mcc, category: only what the bank itself said; parsing comes later.
    account: the bank's name of the account, an IBAN where there is one.
    details: further facts by name, JSON values only: rrn, tid, city, country, card_ending,
    original_amount (decimal text), original_currency, fee (decimal text), reference, balance (decimal
    text), reversal, undated (True where the bank named no moment, and occurred_at is when it was read).
    booked_on: the civil day as the source wrote it; None where it told a moment in UTC, whose day is the
    owner's (see `posting.rows`).
    has_time: False where the source gave a day alone; occurred_at is then some moment of that day.
    """

    external_id: str | None = None
    amount: int
    currency: str
    direction: Direction
    booked: bool = True
    occurred_at: datetime
    booked_on: date | None = None
    has_time: bool = True
    description: str
    merchant: str | None = None
    counterparty: str | None = None
    mcc: str | None = None
    category: str | None = None
    account: str | None = None
    details: JsonObject = {}


def signed_minor(amount: str | int | Decimal, currency: str) -> int:
    """Read a provider's amount, text or JSON number, into signed minor units, exactly.

    A number with more decimals than its currency is refused unless they are zeros. Raises ValueError for
    what is no finite number, too large, or a float: a float has lost what the bank said.
    """
    if isinstance(amount, bool | float):
        raise ValueError(f"{amount!r} is no exact amount")
    text = amount.strip() if isinstance(amount, str) else _plain(Decimal(amount))
    minor = minor_units(text, currency)
    if abs(minor) > MAX_MINOR:
        raise ValueError(f"{text!r} is larger than any amount that is taken")
    return minor


def _plain(amount: Decimal) -> str:
    """Write a decimal without an exponent; one so large or small that this would be a bomb is refused."""
    if not amount.is_finite() or abs(amount.adjusted()) > 40:
        raise ValueError(f"{amount} is not an amount")
    return format(amount, "f")


def is_undated(details: Mapping[str, Any] | None) -> bool:
    """Tell whether a row's moment is only when it was first read: the same row again has another one."""
    return (details or {}).get("undated") is True


def direction_of(minor: int) -> Direction:
    """Outgoing is negative, as Basiq, BT and most files have it."""
    return "out" if minor < 0 else "in"


def with_day(row: BankTransaction, zone: str) -> BankTransaction:
    """Give a row that tells a moment alone its day where its owner is, so that files and feeds agree."""
    if row.booked_on is not None:
        return row
    return structs.replace(row, booked_on=local_day(row.occurred_at, zone))
