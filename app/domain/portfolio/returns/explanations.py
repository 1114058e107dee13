"""What lies behind a figure: its formula, and the activities, prices and rates that went into it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, localcontext

import numpy as np
from msgspec import Struct

from app.domain.fx.rates import EXACT
from app.domain.portfolio.returns.amount_figures import Amounts
from app.domain.portfolio.returns.entries import INCOME, Closure, ClosureKind, Entry
from app.domain.portfolio.returns.figures import rounded
from app.domain.portfolio.returns.gains import FIFO_WITHOUT_FEES, CostMethod, gain_of, open_gain
from app.domain.portfolio.returns.journal import Journal, days_of
from app.domain.portfolio.returns.market import Period
from app.domain.portfolio.returns.rate_figures import Rates
from app.domain.portfolio.returns.scope import Holding, Scope, Span, Whole
from app.domain.portfolio.returns.valuation import Valued


class UsedPrice(Struct, frozen=True, kw_only=True):
    """A price behind a value. priced_on: the close's day, None where the last trade's price stood in."""

    symbol: str
    on: date
    price: Decimal | None
    currency: str
    priced_on: date | None


class UsedRate(Struct, frozen=True, kw_only=True):
    """A rate to the portfolio's currency. rate_on: its day, None where it was stated on the statement."""

    on: date
    currency: str
    rate: Decimal | None
    rate_on: date | None


class Line(Struct, frozen=True, kw_only=True):
    """One term. parts: what it is made from, by name. place: of its activity, None for other terms."""

    on: date
    what: str
    parts: Mapping[str, Decimal | float | None]
    place: int | None = None


class Explanation(Struct, frozen=True, kw_only=True):
    """How a figure came to be. places: of the activities behind it, in the list that was booked."""

    figure: str
    symbol: str | None
    formula: str
    lines: list[Line]
    places: list[int]
    prices: list[UsedPrice]
    rates: list[UsedRate]


class NoSuchFigure(LookupError):
    """There is no figure of that name, or no such security in the period."""


def explain(
    journal: Journal,
    period: Period,
    figure: str,
    *,
    symbol: str | None = None,
    method: CostMethod = FIFO_WITHOUT_FEES,
) -> Explanation:
    """Explain a figure of the portfolio, or of one security. Raises NoSuchFigure."""
    with localcontext(EXACT), np.errstate(invalid="ignore", divide="ignore"):
        span = Span(journal, period)
        if figure not in _TERMS or (symbol is not None and symbol not in span.symbols):
            raise NoSuchFigure(NoSuchFigure.__doc__)
        scope: Scope = Whole(span) if symbol is None else Holding(span, symbol)
        formula, terms = _TERMS[figure]
        lines = list(terms(Amounts(scope, method)))
        places = {each.place for each in lines if each.place is not None and each.place >= 0}
        entries = [each for each in journal.all.entries if each.place in places]
        return Explanation(
            figure=figure,
            symbol=symbol,
            formula=formula,
            lines=lines,
            places=sorted(places),
            prices=_prices(scope) if figure not in _WITHOUT_VALUES else [],
            rates=_rates(scope, entries, journal, with_values=figure not in _WITHOUT_VALUES),
        )


def _prices(scope: Scope) -> list[UsedPrice]:
    return [
        UsedPrice(
            symbol=each.symbol,
            on=on,
            price=_known(each.price),
            currency=each.currency,
            priced_on=each.priced_on,
        )
        for on, each in _valued(scope)
        if each.symbol is not None
    ]


def _rates(scope: Scope, entries: Iterable[Entry], journal: Journal, *, with_values: bool) -> list[UsedRate]:
    base = journal.settings.currency
    valued = _valued(scope) if with_values else ()
    of_values = {(on, each.currency, each.rate, each.rate_on) for on, each in valued}
    of_entries = {(each.on, each.currency, each.rate, each.rate_on) for each in entries}
    return [
        UsedRate(on=on, currency=currency, rate=_known(rate), rate_on=rate_on)
        for on, currency, rate, rate_on in sorted(of_values | of_entries, key=lambda each: each[:2])
        if currency not in ("", base)
    ]


def _valued(scope: Scope) -> Iterator[tuple[date, Valued]]:
    """Yield what was held at both ends."""
    for on, valued in ((scope.span.opening_on, scope.opening), (scope.span.period.end, scope.closing)):
        yield from ((on, each) for each in valued if each.units != 0)


def _values(amounts: Amounts) -> Iterator[Line]:
    yield from _value_lines(amounts.scope.closing, amounts.scope.span.period.end)


def _value_lines(valued: Iterable[Valued], on: date) -> Iterator[Line]:
    for each in valued:
        if each.units != 0:
            parts = {"units": each.units, "price": each.price, "rate": each.rate, "value": each.value}
            yield _line(on, each.symbol or f"cash {each.currency}", parts)


def _flows(amounts: Amounts) -> Iterator[Line]:
    for entry in amounts.scope.entries:
        flow = amounts.scope.flow(entry)
        if flow.paid_in != 0 or flow.paid_out != 0:
            yield _entry_line(entry, {"paid_in": flow.paid_in, "paid_out": flow.paid_out})


def _total_gain(amounts: Amounts) -> Iterator[Line]:
    scope = amounts.scope
    yield _line(scope.span.opening_on, "value at the start", {"value": scope.opening_value})
    yield from _flows(amounts)
    yield _line(scope.span.period.end, "value at the end", {"value": scope.closing_value})


def _costs(amounts: Amounts) -> Iterator[Line]:
    """Yield what is held cost after each trade."""
    scope, method = amounts.scope, amounts.method
    symbols = [scope.symbol] if isinstance(scope, Holding) else scope.span.symbols
    for symbol in symbols:
        for entry in scope.span.journal.by_symbol[symbol].within(None, scope.span.period.end):
            if entry.units != 0:
                basis = method.of(entry.fifo, entry.average)
                yield _entry_line(
                    entry, {"units": entry.units, "held": entry.held, "cost": method.cost(basis)}
                )


def _sales(amounts: Amounts) -> Iterator[Line]:
    for entry in amounts.scope.entries:
        if entry.closure is not None:
            yield _entry_line(entry, _closed(entry.closure, amounts.method))


def _closed(closure: Closure, method: CostMethod) -> dict[str, Decimal]:
    basis, gain = method.removed(closure), gain_of(closure, method)
    brought = "brought" if closure.kind is ClosureKind.SALE else "worth"
    return {
        "units": closure.removed.units,
        brought: closure.gross,
        "costs": closure.costs,
        "cost": method.cost(basis),
        "cost_in_its_currency": method.local_cost(basis),
        "rate": closure.rate,
        "gain": gain.total,
        "fx_effect": gain.fx,
        "price_effect": gain.price,
    }


def _held(amounts: Amounts) -> Iterator[Line]:
    yield from _held_lines(amounts, amounts.scope.closing, amounts.scope.span.period.end)


def _held_lines(amounts: Amounts, valued: Iterable[Valued], on: date) -> Iterator[Line]:
    for each in valued:
        if each.symbol is not None and each.units != 0:
            basis, gain = amounts.method.held(each), open_gain(each, amounts.method)
            parts = {
                "value": each.value,
                "cost": amounts.method.cost(basis),
                "cost_in_its_currency": amounts.method.local_cost(basis),
                "rate": each.local_rate,
                "gain": gain.total,
                "fx_effect": gain.fx,
                "price_effect": gain.price,
            }
            yield _line(on, each.symbol, parts)


def _effects(amounts: Amounts) -> Iterator[Line]:
    yield from _held_lines(amounts, amounts.scope.opening, amounts.scope.span.opening_on)
    yield from _sales(amounts)
    yield from _held(amounts)


def _of(name: str, amount: Callable[[Entry], Decimal]) -> Callable[[Amounts], Iterator[Line]]:
    """Return the terms of a plain sum over activities."""

    def terms(amounts: Amounts) -> Iterator[Line]:
        for entry in amounts.scope.entries:
            if amount(entry) != 0:
                yield _entry_line(entry, {name: amount(entry)})

    return terms


def _growth(amounts: Amounts) -> Iterator[Line]:
    """Yield the sub-periods: one for each step of a day with activities, one for the quiet days between."""
    scope, calendar = amounts.scope, amounts.scope.span.calendar
    level, last = scope.growth.level, scope.begins
    for on, moves in days_of(scope.moves):
        at = calendar.index(on)
        if at - 1 > last:
            yield _line(
                calendar.day(at - 1),
                "days without activities",
                {"factor": float(level[at - 1] / level[last])},
            )
        for step in scope.part(at, moves):
            if step.capital == step.result:
                continue
            factor = step.result / step.capital if step.capital > 0 else None
            parts = {"capital": step.capital, "result": step.result, "factor": factor}
            yield Line(on=on, what="sub-period", parts=parts, place=moves[0].entry.place)
        last = at
    if len(calendar) - 1 > last:
        yield _line(calendar.last, "days without activities", {"factor": float(level[-1] / level[last])})


def _dated_flows(amounts: Amounts) -> Iterator[Line]:
    scope = amounts.scope
    yield _line(scope.span.opening_on, "value at the start", {"amount": -scope.opening_value})
    for entry in scope.entries:
        flow = scope.flow(entry)
        if flow.paid_in != flow.paid_out:
            yield _entry_line(entry, {"amount": flow.paid_out - flow.paid_in})
    yield _line(scope.span.period.end, "value at the end", {"amount": scope.closing_value})
    for root in Rates(amounts, None).solved.roots:
        yield _line(scope.span.period.end, "solution", {"rate": root})


def _drawdown(amounts: Amounts) -> Iterator[Line]:
    found = Rates(amounts, None).drawdown
    if found is not None:
        yield _line(found.peak_on, "peak", {})
        yield _line(found.trough_on, "trough", {"depth": found.depth})
    if found is not None and found.recovered_on is not None:
        yield _line(found.recovered_on, "recovered", {})


def _returns(amounts: Amounts) -> Iterator[Line]:
    """Yield the returns that a deviation is made from."""
    calendar = amounts.scope.span.calendar
    for at, each in zip(amounts.scope.observed, Rates(amounts, None).returns, strict=True):
        yield _line(calendar.day(int(at)), "return", {"return": float(each)})


def _entry_line(entry: Entry, parts: dict[str, Decimal]) -> Line:
    what = f"{entry.type} {entry.symbol}" if entry.symbol else str(entry.type)
    return Line(on=entry.on, what=what, parts=_shown(parts), place=entry.place)


def _line(on: date, what: str, parts: dict[str, Decimal] | dict[str, float]) -> Line:
    return Line(on=on, what=what, parts=_shown(parts))


def _shown(parts: dict[str, Decimal] | dict[str, float]) -> dict[str, Decimal | float | None]:
    return {name: _known(each) if isinstance(each, Decimal) else each for name, each in parts.items()}


def _known(value: Decimal) -> Decimal | None:
    return None if value.is_nan() else rounded(value)


_WITHOUT_VALUES = frozenset(
    {
        "cost",
        "average_price",
        "realised_gain",
        "income",
        "fees",
        "taxes",
        "net_contribution",
        "fx_effect_realised",
        "price_effect_realised",
    }
)
"""Figures that no price or rate of the period's ends goes into."""

_BY_PRICE = "sum of gain - currency effect"
_BY_RATE = "sum of cost in the security's currency x (rate at sale or end - rate of its purchase)"
_TERMS: dict[str, tuple[str, Callable[[Amounts], Iterator[Line]]]] = {
    "value": ("sum of units x price x rate", _values),
    "cost": ("what is held cost after the last trade", _costs),
    "average_price": ("cost in the security's currency / units held", _costs),
    "total_gain": ("value at the end - value at the start - paid in + paid out", _total_gain),
    "contribution": ("value at the end - value at the start - paid in + paid out", _total_gain),
    "realised_gain": ("sum of brought - cost", _sales),
    "unrealised_gain": ("sum of value - cost", _held),
    "income": (
        "sum of dividends and interest before fee and tax",
        _of("income", lambda each: each.gross if each.type in INCOME else Decimal(0)),
    ),
    "fees": ("sum of fees", _of("fee", lambda each: each.fee)),
    "taxes": ("sum of taxes", _of("tax", lambda each: each.tax)),
    "net_contribution": ("paid in - paid out", _flows),
    "gain_on_invested": ("total gain / (value at the start + paid in)", _total_gain),
    "fx_effect": (f"{_BY_RATE}, less what it was at the start", _effects),
    "fx_effect_realised": (_BY_RATE, _sales),
    "fx_effect_unrealised": (_BY_RATE, _held),
    "price_effect": (f"{_BY_PRICE}, less what it was at the start", _effects),
    "price_effect_realised": (_BY_PRICE, _sales),
    "price_effect_unrealised": (_BY_PRICE, _held),
    "twr": ("product of the factors - 1", _growth),
    "twr_annualised": ("(product of the factors) ^ (365 / days) - 1", _growth),
    "xirr": ("the rate r at which the sum of amount / (1 + r) ^ (days / 365) is zero", _dated_flows),
    "max_drawdown": ("growth at the trough / growth at the peak - 1", _drawdown),
    "volatility": ("sample deviation of the returns x sqrt(n a year)", _returns),
    "downside_deviation": ("root of the mean of min(return, 0)^2 x sqrt(n a year)", _returns),
    "sharpe": ("mean of the returns / their sample deviation x sqrt(n a year)", _returns),
    "sortino": ("mean of the returns x n a year / downside deviation", _returns),
    "beta": ("covariance with the benchmark's returns / their variance", _returns),
    "correlation": ("correlation with the benchmark's returns", _returns),
}
