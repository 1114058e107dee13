"""An account's balance day by day, reckoned by hand beside each case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.banking.accounts.logic import Course, DayBalance, Gap, Opening, Statement, chosen

DAY = timedelta(days=1)
FIRST = date(2026, 3, 1)


def on(number: int) -> date:
    """The number's day of March 2026."""
    return FIRST + DAY * (number - 1)


def days(amounts: Mapping[int, int]) -> dict[date, int]:
    return {on(number): amount for number, amount in amounts.items()}


def course(
    moved: Mapping[int, int] = {}, stated: Mapping[int, int] = {}, opening: Opening | None = None
) -> Course:
    return Course(days(moved), days(stated), opening)


def told(found: Course, first: int, last: int) -> list[tuple[int | None, str | None]]:
    return [(point.balance, point.source) for point in found.series(on(first), on(last))]


def test_from_a_stated_balance_on_each_day_is_the_day_before_and_what_moved() -> None:
    # 100.00 on the 1st; 30.00 out on the 2nd, nothing on the 3rd, 5.00 in on the 4th.
    found = course({2: -3_000, 4: 500}, {1: 10_000})
    assert told(found, 1, 4) == [
        (10_000, "stated"), (7_000, "reckoned"), (7_000, "reckoned"), (7_500, "reckoned"),
    ]  # fmt: skip
    assert found.gaps == []


def test_what_a_stated_balance_differs_by_is_a_gap_since_the_last_one() -> None:
    # 100.00 - 30.00 = 70.00, but the bank says 45.00: 25.00 went that no row tells of.
    found = course({2: -3_000, 6: -100}, {1: 10_000, 4: 4_500})
    assert found.gaps == [Gap(-2_500, on(1), on(4))]
    assert told(found, 3, 6) == [
        (7_000, "reckoned"), (4_500, "stated"), (4_500, "reckoned"), (4_400, "reckoned"),
    ]  # fmt: skip


def test_each_gap_is_kept_also_where_later_ones_make_up_for_it() -> None:
    # 100.00 -> 90.00 -> 100.00 with no row at all: 10.00 out, and 10.00 in again.
    found = course({}, {1: 10_000, 3: 9_000, 5: 10_000})
    assert found.gaps == [Gap(-1_000, on(1), on(3)), Gap(1_000, on(3), on(5))]
    assert found.gaps_within(on(4), on(9)) == [Gap(1_000, on(3), on(5))]


def test_before_the_first_stated_balance_it_is_reckoned_back_as_far_as_rows_go() -> None:
    # 50.00 at the end of the 5th; 20.00 came in on the 5th and 10.00 went on the 3rd: before that, 40.00.
    found = course({3: -1_000, 5: 2_000}, {5: 5_000})
    assert told(found, 2, 6) == [
        (None, None), (3_000, "reckoned"), (3_000, "reckoned"), (5_000, "stated"), (5_000, "reckoned"),
    ]  # fmt: skip
    assert found.gaps == []


def test_where_nobody_has_said_anything_nothing_is_known() -> None:
    found = course({2: -3_000})
    assert (told(found, 1, 3), found.newest(on(9))) == ([(None, None)] * 3, None)


def test_an_opening_balance_counts_from_the_beginning_of_its_day() -> None:
    # 100.00 when the 3rd began; rows of before are in it already, those of the 3rd are not.
    found = course({2: -9_999, 3: -1_000}, opening=Opening(10_000, on(3)))
    assert told(found, 2, 4) == [(None, None), (9_000, "reckoned"), (9_000, "reckoned")]


def test_an_opening_balance_without_a_day_was_there_before_every_row() -> None:
    found = course({2: -1_000}, opening=Opening(10_000))
    assert told(found, 1, 2) == [(10_000, "reckoned"), (9_000, "reckoned")]


def test_a_stated_balance_is_compared_with_the_opening_one() -> None:
    # 100.00 - 10.00 = 90.00, and 95.00 are stated.
    dated = course({3: -1_000}, {4: 9_500}, Opening(10_000, on(3)))
    undated = course({3: -1_000}, {4: 9_500}, Opening(10_000))
    assert (dated.gaps, undated.gaps) == ([Gap(500, on(2), on(4))], [Gap(500, None, on(4))])


def test_what_is_stated_of_days_before_the_opening_counts_for_nothing() -> None:
    found = course({}, {1: 5}, Opening(10_000, on(3)))
    assert (told(found, 1, 3), found.gaps) == (
        [(None, None), (None, None), (10_000, "stated")], [],
    )  # fmt: skip


def test_what_is_owed_is_below_zero() -> None:
    # A loan of 1,000.00, of which 250.00 are paid back.
    assert course({5: 25_000}, opening=Opening(-100_000)).at(on(5)) == DayBalance(on(5), -75_000, "reckoned")


def test_the_newest_that_is_known_has_its_own_day() -> None:
    found = course({2: -3_000, 9: -1}, {1: 10_000})
    assert found.newest(on(5)) == DayBalance(on(2), 7_000, "reckoned")
    assert course(opening=Opening(7, on(4))).newest(on(5)) == DayBalance(on(4), 7, "stated")
    assert course(opening=Opening(7, on(4))).newest(on(3)) is None


@pytest.mark.parametrize(
    ("said", "balance"),
    [
        ([(1, False, True), (2, False, True)], 2),  # the newer of two alike
        ([(2, False, False), (1, False, True)], 1),  # the day's end before its noon
        ([(1, True, True), (2, False, True)], 1),  # the owner before the bank
    ],
)
def test_of_several_balances_of_a_day_one_counts(said: list[tuple[int, bool, bool]], balance: int) -> None:
    statements = [Statement(number, FIRST, number, owner, closing) for number, owner, closing in said]
    assert chosen(statements) == chosen(statements[::-1]) == {FIRST: balance}


AMOUNTS = st.integers(-10_000, 10_000)
NUMBERS = st.integers(1, 40)
ROWS = st.lists(st.tuples(NUMBERS, AMOUNTS), max_size=30)
STATED = st.dictionaries(NUMBERS, AMOUNTS, max_size=6)


def by_day(rows: list[tuple[int, int]]) -> dict[int, int]:
    found: Counter[int] = Counter()
    for number, amount in rows:
        found[number] += amount
    return dict(found)


@given(ROWS, STATED, st.randoms())
def test_the_order_of_rows_changes_nothing(
    rows: list[tuple[int, int]], stated: dict[int, int], chance
) -> None:
    mixed = list(rows)
    chance.shuffle(mixed)
    one, other = course(by_day(rows), stated), course(by_day(mixed), stated)
    assert (one.series(on(1), on(45)), one.gaps) == (other.series(on(1), on(45)), other.gaps)


@given(ROWS, st.dictionaries(NUMBERS, AMOUNTS, min_size=1, max_size=6), st.integers(1, 20), AMOUNTS)
def test_a_later_stated_balance_changes_no_day_before_it(
    rows: list[tuple[int, int]], stated: dict[int, int], after: int, balance: int
) -> None:
    moved, later = by_day(rows), max(stated) + after
    one, other = course(moved, stated), course(moved, {**stated, later: balance})
    assert one.series(on(1), on(later - 1)) == other.series(on(1), on(later - 1))
    assert other.at(on(later)) == DayBalance(on(later), balance, "stated")


@given(ROWS, STATED, AMOUNTS)
def test_opening_rows_and_gaps_make_up_every_balance(
    rows: list[tuple[int, int]], stated: dict[int, int], opening: int
) -> None:
    moved = by_day(rows)
    found = course(moved, stated, Opening(opening))
    for number in range(1, 46):
        day = on(number)
        explained = sum(amount for each, amount in moved.items() if each <= number)
        unexplained = sum(gap.amount for gap in found.gaps if gap.until <= day)
        assert found.at(day).balance == opening + explained + unexplained


@given(ROWS, STATED)
def test_a_day_alone_is_what_it_is_in_the_series(rows: list[tuple[int, int]], stated: dict[int, int]) -> None:
    found = course(by_day(rows), stated)
    assert [found.at(on(number)) for number in range(1, 46)] == found.series(on(1), on(45))
