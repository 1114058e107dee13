"""Drift from targets, and trades that lessen it: new money first, sales only where they are asked for.

Each amount is in the portfolio's currency. Weights are parts of the whole: what is held, the portfolio's own
cash and the new money together. No trade takes a target past its weight, so that no drift grows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal, localcontext
from typing import Literal, NamedTuple

ZERO = Decimal(0)
DOWNWARDS = Context(prec=120, rounding=ROUND_FLOOR)
"""Products are exact here, and what divisions leave is cut off: units never cost more than there is."""
WHOLE_UNIT = Decimal(1)
FRACTION_OF_A_UNIT = Decimal("1e-8")
"""To this, units are rounded down where parts of one can be traded."""

Reason = Literal["missing_price", "missing_fx", "nothing_to_buy", "no_value"]
Side = Literal["buy", "sell"]


class Target(NamedTuple):
    """key: a symbol, or a class, region or sector. weight: the part of the whole that is wanted."""

    key: str
    weight: Decimal


class Holding(NamedTuple):
    """What is held of a security, or may be bought of it.

    key: the target that it counts to, None where none does. units, value: zero where nothing is held, below
    zero where sold short. value: None where it is not known. price: of one unit, None where it is not known,
    for `reason`.
    """

    symbol: str
    key: str | None
    units: Decimal
    value: Decimal | None
    price: Decimal | None
    reason: Reason | None = None


class Wish(NamedTuple):
    """What the owner asks for.

    cash: new money. own_cash: what of the portfolio's own cash may be spent. sell: what weighs more than its
    tolerance allows may be sold. step: of what units are multiples. cent: the currency's smallest amount.
    """

    cash: Decimal
    own_cash: Decimal = ZERO
    sell: bool = False
    step: Decimal = WHOLE_UNIT
    cent: Decimal = Decimal("0.01")


class Drift(NamedTuple):
    """A target and what is held for it; after: with the trades. Weights are of the same whole."""

    target: Target
    value: Decimal
    weight: Decimal
    after: Decimal
    weight_after: Decimal

    @property
    def drift(self) -> Decimal:
        return self.weight - self.target.weight

    @property
    def drift_after(self) -> Decimal:
        return self.weight_after - self.target.weight


class Trade(NamedTuple):
    """What to do. symbol, units, price: None where it cannot be said in units; see Proposal.gaps.

    amount: above zero, in whole cents: what a purchase takes at most, what a sale brings at least.
    moved: the value that changes hands, to the last digit.
    """

    key: str
    symbol: str | None
    side: Side
    amount: Decimal
    units: Decimal | None
    price: Decimal | None
    moved: Decimal


class GapInPlan(NamedTuple):
    """What could not be said, and why. subject: a symbol or a target's key."""

    subject: str
    reason: Reason


class Proposal(NamedTuple):
    """The answer. whole: None where the value of something held is not known: then nothing is proposed.

    left: what of new money, cash that may be spent and proceeds is not spent.
    """

    whole: Decimal | None
    drifts: Sequence[Drift]
    trades: Sequence[Trade]
    gaps: Sequence[GapInPlan]
    spent: Decimal = ZERO
    proceeds: Decimal = ZERO
    left: Decimal = ZERO


def propose(
    targets: Sequence[Target],
    holdings: Sequence[Holding],
    *,
    own_cash: Decimal | None,
    tolerance: Decimal,
    wish: Wish,
) -> Proposal:
    """Compare a portfolio with its targets and say what to trade.

    own_cash: all of the portfolio's, None where a rate for it is missing. tolerance: a fraction of the whole.
    """
    unknown = [_gap(each) for each in holdings if each.value is None]
    if own_cash is None:
        unknown.append(GapInPlan("cash", "missing_fx"))
    if unknown or own_cash is None:
        return Proposal(None, (), (), unknown)
    with localcontext(DOWNWARDS):
        whole = sum((each.value or ZERO for each in holdings), own_cash + wish.cash)
        if whole <= 0:
            return Proposal(None, (), (), [GapInPlan("portfolio", "no_value")])
        return _Plan(targets, holdings, whole, wish).propose(tolerance * whole)


class _Plan:
    """The trades while they are being chosen. Works in the caller's decimal context."""

    def __init__(
        self, targets: Sequence[Target], holdings: Sequence[Holding], whole: Decimal, wish: Wish
    ) -> None:
        self._targets, self._whole, self._wish = targets, whole, wish
        self._by_key = {
            target.key: [each for each in holdings if each.key == target.key] for target in targets
        }
        self._value = {
            key: sum((each.value or ZERO for each in found), ZERO) for key, found in self._by_key.items()
        }
        self._moved: dict[str, Decimal] = dict.fromkeys(self._by_key, ZERO)
        self._trades: dict[tuple[str, str | None], Trade] = {}
        self._gaps: dict[GapInPlan, None] = {}

    def propose(self, band: Decimal) -> Proposal:
        proceeds = self._sell(band) if self._wish.sell else ZERO
        money = self._wish.cash + self._wish.own_cash + proceeds
        left = self._buy(money)
        drifts = [self._drift(target) for target in self._targets]
        trades = [each for each in self._trades.values() if each.moved]
        return Proposal(
            self._whole, drifts, trades, list(self._gaps), spent=money - left, proceeds=proceeds, left=left
        )

    def _drift(self, target: Target) -> Drift:
        value = self._value[target.key]
        after = value + self._moved[target.key]
        return Drift(target, value, value / self._whole, after, after / self._whole)

    def _lack(self, target: Target) -> Decimal:
        """Return what is missing to a target by now, below zero where there is too much."""
        return target.weight * self._whole - self._value[target.key] - self._moved[target.key]

    def _sell(self, band: Decimal) -> Decimal:
        """Sell down to their weight what weighs more than that by over the tolerance."""
        for target in self._targets:
            over = -self._lack(target)
            held = [each for each in self._by_key[target.key] if each.units > 0 and each.value]
            if over > band and held:
                for each, part in _parts(over, {each: each.value or ZERO for each in held}).items():
                    self._trade(target.key, each, -min(part, each.value or ZERO))
        return sum((each.amount for each in self._trades.values()), ZERO)

    def _buy(self, money: Decimal) -> Decimal:
        """Spend money on what lacks something, on each by an equal part of that; return what is left."""
        lacking = {each: self._lack(each) for each in self._targets if self._lack(each) > 0}
        lacked = sum(lacking.values(), ZERO)
        if not lacked or money <= 0:
            return money
        left, part = money, min(money / lacked, Decimal(1))
        for target, lack in lacking.items():
            left -= self._buy_for(target, min(lack * part, left))
        for target in sorted(lacking, key=self._lack, reverse=True):
            left -= self._buy_more(target, min(self._lack(target), left))
        return left

    def _buy_for(self, target: Target, amount: Decimal) -> Decimal:
        """Buy for a target, in the proportions of what is held for it; return what that takes."""
        choice = self._choice(target)
        if not choice:
            spent = _cents(amount, self._wish.cent)
            self._keep(Trade(target.key, None, "buy", spent, None, None, spent))
            return spent
        parts = _parts(amount, choice)
        return sum((self._trade(target.key, each, part) for each, part in parts.items()), ZERO)

    def _buy_more(self, target: Target, amount: Decimal) -> Decimal:
        """Buy further units with money that rounding has left."""
        spent = ZERO
        for each in self._choice(target):
            if each.price is not None:
                spent += self._trade(target.key, each, amount - spent)
        return spent

    def _choice(self, target: Target) -> Mapping[Holding, Decimal]:
        """Return what can be bought for a target, by its share: as it is held, or else in equal parts."""
        priced = [each for each in self._by_key[target.key] if each.price]
        held = {each: each.value or ZERO for each in priced if each.units > 0 and each.value}
        if not priced:
            self._miss(target)
        return held or dict.fromkeys(priced, Decimal(1))

    def _miss(self, target: Target) -> None:
        known = self._by_key[target.key]
        found = [_gap(each) for each in known] or [GapInPlan(target.key, "nothing_to_buy")]
        self._gaps |= dict.fromkeys(found)

    def _trade(self, key: str, held: Holding, amount: Decimal) -> Decimal:
        """Buy for an amount, or sell below zero, in the units that it makes; return what that takes."""
        cent, price = self._wish.cent, held.price
        if not price or abs(amount) < cent:
            return ZERO
        units = (_cents(abs(amount), cent) / price).quantize(self._wish.step, ROUND_FLOOR)
        if amount < 0:
            units = min(units, held.units)
        if not units:
            return ZERO
        moved = units * price
        rounding, side = (ROUND_CEILING, "buy") if amount > 0 else (ROUND_FLOOR, "sell")
        in_cents = moved.quantize(cent, rounding)
        self._keep(Trade(key, held.symbol, side, in_cents, units, price, moved))  # type: ignore[arg-type]
        return in_cents

    def _keep(self, trade: Trade) -> None:
        """Add a trade to what is done with its security already."""
        self._moved[trade.key] += trade.moved if trade.side == "buy" else -trade.moved
        known = self._trades.get((trade.key, trade.symbol))
        if known is not None and known.units is not None and trade.units is not None:
            trade = trade._replace(
                amount=known.amount + trade.amount,
                units=known.units + trade.units,
                moved=known.moved + trade.moved,
            )
        self._trades[trade.key, trade.symbol] = trade


def _gap(holding: Holding) -> GapInPlan:
    return GapInPlan(holding.symbol, holding.reason or "missing_price")


def _parts(amount: Decimal, shares: Mapping[Holding, Decimal]) -> dict[Holding, Decimal]:
    """Divide an amount in proportion to shares."""
    whole = sum(shares.values(), ZERO)
    return {each: amount * share / whole for each, share in shares.items()}


def _cents(amount: Decimal, cent: Decimal) -> Decimal:
    return amount.quantize(cent, ROUND_FLOOR)


def total_weight(targets: Iterable[Target]) -> Decimal:
    """Return what targets add up to, exactly."""
    with localcontext(DOWNWARDS):
        return sum((each.weight for each in targets), ZERO)
