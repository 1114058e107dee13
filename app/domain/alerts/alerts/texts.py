"""What a message says: a title, a sentence, and the same for programs."""

from __future__ import annotations

from decimal import Decimal

from app.domain.alerts.alerts.conditions import AlertKind
from app.domain.alerts.alerts.measures import Measure
from app.domain.alerts.alerts.tables import Alert
from app.domain.alerts.notifications.service import Message
from app.domain.banking.ledger.tables import Transaction
from app.json_values import JsonObject
from app.money import decimal_string

MAX_TITLE_LETTERS = 200


def level_message(alert: Alert, found: Measure, subject: str, occasion: str) -> Message:
    """Tell that a value is past its threshold. subject: the account's or portfolio's name, or the symbol."""
    value, threshold = shown(alert, found.value), shown(alert, alert.threshold or Decimal(0))
    if alert.kind == AlertKind.DRAWDOWN:
        title = f"{subject} is {value} below its peak"
        body = f"{title} of {found.peak_on}; you asked to hear of more than {threshold}."
    else:
        title = f"{subject} is {alert.side} {threshold}"
        body = f"{subject} is at {value} on {found.on}, {alert.side} {threshold}."
    data: JsonObject = {
        **about(alert),
        "value": plain(found.value),
        "threshold": plain(alert.threshold or Decimal(0)),
        "on": found.on.isoformat(),
    }
    return Message(occasion, title[:MAX_TITLE_LETTERS], body, data)


def payment_message(alert: Alert, row: Transaction) -> Message:
    """Tell of a payment that an alert waited for."""
    amount = f"{decimal_string(row.amount, row.currency)} {row.currency}"
    who = row.merchant or row.counterparty or row.description or row.transaction_id
    way = "from" if row.direction == "in" else "to"
    data: JsonObject = {
        **about(alert),
        "transaction": row.transaction_id,
        "amount": row.amount,
        "amount_decimal": decimal_string(row.amount, row.currency),
        "currency": row.currency,
        "direction": row.direction,
        "on": row.booked_on.isoformat(),
    }
    body = f"{alert.name}: {amount} {way} {who} on {row.booked_on}."
    return Message(f"transaction:{row.id}", f"{amount} {way} {who}"[:MAX_TITLE_LETTERS], body, data)


def more_payments(alert: Alert, ids: list[int]) -> Message:
    """Tell that more payments came at once than are told of one by one."""
    text = f"{alert.name}: {len(ids):,} more payments"
    occasion = f"transactions:{ids[0]}-{ids[-1]}"
    return Message(occasion, text, f"{text}, among your transactions.", {**about(alert), "count": len(ids)})


def test_message(alert: Alert, occasion: str) -> Message:
    """Say that this is how a message of an alert looks."""
    body = f"This is a test of your alert “{alert.name}”; nothing has happened."
    return Message(occasion, f"Test: {alert.name}", body, about(alert), is_test=True)


def about(alert: Alert) -> JsonObject:
    """Say which alert it is, for programs."""
    return {
        "kind": alert.kind,
        "name": alert.name,
        "portfolio": alert.portfolio_id,
        "symbol": alert.symbol,
        "account": alert.account_id,
        "currency": alert.currency,
    }


def shown(alert: Alert, value: Decimal) -> str:
    """Write a value for people, in the unit of an alert."""
    if alert.kind == AlertKind.DRAWDOWN:
        return f"{plain(round(value * 100, 2))}%"
    if alert.kind == AlertKind.BALANCE and alert.currency:
        return f"{decimal_string(int(value), alert.currency)} {alert.currency}"
    return f"{plain(value)} {alert.currency or ''}".strip()


def plain(value: Decimal) -> str:
    """Write a number without an exponent or zeros at its end."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
