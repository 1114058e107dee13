"""Answers that go on from what was kept are, to the last digit, those of the whole history."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.activities.corporate import Split
from app.domain.portfolio.returns.journal import keep_books, keep_on
from app.domain.portfolio.returns.kept import can_go_on, keep
from app.domain.portfolio.returns.market import Market, Period, PriceHistory, Settings
from app.domain.portfolio.returns.past import Past
from app.domain.portfolio.returns.performance import answer, performance
from app.domain.portfolio.valuations.past_format import decode_past, encode_past
from tests.unit.returns.test_laws import (
    DAYS,
    at,
    cents,
    histories,
    laws,
    market,
    modes,
    places,
    rate_lists,
    rows,
)


def since(world: Market, on: date) -> Market:
    """Return a market of which nothing is known before a day but the last closes."""
    return Market(
        prices={symbol: _since(each, on) for symbol, each in world.prices.items()}, rates=world.rates
    )


def _since(history: PriceHistory, on: date) -> PriceHistory:
    first = max(bisect_right(history.days, on) - 1, 0)
    closes = zip(history.days[first:], history.closes[first:], strict=True)
    return PriceHistory(closes, currency=history.currency, restated=history.restated, splits=history.splits)


def kept(own: Settings, activities: Sequence[Activity], world: Market, on: date) -> Past | None:
    """Keep a past at a day, as if written down and read again."""
    before = [each for each in activities if each.on <= on]
    past = keep(keep_books(own, before, world), on)
    return past and decode_past(encode_past(past))


def continued(own: Settings, past: Past, activities: Sequence[Activity], world: Market, end: date) -> bytes:
    later = [each for each in activities if each.on > past.on]
    journal = keep_on(own, past, later, since(world, past.on))
    return msgspec.json.encode(answer(journal, Period(end=end)))


def anew(own: Settings, activities: Sequence[Activity], world: Market, end: date) -> bytes:
    return msgspec.json.encode(performance(own, activities, world, Period(end=end)))


def goes_on(past: Past, activities: Sequence[Activity], world: Market) -> bool:
    later = [each for each in activities if each.on > past.on]
    splits = {symbol: each.splits for symbol, each in world.prices.items()}
    return can_go_on(past.on, {each.symbol for each in past.openings if each.symbol}, later, splits)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Activity], Market]:
    """A history with what reaches across days: splits, transfers, exchanges, rates that come late."""
    found, closes, rates = draw(rows()), draw(histories()), draw(rate_lists())
    rates = [each for each in rates if draw(st.booleans()) or each[0] > at(20)]
    for day in draw(st.lists(places, max_size=2)):
        kind = draw(st.sampled_from(["out", "in", "split", "exchange", "withdrawal"]))
        found.append(_special(kind, at(day), draw(st.sampled_from("ABC"))))
    found.sort(key=lambda each: each.on)
    splits = [Split(at(day), Decimal(2)) for day in draw(st.lists(places, max_size=1))]
    return found, market(closes, rates, splits=splits, restated=draw(st.booleans()))


def _special(kind: str, on: date, symbol: str) -> Activity:
    fields: dict[str, Any] = {
        "out": {"type": ActivityType.TRANSFER_OUT, "symbol": symbol, "quantity": Decimal(1)},
        "in": {"type": ActivityType.TRANSFER_IN, "symbol": symbol, "quantity": Decimal(1)},
        "split": {"type": ActivityType.SPLIT, "symbol": symbol, "quantity": Decimal(2)},
        "exchange": {
            "type": ActivityType.FX_CONVERSION,
            "amount": Decimal(100),
            "received": Decimal(120),
            "received_currency": "USD",
        },
        "withdrawal": {"type": ActivityType.WITHDRAWAL, "amount": Decimal(49_000)},
    }[kind]
    return Activity(on=on, currency="EUR", **fields)


@laws
@given(worlds(), modes, st.booleans(), places, places)
def test_going_on_answers_what_the_whole_history_answers(
    world: tuple[list[Activity], Market], mode: Any, shorts: bool, first: int, second: int
) -> None:
    """Also from a past that went on from another."""
    activities, prices = world
    own = Settings(currency="EUR", cash=mode, allow_shorts=shorts)
    past = kept(own, activities, prices, at(min(first, second)))
    if past is None or not goes_on(past, activities, prices):
        event("is answered anew")
        return
    event("goes on")
    assert continued(own, past, activities, prices, at(DAYS)) == anew(own, activities, prices, at(DAYS))
    between = [each for each in activities if past.on < each.on <= at(max(first, second))]
    later = keep(keep_on(own, past, between, since(prices, past.on)), at(max(first, second)))
    assert later is not None
    again = decode_past(encode_past(later))
    assert continued(own, again, activities, prices, at(DAYS)) == anew(own, activities, prices, at(DAYS))


@laws
@given(worlds(), modes, places, places, cents)
def test_what_is_added_after_the_kept_day_is_answered_as_from_the_start(
    world: tuple[list[Activity], Market], mode: Any, mark: int, day: int, price: Decimal
) -> None:
    activities, prices = world
    own = Settings(currency="EUR", cash=mode, allow_shorts=True)
    past = kept(own, activities, prices, at(min(mark, day) - 1))
    late = Activity(
        on=at(day), type=ActivityType.BUY, currency="USD", symbol="B", quantity=Decimal(2), unit_price=price
    )
    everything = sorted([*activities, late], key=lambda each: each.on)
    if past is not None and goes_on(past, everything, prices):
        assert continued(own, past, everything, prices, at(DAYS)) == anew(own, everything, prices, at(DAYS))


def activity(kind: ActivityType, day: int, symbol: str | None = "A") -> Activity:
    return Activity(on=at(day), type=kind, symbol=symbol, currency="EUR", quantity=Decimal(2))


@pytest.mark.parametrize(
    ("later", "splits"),
    [
        ([activity(ActivityType.SPLIT, 30)], {}),
        ([activity(ActivityType.TRANSFER_IN, 11)], {}),
        ([activity(ActivityType.TRANSFER_OUT, 20)], {}),
        ([], {"A": [Split(at(11), Decimal(2))]}),
        ([activity(ActivityType.BUY, 12, "B")], {"B": [Split(at(3), Decimal(2))]}),
    ],
    ids=["a split", "an arrival", "a departure", "a split of the market", "an old split of what is new"],
)
def test_nothing_goes_on_across(later: Any, splits: Any) -> None:
    assert not can_go_on(at(10), {"A"}, later, splits)


def test_what_reaches_no_day_before_goes_on() -> None:
    later = [
        activity(ActivityType.BUY, 11, "B"),
        activity(ActivityType.TRANSFER_IN, 12, None),
        activity(ActivityType.TRANSFER_IN, 21),
    ]
    assert can_go_on(at(10), {"A"}, later, {"A": [Split(at(10), Decimal(2))]})


def test_there_is_nothing_to_keep_before_the_first_activity() -> None:
    own, bought = Settings(currency="EUR"), [activity(ActivityType.BUY, 11)]
    assert keep(keep_books(own, [], market({}, [])), at(10)) is None
    assert keep(keep_books(own, bought, market({}, [])), at(10)) is None


def test_what_is_no_past_is_not_read() -> None:
    for raw in (b"", b"\x80", encode_past(_small())[:-7]):
        with pytest.raises((msgspec.MsgspecError, ValueError)):
            decode_past(raw)


def _small() -> Past:
    bought = Activity(
        on=at(1),
        type=ActivityType.BUY,
        symbol="A",
        currency="EUR",
        quantity=Decimal(1),
        unit_price=Decimal(9),
    )
    found = keep(keep_books(Settings(currency="EUR"), [bought], market({}, [])), at(10))
    assert found is not None
    return found
