"""Brokers' files as tests write them, and what was read of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from msgspec.structs import asdict

from app.domain.portfolio.activities.activity import Activity
from app.domain.portfolio.brokers.reader import read_broker_file
from app.domain.portfolio.drafts.mapping import Mapping
from app.domain.portfolio.drafts.shapes import Answers, BrokerFile

TODAY = date(2026, 6, 30)
_DEFAULTS = {"fee": Decimal(0), "tax": Decimal(0)}


def read(
    content: str | bytes,
    *,
    preset: str | None = None,
    mapping: Mapping | None = None,
    portfolio_currency: str | None = None,
    **answers: Any,
) -> BrokerFile:
    """Read a file; further keywords are answers to its questions."""
    return read_broker_file(
        content.encode() if isinstance(content, str) else content,
        filename="activities.csv",
        today=TODAY,
        preset=preset,
        mapping=mapping,
        answers=Answers(**answers),
        portfolio_currency=portfolio_currency,
    )


def said(activity: Activity, *leave: str) -> dict[str, Any]:
    """Return what an activity says beyond the defaults: the day and type as texts, numbers as they are."""
    found = {name: value for name, value in asdict(activity).items() if value != _DEFAULTS.get(name)}
    found |= {"on": activity.on.isoformat(), "type": activity.type.value}
    return {name: value for name, value in found.items() if name not in {"note", "external_id", *leave}}


def row(on: str, type: str, currency: str, symbol: str | None = None, **numbers: Any) -> dict[str, Any]:
    """Write what `said` gives; numbers as texts or whole numbers."""
    texts = {"price_currency", "received_currency"}
    found: dict[str, Any] = {"on": on, "type": type, "currency": currency}
    if symbol is not None:
        found["symbol"] = symbol
    return found | {name: value if name in texts else Decimal(value) for name, value in numbers.items()}


def activities(content: str | bytes, **how: Any) -> list[dict[str, Any]]:
    """Return what the activities of a file say, in the file's order."""
    file = read(content, **how)
    assert file.questions == []
    return [said(each.activity) for each in file.rows if each.activity]


def problems(content: str | bytes, **how: Any) -> dict[int, str]:
    """Return the problems of a file by line."""
    return {each.line: each.problem for each in read(content, **how).rows if each.problem}


def skipped(content: str | bytes, **how: Any) -> dict[int, str]:
    """Return why lines gave no activity, by line."""
    return {each.line: each.skipped for each in read(content, **how).rows if each.skipped}
