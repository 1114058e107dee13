"""The books: activities, one after the other, become entries in exact amounts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct

from app.domain.fx.rates import EXACT, is_stale
from app.domain.fx.units import unit_of
from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.activities.corporate import Placed
from app.domain.portfolio.returns.amounts import Amounts, amounts_of
from app.domain.portfolio.returns.cash import Cash
from app.domain.portfolio.returns.entries import Closure, ClosureKind, Entry, holding_flow
from app.domain.portfolio.returns.gaps import Gap, GapKind
from app.domain.portfolio.returns.market import Settings
from app.domain.portfolio.returns.positions import ZERO, Basis, Position
from app.domain.portfolio.returns.quotes import NAN, Quotes

ONE = Decimal(1)
_NO_POSITION = Position(quoted_in="")
NO_AMOUNTS = Amounts(ZERO, ZERO, ZERO)
_CASH_ALONE = (
    ActivityType.DEPOSIT,
    ActivityType.WITHDRAWAL,
    ActivityType.TRANSFER_IN,
    ActivityType.TRANSFER_OUT,
    ActivityType.FX_CONVERSION,
)


class BooksState(Struct, kw_only=True):
    """What the books hold, from which they can be continued: positions with lots, and cash."""

    positions: dict[str, Position] = {}
    cash: dict[str, Decimal] = {}


class _Row(NamedTuple):
    """An activity on its way into the books. rate: its currency to the base one, NaN where none is known."""

    place: int
    activity: Activity
    amounts: Amounts
    rate: Decimal
    rate_on: date | None

    @property
    def gross(self) -> Decimal:
        return _in_base(self.amounts.gross, self.rate)

    @property
    def costs(self) -> Decimal:
        return _in_base(self.amounts.costs, self.rate)


class Books:
    """Positions and cash while activities are booked, in order of time. Runs within the context EXACT."""

    def __init__(self, settings: Settings, quotes: Quotes, state: BooksState) -> None:
        self.settings, self.quotes = settings, quotes
        self.positions = state.positions
        self.cash = Cash(quotes, state.cash)

    def book(self, placed: Placed) -> Entry:
        """Book one activity."""
        row = self._row(placed)
        return self._BOOKED[row.activity.type](self, row)

    def _row(self, placed: Placed) -> _Row:
        place, activity = placed
        amounts = amounts_of(activity, self.quotes.par(activity.symbol) if activity.symbol else ONE)
        if self._ignores(activity):
            amounts = NO_AMOUNTS
        if activity.fx_rate is not None:
            return _Row(place, activity, amounts, activity.fx_rate, None)
        found = self.quotes.rate(activity.currency, activity.on) if activity.currency else None
        if found is None:
            return _Row(place, activity, amounts, NAN, None)
        return _Row(place, activity, amounts, found.rate, found.on)

    def _ignores(self, activity: Activity) -> bool:
        """Tell whether an activity moves cash alone, which the portfolio does not have."""
        return not self.settings.tracked and activity.symbol is None and activity.type in _CASH_ALONE

    def _position(self, row: _Row) -> Position:
        symbol, activity = row.activity.symbol or "", row.activity
        if symbol not in self.positions:
            stated = self.quotes.history(symbol).currency or activity.price_currency or activity.currency
            self.positions[symbol] = Position(quoted_in=stated)
        return self.positions[symbol]

    def _buy(self, row: _Row) -> Entry:
        return self._trade(row, row.activity.quantity or ZERO, ClosureKind.SALE)

    def _sell(self, row: _Row) -> Entry:
        return self._trade(row, -(row.activity.quantity or ZERO), ClosureKind.SALE)

    def _transfer_in(self, row: _Row) -> Entry:
        if row.activity.symbol is None:
            return self._plain(row)
        units = row.activity.quantity or ZERO
        return self._trade(self._at_value(row, units), units, ClosureKind.TRANSFER)

    def _transfer_out(self, row: _Row) -> Entry:
        if row.activity.symbol is None:
            return self._plain(row)
        units = row.activity.quantity or ZERO
        return self._trade(self._at_value(row, units), -units, ClosureKind.TRANSFER)

    def _at_value(self, row: _Row, units: Decimal) -> _Row:
        """Give a transfer that states no amount the market's value of that day."""
        activity = row.activity
        if activity.amount is not None or activity.unit_price is not None:
            return row
        position = self._position(row)
        quote = self.quotes.close(activity.symbol or "", activity.on, position.quoted_in)
        price, currency = (position.price, position.price_currency) if quote is None else quote[:2]
        found = self.quotes.rate_to(currency, activity.currency, activity.on) if price is not None else None
        gross = NAN if price is None or found is None else price * units * found.rate
        return row._replace(amounts=row.amounts._replace(gross=gross))

    def _trade(self, row: _Row, units: Decimal, kind: ClosureKind) -> Entry:
        """Close what lies on the other side, open a lot with the rest."""
        position = self._position(row)
        basis = self._basis(row, position, units)
        closing = position.closing(units, allow_shorts=self.settings.allow_shorts)
        closure = self._close(row, position, closing, basis.share(closing, units), kind) if closing else None
        if units != closing:
            position.open(row.activity.on, units - closing, basis.share(units - closing, units))
        self._note_price(row, position, units)
        mark = row.gross / abs(units) if units and row.amounts.gross != 0 else None
        return self._entry(row, position, units=units, mark=mark, closure=closure)

    def _basis(self, row: _Row, position: Position, units: Decimal) -> Basis:
        """Return what the units of a trade cost; below zero, but for its costs, what sold ones brought."""
        local, local_costs = self._local(row, position)
        sign = ONE if units >= 0 else -ONE
        return Basis(sign * row.gross, row.costs, sign * local, local_costs)

    def _local(self, row: _Row, position: Position) -> tuple[Decimal, Decimal]:
        """Return a trade's gross and its costs in the security's currency."""
        activity = row.activity
        found = self.quotes.rate_to(activity.currency, position.currency, activity.on)
        rate = found.rate if found else NAN
        gross, costs = _in_base(row.amounts.gross, rate), _in_base(row.amounts.costs, rate)
        if activity.unit_price is not None and activity.price_currency is not None:
            price = unit_of(activity.price_currency)
            if price.currency == position.currency and activity.price_currency != activity.currency:
                par = self.quotes.par(activity.symbol or "")
                gross = (activity.quantity or ZERO) * activity.unit_price / price.per_currency / par
        return gross, costs

    def _close(
        self, row: _Row, position: Position, units: Decimal, brought: Basis, kind: ClosureKind
    ) -> Closure:
        removed = position.close(units, allow_shorts=self.settings.allow_shorts)
        if brought.local != 0 or brought.local.is_nan():
            rate = brought.gross / brought.local
        else:
            rate = self._rate_of(position.currency, row.activity.on)
        return Closure(kind, removed, -brought.gross, brought.costs, -brought.local, rate)

    def _rate_of(self, currency: str, on: date) -> Decimal:
        found = self.quotes.rate(currency, on)
        return found.rate if found else NAN

    def _note_price(self, row: _Row, position: Position, units: Decimal) -> None:
        """Keep the trade's price per unit: it stands in until the first close. What was free has none."""
        activity = row.activity
        unit = unit_of(activity.currency)
        if activity.unit_price:
            unit = unit_of(activity.price_currency or activity.currency)
            par = self.quotes.par(activity.symbol or "")
            position.price = EXACT.divide(activity.unit_price, par * unit.per_currency)
        elif units and row.amounts.gross != 0 and not row.amounts.gross.is_nan():
            position.price = row.amounts.gross / abs(units) / unit.per_currency
        else:
            return
        position.price_currency = unit.currency

    def _split(self, row: _Row) -> Entry:
        position = self.positions.get(row.activity.symbol or "")
        if position is None:  # before the first trade
            return self._entry(row, None)
        before = position.held
        if row.activity.quantity:
            position.split(row.activity.quantity)
        return self._entry(row, position, units=position.held - before)

    def _plain(self, row: _Row) -> Entry:
        """Book what moves no units: income, costs, deposits, conversions."""
        return self._entry(row, self._position(row) if row.activity.symbol else None)

    def _entry(
        self,
        row: _Row,
        position: Position | None,
        *,
        units: Decimal = ZERO,
        mark: Decimal | None = None,
        closure: Closure | None = None,
    ) -> Entry:
        activity, amounts, rate = row.activity, row.amounts, row.rate
        gross, fee, tax = (_in_base(each, rate) for each in amounts)
        after = position or _NO_POSITION
        return Entry(
            place=row.place,
            on=activity.on,
            type=activity.type,
            symbol=activity.symbol,
            currency=activity.currency,
            rate=rate,
            rate_on=row.rate_on,
            units=units,
            held=after.held,
            gross=gross,
            fee=fee,
            tax=tax,
            mark=mark,
            price=after.price,
            price_currency=after.price_currency,
            fifo=after.fifo,
            average=after.average,
            closure=closure,
            flow=holding_flow(activity.type, activity.symbol, gross, fee + tax),
            cash=self.cash.book(activity, amounts, rate) if self.settings.tracked else (),
            gaps=self._gaps(row, after.held),
        )

    def _gaps(self, row: _Row, held: Decimal) -> tuple[Gap, ...]:
        activity, amounts, found = row.activity, row.amounts, []
        on = activity.on
        if row.rate.is_nan() and (amounts.gross != 0 or amounts.costs != 0):
            found.append(Gap(GapKind.MISSING_FX, self._pair(activity), on, on))
        if amounts.gross.is_nan():
            found.append(Gap(self._lack(activity), activity.symbol or "", on, on))
        if row.rate_on is not None and is_stale(row.rate_on, on):
            found.append(Gap(GapKind.STALE_FX, self._pair(activity), on, on))
        if activity.type is ActivityType.SELL and held < 0 and not self.settings.allow_shorts:
            found.append(Gap(GapKind.OVERSOLD, activity.symbol or "", on, on))
        if self._ignores(activity):
            found.append(Gap(GapKind.CASH_IGNORED, activity.currency, on, on))
        return tuple(found)

    def _lack(self, activity: Activity) -> GapKind:
        """Tell why a transfer has no value: it lacks a price, or a rate for it."""
        position = self.positions[activity.symbol or ""]
        quote = self.quotes.close(activity.symbol or "", activity.on, position.quoted_in)
        return GapKind.MISSING_PRICE if quote is None and position.price is None else GapKind.MISSING_FX

    def _pair(self, activity: Activity) -> str:
        return f"{unit_of(activity.currency).currency}/{self.quotes.base}"

    _BOOKED: dict[ActivityType, Callable[[Books, _Row], Entry]] = {
        **dict.fromkeys(ActivityType, _plain),
        ActivityType.BUY: _buy,
        ActivityType.SELL: _sell,
        ActivityType.TRANSFER_IN: _transfer_in,
        ActivityType.TRANSFER_OUT: _transfer_out,
        ActivityType.SPLIT: _split,
    }


def _in_base(amount: Decimal, rate: Decimal) -> Decimal:
    """Convert; nothing is nothing in every currency."""
    return amount * rate if amount != 0 else ZERO
