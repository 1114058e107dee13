"""How long a portfolio's whole performance answer takes from cold, and a pandas loop over days beside it."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from app.domain.fx.rates import RateTable
from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.returns.market import Market, Period, PriceHistory, Settings
from bench.figures import Row
from bench.part import Part

ACTIVITIES, SECURITIES, YEARS = 14_400, 50, 10
CURRENCIES = ("EUR", "USD", "GBP")
FIRST = date(2015, 1, 1)
LAST = FIRST + timedelta(days=365 * YEARS)
DAYS = [day for n in range(365 * YEARS) if (day := FIRST + timedelta(days=n)).weekday() < 5]


class Took(NamedTuple):
    """Seconds of one round: from cold, and again after one more activity."""

    cold: float
    again: float


class Returns(Part[Took, float]):
    """Each in a fresh process, so that nothing is warm."""

    def load(self) -> Took:
        return Took(_in_a_process("cold"), _in_a_process("again"))

    def reference(self) -> float:
        return _in_a_process("loop")

    def rows(self, loads: list[Took], references: list[float]) -> list[Row]:
        (took,), (loop,) = loads, references
        what = f"{ACTIVITIES:,} activities, {SECURITIES} securities, {YEARS} years"
        return [
            Row("a portfolio's performance, cold", took.cold, "s", "a pandas loop of values and returns",
                loop, at_most=0.1, note=what),
            Row("the same after an activity of yesterday", took.again, "s", "the answer from cold", took.cold,
                note="from kept books, read and continued"),
        ]  # fmt: skip


def _in_a_process(part: str) -> float:
    return float(subprocess.check_output([sys.executable, "-m", "bench.returns", part]))


def world() -> tuple[list[Activity], Market]:
    """Make up a portfolio: weekly purchases, part sales and dividends, in three currencies."""
    chance = random.Random(1)
    prices = {f"S{n}": _history(chance, CURRENCIES[n % 3]) for n in range(SECURITIES)}
    rates = [
        (on, "EUR", code, Decimal(level))
        for code in CURRENCIES[1:]
        for on, level in zip(DAYS, _walk(chance, 1.1, 0.004), strict=True)
    ]
    held: dict[str, Decimal] = dict.fromkeys(prices, Decimal(0))
    rows = [_row(chance, DAYS[len(DAYS) * n // ACTIVITIES], prices, held) for n in range(ACTIVITIES)]
    return rows, Market(prices=prices, rates=RateTable(rates))


def _walk(chance: random.Random, level: float, step: float) -> list[str]:
    found = []
    for _ in DAYS:
        level *= 1 + chance.gauss(0.0002, step)
        found.append(f"{level:.4f}")
    return found


def _history(chance: random.Random, currency: str) -> PriceHistory:
    levels = _walk(chance, chance.uniform(10, 300), 0.012)
    return PriceHistory(zip(DAYS, map(Decimal, levels), strict=True), currency=currency)


def _row(
    chance: random.Random, on: date, prices: dict[str, PriceHistory], held: dict[str, Decimal]
) -> Activity:
    symbol = chance.choice(sorted(prices))
    history, kind = prices[symbol], chance.random()
    fields = {
        "on": on,
        "symbol": symbol,
        "currency": history.currency,
        "unit_price": history.closes[DAYS.index(on)],
    }
    if kind < 0.1 and held[symbol] > 0:
        return Activity(
            **{**fields, "unit_price": Decimal("0.5")}, type=ActivityType.DIVIDEND, quantity=held[symbol]
        )
    sold = kind < 0.4 and held[symbol] > 1
    quantity = round(held[symbol] / 4, 4) if sold else Decimal(chance.randrange(1, 2000)) / 100
    held[symbol] += -quantity if sold else quantity
    kind_of = ActivityType.SELL if sold else ActivityType.BUY
    return Activity(**fields, type=kind_of, quantity=quantity, fee=Decimal("1.5"))


def cold(rows: list[Activity], market: Market) -> float:
    """Time everything, the import of numpy included."""
    clock = time.perf_counter()
    from app.domain.portfolio.returns.performance import performance

    performance(Settings(currency="EUR"), rows, market, Period(end=LAST))
    return time.perf_counter() - clock


def again(rows: list[Activity], market: Market) -> float:
    """Time the answer after one more activity, from what was kept until the week before."""
    from app.domain.portfolio.returns.journal import keep_books, keep_on
    from app.domain.portfolio.returns.kept import keep
    from app.domain.portfolio.returns.performance import answer
    from app.domain.portfolio.valuations.past_format import decode_past, encode_past

    own, on = Settings(currency="EUR"), LAST - timedelta(days=8)
    past = keep(keep_books(own, [each for each in rows if each.on <= on], market), on)
    assert past is not None
    written = encode_past(past)
    late = Activity(on=LAST, type=ActivityType.FEE, currency="EUR", amount=Decimal(1))
    later = [*(each for each in rows if each.on > on), late]
    clock = time.perf_counter()
    answer(keep_on(own, decode_past(written), later, market), Period(end=LAST))
    return time.perf_counter() - clock


def loop(rows: list[Activity], market: Market) -> float:
    """Time a loop over the days of the sixth year that looks each price and rate up, times the years."""
    import pandas as pd

    closes = {
        s: pd.Series(map(float, each.closes), pd.to_datetime(each.days)) for s, each in market.prices.items()
    }
    rates = {
        code: pd.Series([float(market.rates.find("EUR", code, on).rate) for on in DAYS], pd.to_datetime(DAYS))
        for code in CURRENCIES
    }  # type: ignore[union-attr]
    signs = {ActivityType.BUY: 1, ActivityType.SELL: -1}
    table = pd.DataFrame(
        {
            "on": pd.Timestamp(each.on),
            "symbol": each.symbol,
            "units": signs.get(each.type, 0) * float(each.quantity or 0),
        }
        for each in rows
    )
    clock, year = time.perf_counter(), pd.date_range("2020-01-01", "2020-12-31")
    before = 0.0
    for day in year:
        held = table[table.on <= day].groupby("symbol").units.sum()
        worth = [
            units * closes[symbol].asof(day) / rates[market.prices[symbol].currency or ""].asof(day)
            for symbol, units in held.items()
        ]
        before = sum(worth) / before - 1 if before else sum(worth)
    return (time.perf_counter() - clock) * YEARS


if __name__ == "__main__":
    print({"cold": cold, "again": again, "loop": loop}[sys.argv[1]](*world()))
