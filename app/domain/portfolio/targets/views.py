"""How clients see targets and what to do for them: decimal strings, weights as fractions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from app.domain.portfolio.returns.figures import rounded
from app.domain.portfolio.targets.grouping import Grouping
from app.domain.portfolio.targets.logic import Drift, GapInPlan, Proposal, Reason, Side, Target, Trade

ONE = Decimal(1)


class TargetView(Struct, frozen=True):
    """key: a symbol, or an asset class, region or sector. weight: a fraction, 0.6 is 60 %."""

    key: str
    weight: str


class TargetsView(Struct, frozen=True):
    """A portfolio's targets; none where it has none yet.

    by: what each is for. tolerance: by how much a weight may differ, 0.05 is five percentage points.
    rest: what the weights leave of 1: cash, and what no target names.
    """

    portfolio: int
    by: Grouping
    tolerance: str
    targets: list[TargetView]
    rest: str


class DriftView(Struct, frozen=True, kw_only=True):
    """A target beside what is held for it, as parts of `whole`.

    drift: weight less target. after: with the trades. is_within: the drift is within the tolerance.
    """

    key: str
    target: str
    value: str
    weight: str
    drift: str
    is_within: bool
    value_after: str
    weight_after: str
    drift_after: str


class TradeView(Struct, frozen=True, kw_only=True):
    """What to buy or sell for a target.

    amount: in the portfolio's currency, without fees: a purchase takes it at most, a sale brings it at least.
    symbol, units, price: None where `gaps` says why; then the amount alone is known.
    """

    key: str
    symbol: str | None
    side: Side
    amount: str
    units: str | None
    price: str | None


class PlanGapView(Struct, frozen=True):
    """What could not be said. subject: a symbol, a target's key, 'cash' or 'portfolio'.

    missing_price, missing_fx: no price or exchange rate is known. nothing_to_buy: the portfolio has no
    investment of this class, region or sector. no_value: there is nothing to divide.
    """

    subject: str
    reason: Reason


class RebalanceView(Struct, frozen=True, kw_only=True):
    """Drift from the targets, and trades that lessen it; amounts in the portfolio's currency.

    value: of what is held and of the portfolio's own cash. cash: the new money. whole: both together; None
    where something's value is not known: then there are no weights and no trades, and `gaps` says why.
    other, cash_after: what is held for no target, and cash with the trades done; other_weight,
    cash_weight_after: of the whole. left: money that the trades leave.
    """

    portfolio: int
    on: date
    currency: str
    by: Grouping
    tolerance: str
    value: str | None
    cash: str
    whole: str | None
    targets: list[DriftView]
    other: str | None
    other_weight: str | None
    cash_after: str | None
    cash_weight_after: str | None
    trades: list[TradeView]
    spent: str
    proceeds: str
    left: str
    gaps: list[PlanGapView]


def targets_view(
    portfolio_id: int, grouping: Grouping, tolerance: Decimal, targets: Sequence[Target], rest: Decimal
) -> TargetsView:
    shown = [TargetView(each.key, text(each.weight)) for each in targets]
    return TargetsView(portfolio_id, grouping, text(tolerance), shown, text(rest))


def drift_view(found: Drift, tolerance: Decimal) -> DriftView:
    return DriftView(
        key=found.target.key,
        target=text(found.target.weight),
        value=text(found.value),
        weight=text(found.weight),
        drift=text(found.drift),
        is_within=abs(found.drift) <= tolerance,
        value_after=text(found.after),
        weight_after=text(found.weight_after),
        drift_after=text(found.drift_after),
    )


def trade_view(trade: Trade) -> TradeView:
    return TradeView(
        key=trade.key,
        symbol=trade.symbol,
        side=trade.side,
        amount=text(trade.amount),
        units=None if trade.units is None else text(trade.units),
        price=None if trade.price is None else text(trade.price),
    )


def gap_views(gaps: Sequence[GapInPlan]) -> list[PlanGapView]:
    return [PlanGapView(each.subject, each.reason) for each in gaps]


def remainders(found: Proposal, other: Decimal, cash: Decimal) -> dict[str, str | None]:
    """Show what is held for no target, and the cash, with the trades done; all weights add up to 1."""
    if found.whole is None:
        return dict.fromkeys(("other", "other_weight", "cash_after", "cash_weight_after"))
    moved = (-each.moved if each.side == "buy" else each.moved for each in found.trades)
    after = sum(moved, cash)
    return {
        "other": text(other),
        "other_weight": text(other / found.whole),
        "cash_after": text(after),
        "cash_weight_after": text(after / found.whole),
    }


def text(value: Decimal) -> str:
    """Write a number plainly, to 12 decimals."""
    return format(rounded(value), "f")
