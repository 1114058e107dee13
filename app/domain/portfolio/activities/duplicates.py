"""Which rows of a file are stored already: by the broker's id, else by counting equal rows."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from app.domain.portfolio.activities.activity import Activity


def row_key(activity: Activity) -> str:
    """Hash what identifies a row: its type and the broker's id, or else all that it moved.

    Notes and exchange rates do not count: brokers change their words, and rates depend on the portfolio.
    """
    if activity.external_id is not None:
        parts: tuple[object, ...] = ("id", activity.type.value, activity.external_id)
    else:
        parts = (
            "row", activity.type.value, activity.on.isoformat(), activity.symbol, activity.currency,
            _plain(activity.quantity), _plain(activity.unit_price), _plain(activity.amount),
            _plain(activity.fee), _plain(activity.tax), activity.price_currency,
            _plain(activity.received), activity.received_currency,
        )  # fmt: skip
    return hashlib.sha256("\x1f".join(map(repr, parts)).encode()).hexdigest()


class StoredRow(NamedTuple):
    """What an activity with a broker's id moved, and when."""

    on: date
    symbol: str | None
    quantity: Decimal | None
    unit_price: Decimal | None
    amount: Decimal | None


def key_among(activity: Activity, stored: Mapping[str, Sequence[StoredRow]]) -> str:
    """Return a row's key; an empty one where its id is stored for something else.

    Some files number their rows anew, and an order may be carried out on two days. An id is the same row
    where two of three are the same: the security (it may be called otherwise by now), the day, what moved.
    """
    key = row_key(activity)
    if activity.external_id is None or key not in stored:
        return key
    return key if any(_is_same(activity, each) for each in stored[key]) else ""


def _is_same(activity: Activity, stored: StoredRow) -> bool:
    alike = (
        activity.symbol == stored.symbol,
        activity.on == stored.on,
        (activity.quantity, activity.unit_price, activity.amount) == stored[2:],
    )
    return sum(alike) > 1


def new_rows(keys: Iterable[str], stored: Mapping[str, int]) -> list[bool]:
    """Tell which rows are new: the n-th of equal rows is stored where at least n of them are.

    keys: of the file's rows, in their order. stored: how many rows of each key there are.
    """
    seen: Counter[str] = Counter()
    found: list[bool] = []
    for key in keys:
        seen[key] += 1
        found.append(seen[key] > stored.get(key, 0))
    return found


def _plain(value: Decimal | None) -> str | None:
    """Equal numbers are written alike: 5, 5.0 and 5.00."""
    if value is None:
        return None
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"
