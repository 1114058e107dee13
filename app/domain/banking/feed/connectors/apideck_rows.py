"""Apideck's payments, bill payments and expenses in our words."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from app.domain.banking.accounts.bank_balance import BankAccount
from app.domain.banking.feed.connectors.fields import UNDATED, currency_of, minor_of, moment_fields, when_of
from app.domain.banking.feed.ports import UnreadableTransaction
from app.domain.banking.ledger.bank_transaction import BankTransaction, Direction
from app.json_values import JsonObject, first_text, id_of, member, text_of
from app.money import exponent
from app.tabular.dates import When

_VOID = {"voided", "deleted", "rejected"}
_NOT_YET = {"draft", "pending"}
_TITLES = {"payment": "Payment", "bill_payment": "Bill payment", "expense": "Expense"}


def marked(entity: Any, service: str, kind: str) -> Any:
    """Write beside an entity's own fields which service's it is and of which kind."""
    return {**entity, "service_id": service, "entity_type": kind} if isinstance(entity, dict) else entity


def gone(service: str, kind: str, entity_id: str) -> dict[str, str]:
    """Stand for an entity that the provider no longer has."""
    return {"id": entity_id, "service_id": service, "entity_type": kind, "status": "deleted"}


def part(rows: Iterable[Any]) -> tuple[list[Any], list[str]]:
    """Divide rows into those that stand, each once, and the ids of those that are void."""
    named = {_external_id(row) or position: row for position, row in enumerate(rows)}
    void = [key for key, row in named.items() if isinstance(key, str) and _status(row) in _VOID]
    return [row for key, row in named.items() if key not in set(void)], void


def read(raw: Any, *, zone: str = "UTC") -> BankTransaction:
    """Read one entity; a day without a time is one in `zone`. Raises UnreadableTransaction."""
    external_id = _external_id(raw)
    if external_id is None:
        raise UnreadableTransaction("It has no id that could be kept.")
    if _status(raw) in _VOID:
        raise UnreadableTransaction("It was voided.")
    currency = currency_of(raw.get("currency"))
    minor = _minor(raw, currency)
    party = _party(raw)
    when = _when(raw, zone)
    return BankTransaction(
        external_id=external_id,
        amount=abs(minor),
        currency=currency,
        direction=_direction(raw, minor),
        booked=_status(raw) not in _NOT_YET,
        description=_description(raw, party),
        merchant=party if raw["entity_type"] == "expense" else None,
        counterparty=party,
        account=_account(raw),
        details=_details(raw) | ({} if when else UNDATED),
        **moment_fields(when),
    )


def _external_id(raw: Any) -> str | None:
    """Name an entity for good: ids are unique within a kind of a service only."""
    kind, parts = member(raw, "entity_type"), [id_of(member(raw, name)) for name in ("service_id", "id")]
    return id_of(f"{parts[0]}:{kind}:{parts[1]}") if all(parts) and kind in list(_TITLES) else None


def _status(raw: Any) -> str:
    return text_of(member(raw, "status"), 20) or ""


def _minor(raw: JsonObject, currency: str) -> int:
    amount = raw.get("total_amount")
    if amount is None:
        amount = _sum_of_lines(raw.get("line_items"))
    if isinstance(amount, Decimal):
        amount = _without_noise(amount, currency)
    return minor_of(amount, currency)


def _sum_of_lines(lines: Any) -> Decimal:
    """Add up an expense that has no total of its own. Raises UnreadableTransaction."""
    amounts = [member(line, "total_amount") for line in lines] if isinstance(lines, list) else []
    exact = [
        Decimal(each) for each in amounts if isinstance(each, int | Decimal) and not isinstance(each, bool)
    ]
    if not amounts or len(exact) != len(amounts) or any(abs(each.adjusted()) > 20 for each in exact):
        raise UnreadableTransaction("It has no amount.")
    return sum(exact, Decimal(0))


def _without_noise(amount: Decimal, currency: str) -> Decimal:
    """Undo what adding doubles leaves behind (0.30000000000000004), rounding to the currency's decimals.

    Apideck's amounts are JavaScript numbers. A real fraction of a minor unit is left, to be refused.
    """
    if not amount.is_finite() or abs(amount.adjusted()) > 20:
        return amount
    rounded = amount.quantize(Decimal(1).scaleb(-exponent(currency)))
    return rounded if abs(rounded - amount) < Decimal("1e-9") else amount


def _direction(raw: JsonObject, minor: int) -> Direction:
    """Money comes in from customers and goes out to suppliers; a negative amount goes the other way."""
    out = _goes_out(raw) if minor >= 0 else not _goes_out(raw)
    return "out" if out else "in"


def _goes_out(raw: JsonObject) -> bool:
    kind = text_of(raw.get("type"), 40) or ""
    if raw["entity_type"] == "expense":
        return kind != "refund"
    for side, out in (("accounts_receivable", False), ("accounts_payable", True)):
        if kind.startswith(side):
            # A payment of a credit, overpayment or prepayment gives it back (Xero's payment types say
            # 'Refund' of each of them), so it goes the other way.
            return out if kind == side else not out
    return raw["entity_type"] == "bill_payment" or (bool(raw.get("supplier")) and not raw.get("customer"))


def _party(raw: JsonObject) -> str | None:
    names = ("company_name", "display_name", "name")
    return first_text(200, *(member(raw, who, name) for who in ("customer", "supplier") for name in names))


def _description(raw: JsonObject, party: str | None) -> str:
    said = first_text(500, raw.get("memo"), raw.get("note"), raw.get("reference"), party, raw.get("number"))
    return said or _TITLES[raw["entity_type"]]


def _account(raw: JsonObject) -> str | None:
    found = [member(raw, "account", name) for name in ("name", "id")]
    return first_text(64, member(raw, "bank_account", "iban"), *found, raw.get("account_id"))


def accounts_in(rows: Iterable[Any]) -> tuple[BankAccount, ...]:
    """Return what rows say of their accounts: payments name one and give its id, expenses the id alone."""
    said = [(_account(row), row) for row in rows if isinstance(row, dict)]
    found = [_described(account, row) for account, row in said if account]
    return tuple({each.account: each for each in found if each.name}.values())


def _described(account: str, row: JsonObject) -> BankAccount:
    name = text_of(member(row, "account", "name"), 120)
    number = text_of(member(row, "account", "id"), 64) if account == (name or "")[:64].strip() else None
    return BankAccount(account=account, name=name, number=number)


def _details(raw: JsonObject) -> JsonObject:
    return {"reference": reference} if (reference := text_of(raw.get("reference"), 200)) else {}


def _when(raw: JsonObject, zone: str) -> When | None:
    """The day that the books name, else the moment when they were written."""
    dated = when_of(raw.get("transaction_date"), zone, midnight_is_a_day=True)
    written = (when_of(raw.get(name), zone) for name in ("created_at", "updated_at"))
    return dated or next(filter(None, written), None)
