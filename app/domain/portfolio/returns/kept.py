"""Keeping what an answer has computed up to a day, so that later ones go on from there.

Going on answers to the last digit what the whole history answers, if nothing up to that day has changed and
nothing after it reaches back; who keeps a past sees to the one, `can_go_on` tells the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import localcontext

import msgspec
import numpy as np

from app.domain.fx.rates import EXACT
from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.activities.corporate import MAX_TRANSFER_DAYS, Split
from app.domain.portfolio.measures.xirr import paid_by_day
from app.domain.portfolio.returns.amount_figures import Amounts
from app.domain.portfolio.returns.gains import FIFO_WITHOUT_FEES
from app.domain.portfolio.returns.gaps import merged
from app.domain.portfolio.returns.journal import Journal
from app.domain.portfolio.returns.market import Period
from app.domain.portfolio.returns.past import Growth, Paid, Past, PastScope
from app.domain.portfolio.returns.scope import Holding, Scope, Span, Whole

_IN_KIND = (ActivityType.TRANSFER_IN, ActivityType.TRANSFER_OUT)


def can_go_on(
    on: date, known: Collection[str], later: Iterable[Activity], splits: Mapping[str, Sequence[Split]]
) -> bool:
    """Tell whether what happened after a day leaves everything before as it was.

    known: the securities of which anything was booked until then. later: the activities after that day.
    splits: all that the market knows of. A split restates closes of any time, and may be one of before; what
    arrives in another depot may have left the first one before.
    """
    reaches = on + timedelta(days=MAX_TRANSFER_DAYS)
    traded = set(known)
    for each in later:
        in_kind = each.type in _IN_KIND and each.symbol is not None
        if each.type is ActivityType.SPLIT or (in_kind and each.on <= reaches):
            return False
        traded.add(each.symbol or "")
    found = ((symbol, split) for symbol in traded & splits.keys() for split in splits[symbol])
    return all(split.on <= on and symbol in known for symbol, split in found)


def keep(journal: Journal, on: date) -> Past | None:
    """Return what stands at the close of a day, None before the first entry. No entry is later."""
    first_on = journal.first_on
    if first_on is None or first_on > on:
        return None
    with localcontext(EXACT), np.errstate(invalid="ignore", divide="ignore"):
        span = Span(journal, Period(end=on))
        whole = Whole(span)
        cash_gaps = tuple(each for each in whole.cash_gaps if each.last_on == on)
        return Past(
            on=on,
            first_on=first_on,
            state=msgspec.msgpack.encode(journal.state),
            cash=dict(journal.state.cash),
            openings=tuple(line.entries[-1] for line in journal.by_symbol.values()),
            splits=journal.quotes.all_splits,
            whole=_past_of(whole)._replace(values=whole.curve, cash_gaps=cash_gaps),
            holdings={symbol: _past_of(Holding(span, symbol)) for symbol in span.symbols},
        )


def _past_of(scope: Scope) -> PastScope:
    paid = scope.before.paid.by_day() | paid_by_day(scope.net_flows)
    return PastScope(
        begins=scope.begins,
        has_something=scope.has_something,
        growth=Growth(scope.growth.level, merged(scope.growth.gaps)),
        observed=scope.priced,
        sums=Amounts(scope, FIFO_WITHOUT_FEES).sums,
        paid=Paid(
            np.array([each.toordinal() for each in paid], dtype=np.int64), np.array([*paid.values()], float)
        ),
        values=np.empty(0),
        column_gaps=merged(scope.column_gaps),
        flow_gaps=merged(scope.flow_gaps),
    )
