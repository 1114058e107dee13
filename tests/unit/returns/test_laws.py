"""What holds for every portfolio, whatever was bought, sold, paid and split."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from msgspec import structs

from app.domain.fx.rates import RateTable
from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.activities.corporate import Split
from app.domain.portfolio.returns.gains import CostMethod, Fees, Lots
from app.domain.portfolio.returns.market import CashMode, Market, Period, PriceHistory, Settings
from app.domain.portfolio.returns.performance import performance
from app.domain.portfolio.returns.report import Performance

START = date(2024, 1, 1)
DAYS = 60
CURRENCIES = {"A": "EUR", "B": "USD", "C": "GBP"}
cents = st.decimals(1, 200, places=2)
places = st.integers(0, DAYS - 1)
modes = st.sampled_from(CashMode)
laws = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[each for each in Phase if each is not Phase.explain],
)


def at(place: int) -> date:
    return START + timedelta(days=place)


@st.composite
def histories(draw: st.DrawFn) -> dict[str, dict[date, Decimal]]:
    """Closes of each security on some of the days."""
    found = {}
    for symbol in CURRENCIES:
        days = draw(st.lists(places, max_size=8, unique=True))
        found[symbol] = {at(day): draw(cents) for day in sorted(days)}
    return found


@st.composite
def rate_lists(draw: st.DrawFn) -> list[tuple[date, str, str, Decimal]]:
    """Rates from the first day on, and on some later ones."""
    found = []
    for currency in ("USD", "GBP"):
        for day in {0, *draw(st.lists(places, max_size=4))}:
            found.append((at(day), "EUR", currency, draw(st.decimals("0.5", "2", places=4))))
    return found


@st.composite
def rows(draw: st.DrawFn) -> list[Activity]:
    """Activities in order of time that sell no more than is held."""
    held: dict[str, Decimal] = dict.fromkeys(CURRENCIES, Decimal(0))
    found = [Activity(on=START, type=ActivityType.DEPOSIT, currency="EUR", amount=Decimal(50_000))]
    for day in sorted(draw(st.lists(places, min_size=1, max_size=14))):
        symbol = draw(st.sampled_from(sorted(CURRENCIES)))
        kind = draw(st.sampled_from(["buy", "buy", "sell", "sell all", "dividend", "fee"]))
        fields: dict[str, Any] = {"on": at(day), "symbol": symbol, "currency": CURRENCIES[symbol]}
        costs = {"fee": draw(st.sampled_from([Decimal(0), Decimal("1.5")])), "tax": Decimal(0)}
        if kind == "buy":
            quantity = draw(st.decimals("0.1", 50, places=3))
            held[symbol] += quantity
            found.append(
                Activity(**fields, **costs, type=ActivityType.BUY, quantity=quantity, unit_price=draw(cents))
            )
        elif kind.startswith("sell") and held[symbol] > 0:
            quantity = held[symbol] if kind == "sell all" else round(held[symbol] / 3, 3)
            held[symbol] -= quantity
            found.append(
                Activity(**fields, **costs, type=ActivityType.SELL, quantity=quantity, unit_price=draw(cents))
            )
        elif kind == "dividend" and held[symbol] > 0:
            found.append(Activity(**fields, type=ActivityType.DIVIDEND, amount=draw(cents)))
        elif kind == "fee":
            found.append(Activity(**{**fields, "symbol": None}, type=ActivityType.FEE, amount=draw(cents)))
    return [each for each in found if each.quantity != 0]


def market(closes: dict[str, dict[date, Decimal]], rates: Sequence[Any], **histories: Any) -> Market:
    prices = {
        symbol: PriceHistory(each.items(), currency=CURRENCIES[symbol], **histories)
        for symbol, each in closes.items()
    }
    return Market(prices=prices, rates=RateTable(rates))


def told(
    activities: Sequence[Activity],
    world: Market,
    mode: CashMode,
    end: int = DAYS,
    start: int | None = None,
    **more: Any,
) -> Performance:
    period = Period(start=None if start is None else at(start), end=at(end))
    return performance(Settings(currency="EUR", cash=mode), activities, world, period, **more)


def figures(found: Performance) -> dict[str, Any]:
    """Return every value of an answer, by name."""
    return {name: getattr(found.figures, name).value for name in found.figures.__struct_fields__}


@laws
@given(rows(), histories(), rate_lists(), modes, st.one_of(st.none(), places))
def test_contributions_add_up_to_the_whole_gain(
    activities: list[Activity], closes: Any, rates: Any, mode: CashMode, start: int | None
) -> None:
    found = told(activities, market(closes, rates), mode, start=start)
    parts = [each.contribution.value for each in found.holdings] + [found.rest.value]
    assert sum(parts) == pytest.approx(found.figures.total_gain.value, abs=Decimal("1e-9"))  # type: ignore[arg-type]


@laws
@given(rows(), histories(), rate_lists(), modes, st.one_of(st.none(), places))
def test_a_gain_is_made_of_prices_rates_income_and_costs(
    activities: list[Activity], closes: Any, rates: Any, mode: CashMode, start: int | None
) -> None:
    told_ = figures(told(activities, market(closes, rates), mode, start=start))
    made = told_["price_effect"] + told_["fx_effect"] + told_["income"] - told_["fees"] - told_["taxes"]
    assert made == pytest.approx(told_["total_gain"], abs=Decimal("1e-9"))


@laws
@given(rows(), histories(), rate_lists(), st.sampled_from(Fees))
def test_realised_and_unrealised_together_do_not_depend_on_the_cost_method(
    activities: list[Activity], closes: Any, rates: Any, fees: Fees
) -> None:
    both = [
        told(activities, market(closes, rates), CashMode.IMPLICIT, method=CostMethod(lots, fees))
        for lots in Lots
    ]
    fifo, average = (each.figures.realised_gain.value + each.figures.unrealised_gain.value for each in both)  # type: ignore[operator]
    assert fifo == pytest.approx(average, abs=Decimal("1e-9"))


@laws
@given(rows(), histories(), rate_lists(), places, st.decimals(1, 10_000, places=2), st.booleans())
def test_money_that_comes_or_goes_is_no_gain(
    activities: list[Activity], closes: Any, rates: Any, day: int, amount: Decimal, out: bool
) -> None:
    kind = ActivityType.WITHDRAWAL if out else ActivityType.DEPOSIT
    moved = Activity(on=at(day), type=kind, currency="EUR", amount=amount)
    before = told(activities, market(closes, rates), CashMode.TRACKED)
    after = told([*activities, moved], market(closes, rates), CashMode.TRACKED)
    assert after.figures.total_gain.value == before.figures.total_gain.value


@laws
@given(rows(), histories(), rate_lists(), places, st.decimals(1, 1_000_000, places=2))
def test_a_deposit_at_the_close_of_a_day_leaves_the_return_until_then_as_it_was(
    activities: list[Activity], closes: Any, rates: Any, day: int, amount: Decimal
) -> None:
    deposit = Activity(on=at(day), type=ActivityType.DEPOSIT, currency="EUR", amount=amount)
    untraded = not any(each.on == at(day) for each in activities)
    before = told(activities, market(closes, rates), CashMode.TRACKED, end=day)
    after = told([*activities, deposit], market(closes, rates), CashMode.TRACKED, end=day)
    if untraded:
        assert after.figures.twr.value == pytest.approx(before.figures.twr.value, abs=1e-9)
        assert after.figures.max_drawdown.value == pytest.approx(before.figures.max_drawdown.value, abs=1e-9)


@laws
@given(histories(), st.lists(st.tuples(places, st.decimals("0.1", 500, places=2)), max_size=6), cents)
def test_purchases_at_the_close_leave_the_return_of_a_security_as_it_was(
    closes: Any, more: list[tuple[int, Decimal]], first: Decimal
) -> None:
    """Whoever adds to a holding at its price has the return of the price."""
    path = {**closes["A"], START: first}
    known = sorted(path)
    buys = [
        Activity(
            on=on, type=ActivityType.BUY, currency="EUR", symbol="A", quantity=quantity, unit_price=path[on]
        )
        for day, quantity in [(0, Decimal(1)), *more]
        for on in [max(each for each in known if each <= at(day))]
    ]
    found = told(buys, market({"A": path}, []), CashMode.IMPLICIT)
    assert found.figures.twr.value == pytest.approx(float(path[known[-1]] / first) - 1, abs=1e-9)


@laws
@given(rows(), histories(), rate_lists(), modes, places, st.sampled_from(["2", "0.1", "3", "1.5"]))
def test_a_split_changes_nothing(
    activities: list[Activity], closes: Any, rates: Any, mode: CashMode, day: int, ratio: str
) -> None:
    """The same trades and closes in new units from that day on, with a split, are the same portfolio."""
    factor = Decimal(ratio)
    later = [_in_new_units(each, factor) if each.on >= at(day) else each for each in activities]
    after = {
        symbol: {on: close / factor if on >= at(day) else close for on, close in path.items()}
        for symbol, path in closes.items()
    }
    splits = [Split(at(day), factor)]
    plain = told(activities, market(closes, rates), mode)
    split = told(later, market(after, rates, splits=splits), mode)
    for name, value in figures(plain).items():
        assert figures(split)[name] == near(value), name
    restated = {symbol: {on: close / factor for on, close in path.items()} for symbol, path in closes.items()}
    again = told(later, market(restated, rates, splits=splits, restated=True), mode)
    for name in ("value", "total_gain", "twr", "max_drawdown"):
        assert figures(again)[name] == near(figures(split)[name]), name


def near(value: Any) -> Any:
    """Return what is equal but for rounding."""
    if value is None:
        return None
    small = Decimal("1e-9") if isinstance(value, Decimal) else 1e-9
    return pytest.approx(value, abs=small, rel=small)


def _in_new_units(activity: Activity, factor: Decimal) -> Activity:
    if activity.quantity is None or activity.unit_price is None:
        return activity
    quantity, price = activity.quantity * factor, activity.unit_price / factor
    return structs.replace(activity, quantity=quantity, unit_price=price, amount=_amount(activity))


def _amount(activity: Activity) -> Decimal:
    gross = (activity.quantity or Decimal(0)) * (activity.unit_price or Decimal(0))
    costs = activity.fee + activity.tax
    return gross + costs if activity.type is ActivityType.BUY else gross - costs


@laws
@given(rows(), histories(), rate_lists(), modes, st.one_of(st.none(), places))
def test_an_amount_and_its_rate_never_differ_in_sign(
    activities: list[Activity], closes: Any, rates: Any, mode: CashMode, start: int | None
) -> None:
    found = told(activities, market(closes, rates), mode, start=start)
    for each in (found.figures, *(holding.figures for holding in found.holdings)):
        gain = each.total_gain.value
        for of in (each.gain_on_invested, each.xirr):
            if isinstance(of.value, float) and abs(gain) > Decimal("1e-6"):  # type: ignore[arg-type]
                assert (of.value >= 0) == (gain >= 0)  # type: ignore[operator]


@laws
@given(rows(), histories(), rate_lists(), modes, places, cents, st.decimals("0.5", "2", places=4))
def test_nothing_of_a_later_day_changes_a_figure(
    activities: list[Activity],
    closes: Any,
    rates: Any,
    mode: CashMode,
    end: int,
    close: Decimal,
    rate: Decimal,
) -> None:
    changed = {symbol: path | {at(end + 1): close} for symbol, path in closes.items()}
    more = [*rates, (at(end + 1), "EUR", "USD", rate), (at(end + 1), "GBP", "EUR", rate)]
    bought = Activity(
        on=at(end + 1),
        type=ActivityType.BUY,
        currency="EUR",
        symbol="A",
        quantity=Decimal(1),
        unit_price=close,
    )
    before = told(activities, market(closes, rates), mode, end=end)
    after = told([*activities, bought], market(changed, more), mode, end=end)
    assert msgspec.json.encode(before) == msgspec.json.encode(after)


@laws
@given(rows(), histories(), rate_lists(), modes)
def test_the_curve_ends_at_the_exact_value(
    activities: list[Activity], closes: Any, rates: Any, mode: CashMode
) -> None:
    found = told(activities, market(closes, rates), mode)
    assert found.series[-1].value == pytest.approx(found.figures.value.value, abs=Decimal("0.006"))  # type: ignore[arg-type]
