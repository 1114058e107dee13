"""The last step of reading: drafts to rows with activities, problems or reasons why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from msgspec.structs import replace

from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.drafts.activity_rules import activities_of, is_nothing
from app.domain.portfolio.drafts.draft import Draft, Item
from app.domain.portfolio.drafts.kinds import SPLITS, TRADES, TRANSFERS, Kind
from app.domain.portfolio.drafts.shapes import MAX_EXTERNAL_ID, MAX_NAME, MAX_NOTE, BrokerRow

_FUTURE = "{} is in the future. Correct the date, or say that it is meant."
_NOTHING = "It moves neither money nor units."


class Rules(NamedTuple):
    """What holds for all rows: the last day allowed, the portfolio's currency, what the rates lead to."""

    last_day: date | None
    portfolio_currency: str | None
    base_currency: str | None


def settle(items: Sequence[Item], rules: Rules) -> list[BrokerRow]:
    """Turn items into rows, in their order; a draft may give two."""
    currencies = _currencies_by_symbol(items)
    rows: list[BrokerRow] = []
    for item in items:
        if isinstance(item, BrokerRow):
            rows.append(_in_time(item, rules))
            continue
        if item.currency is None and needs_no_money(item):
            item.currency = currencies.get(item.symbol) or rules.portfolio_currency or currencies.get(None)
        rows.extend(_settled(item, rules))
    return rows


def needs_no_money(draft: Draft) -> bool:
    """Tell whether a row moves units alone, so that its currency is a matter of form."""
    if draft.kind in SPLITS:
        return True
    return draft.kind in TRANSFERS | {Kind.REWARD} and not any(
        (draft.amount, draft.price, draft.fee, draft.tax)
    )


def _settled(draft: Draft, rules: Rules) -> Iterable[BrokerRow]:
    if _is_future(draft.on, rules):
        return [draft.problem(_FUTURE.format(draft.on.isoformat()))]
    if draft.kind not in TRADES and is_nothing(draft):
        return [draft.skipped(_NOTHING)]
    _fit(draft)
    try:
        made = activities_of(draft)
    except ValueError as error:
        return [draft.problem(str(error))]
    return [_row(draft, _with_rate(activity, rules), first=at == 0) for at, activity in enumerate(made)]


def _fit(draft: Draft) -> None:
    """Cut texts to what is stored; an id is not cut, as it would be another one."""
    draft.isin, draft.name, draft.account = (
        text[:MAX_NAME] if text else None for text in (draft.isin, draft.name, draft.account)
    )
    draft.note = draft.note[:MAX_NOTE].strip() or None if draft.note else None
    if draft.external_id is not None and len(draft.external_id) > MAX_EXTERNAL_ID:
        draft.external_id = None


def _in_time(row: BrokerRow, rules: Rules) -> BrokerRow:
    """Check the day of an activity that needed no rules: of Tidewatch's own export."""
    if row.activity is None or not _is_future(row.activity.on, rules):
        return row
    return row._replace(activity=None, problem=_FUTURE.format(row.activity.on.isoformat()))


def _is_future(on: date, rules: Rules) -> bool:
    return rules.last_day is not None and on > rules.last_day


def _row(draft: Draft, activity: Activity, *, first: bool) -> BrokerRow:
    return BrokerRow(
        draft.line,
        activity,
        warnings=tuple(draft.warnings) if first else (),
        joined=tuple(draft.joined),
        isin=draft.isin,
        name=draft.name,
        account=draft.account,
    )


def _with_rate(activity: Activity, rules: Rules) -> Activity:
    """Keep an exchange rate only where it leads to the portfolio's currency."""
    rate = activity.fx_rate
    if rate is None:
        return activity
    wanted = rules.portfolio_currency
    elsewhere = wanted and rules.base_currency and wanted != rules.base_currency
    needless = activity.currency == (wanted or rules.base_currency) or activity.type is ActivityType.SPLIT
    return replace(activity, fx_rate=None) if rate <= 0 or elsewhere or needless else activity


def _currencies_by_symbol(items: Sequence[Item]) -> dict[str | None, str]:
    """Return each symbol's currency, and under None the file's first one."""
    found: dict[str | None, str] = {}
    for item in items:
        if isinstance(item, Draft) and item.currency:
            found.setdefault(item.symbol, item.currency)
            found.setdefault(None, item.currency)
    return found


def runs_backwards(items: Sequence[Item], *, usual: bool) -> bool:
    """Tell whether the rows run from the newest to the oldest; `usual` where their days do not show it."""
    days = [item.on for item in items if isinstance(item, Draft)]
    steps = [(later - earlier).days for earlier, later in pairwise(days)]
    forward, back = sum(step > 0 for step in steps), sum(step < 0 for step in steps)
    return usual if forward == back else back > forward


def moments_of(items: Sequence[Item]) -> dict[int, str]:
    """Return by line when the rows happened, nothing where no row says it; one that does not goes along."""
    found: dict[int, str] = {}
    last = ""
    for item in items:
        last = (isinstance(item, Draft) and item.moment) or last
        found[item.line] = last
    return found if last else {}


def base_currency_of(items: Sequence[Item]) -> str | None:
    """Return the currency whose own rate is 1, if there is exactly one."""
    found = {item.currency for item in items if isinstance(item, Draft) and item.fx_rate == Decimal(1)}
    return found.pop() if len(found) == 1 else None
