"""Activities to a file that can be read back exactly: CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from decimal import Decimal

from app.domain.portfolio.activities.activity import Activity
from app.domain.portfolio.exports.layout import COLUMNS, FORMAT, TEXTS, VERSION, escape


def export_csv(activities: Iterable[Activity]) -> bytes:
    """Write activities as CSV: UTF-8 with its mark, so that spreadsheets read the letters; decimal points."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for activity in activities:
        values = _values(activity)
        writer.writerow([_cell(name, values[name]) for name in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def export_json(activities: Iterable[Activity]) -> bytes:
    """Write activities as JSON; numbers are texts, so that no program rounds them."""
    listed = [
        {name: value for name, value in _values(activity).items() if value is not None}
        for activity in activities
    ]
    content = {"format": FORMAT, "version": VERSION, "activities": listed}
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def _cell(name: str, value: str | None) -> str:
    return "" if value is None else escape(value) if name in TEXTS else value


def _values(activity: Activity) -> dict[str, str | None]:
    return {
        "date": activity.on.isoformat(),
        "type": activity.type.value,
        "symbol": activity.symbol,
        "quantity": _plain(activity.quantity),
        "unit_price": _plain(activity.unit_price),
        "price_currency": activity.price_currency,
        "amount": _plain(activity.amount),
        "currency": activity.currency,
        "fee": _plain(activity.fee or None),
        "tax": _plain(activity.tax or None),
        "fx_rate": _plain(activity.fx_rate),
        "received": _plain(activity.received),
        "received_currency": activity.received_currency,
        "external_id": activity.external_id,
        "note": activity.note,
    }


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
