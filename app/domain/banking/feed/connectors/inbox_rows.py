"""The generic inbox's transactions in our words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.clock import now
from app.days import local_day
from app.domain.banking.accounts.bank_balance import BankBalance
from app.domain.banking.feed.connectors.fields import UNDATED, currency_of, minor_of, moment_fields, when_of
from app.domain.banking.feed.ports import UnreadableTransaction
from app.domain.banking.ledger.bank_transaction import BankTransaction, Direction
from app.json_values import JsonObject, decimal_text, first_text, id_of, text_of
from app.money import MAX_MINOR
from app.tabular.dates import When

MAX_DETAILS = 30
_STATUSES = {"booked": True, "posted": True, "success": True, "pending": False}


def read(raw: Any, *, zone: str = "UTC") -> BankTransaction:
    """Read one transaction; a day without a time is one in `zone`. Raises UnreadableTransaction."""
    if not isinstance(raw, dict):
        raise UnreadableTransaction("This is no transaction.")
    external_id = id_of(raw.get("id"))
    if external_id is None:
        raise UnreadableTransaction("It has no id of 1 to 100 characters.")
    currency = currency_of(raw.get("currency"))
    minor = _minor(raw, currency)
    when = _when(raw.get("occurred_at"), zone)
    return BankTransaction(
        external_id=external_id,
        amount=abs(minor),
        currency=currency,
        direction=_direction(raw.get("direction"), minor),
        booked=_is_booked(raw.get("status", "booked")),
        description=first_text(500, raw.get("description"), raw.get("merchant")) or "Transaction",
        merchant=text_of(raw.get("merchant"), 200),
        counterparty=text_of(raw.get("counterparty"), 200),
        mcc=_mcc(raw.get("mcc")),
        category=text_of(raw.get("category"), 100),
        account=text_of(raw.get("account"), 64),
        details=_details(raw.get("details")) | ({} if when else UNDATED),
        **moment_fields(when),
    )


def read_balance(raw: Any, *, zone: str = "UTC") -> BankBalance:
    """Read what a sender states that an account held; without `on` it is as of now.

    Raises UnreadableTransaction.
    """
    if not isinstance(raw, dict) or text_of(raw.get("account"), 64) is None:
        raise UnreadableTransaction("This balance names no account.")
    currency, today = currency_of(raw.get("currency")), local_day(now(), zone)
    when = when_of(raw["on"], zone) if raw.get("on") is not None else None
    if raw.get("on") is not None and when is None:
        raise UnreadableTransaction("on is not a day, or an RFC 3339 moment, between 1900 and 2200.")
    on = when.on if when else today
    if on > today:
        raise UnreadableTransaction("This balance is of a day that is yet to come.")
    closing = when is not None and not when.has_time and on < today
    return BankBalance(
        account=str(text_of(raw["account"], 64)), currency=currency, on=on, is_closing=closing,
        balance=_minor(raw, currency, "balance"),
    )  # fmt: skip


def _minor(raw: JsonObject, currency: str, name: str = "amount") -> int:
    minor = raw.get(f"{name}_minor")
    if minor is None:
        return minor_of(raw.get(name), currency)
    if isinstance(minor, bool) or not isinstance(minor, int) or abs(minor) > MAX_MINOR:
        raise UnreadableTransaction(f"{name}_minor is not a whole number that is taken.")
    if raw.get(name) is not None and minor_of(raw[name], currency) != minor:
        raise UnreadableTransaction(f"{name} and {name}_minor contradict each other.")
    return minor


def _direction(said: Any, minor: int) -> Direction:
    """The sign says it; a sender of amounts without signs says it in words."""
    if said not in (None, "in", "out") or (said == "in" and minor < 0):
        raise UnreadableTransaction("direction must be 'in' or 'out', and agree with the amount's sign.")
    return "out" if minor < 0 or said == "out" else "in"


def _is_booked(status: Any) -> bool:
    booked = _STATUSES.get(status.lower()) if isinstance(status, str) else None
    if booked is None:
        raise UnreadableTransaction("Its status is none of booked, posted, SUCCESS and pending.")
    return booked


def _when(said: Any, zone: str) -> When | None:
    if said is None:
        return None
    when = when_of(said, zone)
    if when is None:
        raise UnreadableTransaction("occurred_at is not an RFC 3339 moment between 1900 and 2200.")
    return when


def _mcc(said: Any) -> str | None:
    code = id_of(said, 4)
    return code.rjust(4, "0") if code and code.isascii() and code.isdigit() else None


def _details(said: Any) -> JsonObject:
    """Keep what is a fact by name: texts, numbers (with a point as text), yes and no."""
    found = (
        {text_of(name, 40): _fact(value) for name, value in said.items()} if isinstance(said, dict) else {}
    )
    kept = [(name, value) for name, value in found.items() if name and value is not None]
    return dict(kept[:MAX_DETAILS])


def _fact(value: Any) -> Any:
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) <= MAX_MINOR):
        return value
    return decimal_text(value) if isinstance(value, Decimal) else text_of(value, 500)
