"""Basiq's transactions in our words."""

from __future__ import annotations

from typing import Any

from app.domain.banking.feed.connectors.fields import UNDATED, currency_of, minor_of, moment_fields, when_of
from app.domain.banking.feed.ports import UnreadableTransaction
from app.domain.banking.ledger.bank_transaction import BankTransaction
from app.json_values import JsonObject, decimal_text, first_text, id_of, member, text_of


def read(raw: Any, *, zone: str = "UTC") -> BankTransaction:
    """Read one transaction; a day without a time is one in `zone`. Raises UnreadableTransaction.

    Pending rows get another id at each refresh, so theirs is not kept.
    """
    if not isinstance(raw, dict):
        raise UnreadableTransaction("This is no transaction.")
    currency = currency_of(raw.get("currency"))
    minor = minor_of(raw.get("amount"), currency)
    booked = _is_booked(raw.get("status"))
    external_id = id_of(raw.get("id"))
    dates = (raw.get("transactionDate"), raw.get("postDate"))
    when = next(filter(None, (when_of(date, zone, midnight_is_a_day=True) for date in dates)), None)
    if booked and external_id is None:
        raise UnreadableTransaction("A booked transaction without an id.")
    return BankTransaction(
        external_id=external_id if booked else None,
        amount=abs(minor),
        currency=currency,
        # Outgoing amounts are negative; some institutions leave the sign to `direction`.
        direction="out" if minor < 0 or raw.get("direction") == "debit" else "in",
        booked=booked,
        description=_description(raw),
        merchant=text_of(member(raw, "enrich", "merchant", "businessName"), 200),
        mcc=_mcc(raw),
        category=text_of(member(raw, "subClass", "title"), 100),
        account=text_of(raw.get("account"), 64),
        details=_details(raw) | ({} if when else UNDATED),
        **moment_fields(when),
    )


def _is_booked(status: Any) -> bool:
    if status not in {"posted", "pending"} if isinstance(status, str) else True:
        raise UnreadableTransaction("Its status is neither posted nor pending.")
    return bool(status == "posted")


def _description(raw: JsonObject) -> str:
    found = first_text(
        500, raw.get("description"), member(raw, "enrich", "cleanDescription"), raw.get("class")
    )
    return found or "Transaction"


def _mcc(raw: JsonObject) -> str | None:
    code = id_of(member(raw, "enrich", "category", "mcc", "code"), 4)
    return code if code and len(code) == 4 and code.isascii() and code.isdigit() else None


def _details(raw: JsonObject) -> JsonObject:
    said = {
        "reference": text_of(raw.get("reference"), 200),
        "balance": decimal_text(raw.get("balance")),
        "city": text_of(member(raw, "enrich", "location", "suburb"), 100),
        "country": text_of(member(raw, "enrich", "location", "country"), 100),
        "bank_class": text_of(raw.get("class"), 40),
    }
    return {name: value for name, value in said.items() if value}
