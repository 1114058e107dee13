"""The simulated market: the same price at the same moment, and ticks that end where the closes are."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from app.domain.portfolio.prices.adapters.simulated import FIRST_DAY, LISTINGS, SimulatedMarket

SYMBOLS = [listing.symbol for listing, _ in LISTINGS]
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
DAY = NOON.date()


def ticks(market: SimulatedMarket, symbol: str, *moments: datetime) -> list[Decimal]:
    return [market.latest([symbol], moment)[symbol].price for moment in moments]


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_a_moment_has_one_price_in_whatever_order_it_is_asked_for(symbol: str) -> None:
    moments = [NOON + timedelta(seconds=number) for number in range(0, 90_000, 1_777)]
    forwards = ticks(SimulatedMarket(), symbol, *moments)
    backwards = ticks(SimulatedMarket(), symbol, *reversed(moments))
    assert forwards == backwards[::-1]
    assert len(set(forwards)) > len(moments) / 2


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_the_last_tick_of_a_day_is_its_close(symbol: str) -> None:
    market = SimulatedMarket()
    for on, close in market.history(symbol, DAY, DAY + timedelta(20)):
        assert ticks(market, symbol, datetime.combine(on, time(23, 59, 59, 999_999), UTC)) == [close]
        quote = market.latest([symbol], datetime.combine(on + timedelta(1), time(0), UTC))[symbol]
        assert quote.previous_close == close
        assert abs(quote.price / close - 1) < Decimal("0.005")


def test_each_second_moves_by_little_and_a_day_by_more() -> None:
    market = SimulatedMarket()
    seconds = ticks(market, "COIN", *(NOON + timedelta(seconds=number) for number in range(600)))
    steps = [abs(after / before - 1) for before, after in itertools.pairwise(seconds)]
    closes = [close for _, close in market.history("COIN", DAY, DAY + timedelta(100))]
    days = [abs(after / before - 1) for before, after in itertools.pairwise(closes)]
    assert 0 < max(steps) < Decimal("0.001") < max(days) < Decimal("0.1")


def test_history_has_each_day_once_from_the_first_one_on() -> None:
    closes = SimulatedMarket().history("ACME.US", FIRST_DAY - timedelta(5), FIRST_DAY + timedelta(3))
    assert [on for on, _ in closes] == [FIRST_DAY + timedelta(number) for number in range(4)]
    assert SimulatedMarket().history("ACME.US", DAY, DAY - timedelta(1)) == []


@pytest.mark.parametrize("symbol", ["", "acme.us", "ACME", "COIN "])
def test_what_is_not_listed_has_no_price(symbol: str) -> None:
    market = SimulatedMarket()
    assert market.latest([symbol, "COIN"], NOON).keys() == {"COIN"}
    assert (market.history(symbol, DAY, DAY), market.listing(symbol)) == ([], None)


def test_another_seed_is_another_market() -> None:
    first, second = (SimulatedMarket(seed).history("COIN", DAY, DAY) for seed in (1, 2))
    assert first != second
    assert SimulatedMarket(2).history("COIN", DAY, DAY) == second


def test_before_the_first_day_there_is_no_quote() -> None:
    moment = datetime.combine(date(2019, 12, 31), time(12), UTC)
    assert SimulatedMarket().latest(SYMBOLS, moment) == {}
