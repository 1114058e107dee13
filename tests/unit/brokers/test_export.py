"""Activities to a file and back, exactly, and no formula for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.portfolio.activities.activity import Activity, ActivityType
from app.domain.portfolio.brokers.detection import detect
from app.domain.portfolio.exports.files import export_csv, export_json
from app.domain.portfolio.exports.layout import escape, unescape
from tests.support.brokers import problems, read

CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "GBp", "GBX", "ZAc", "ILA"])
NUMBERS = st.decimals(min_value=0, max_value=10**15, places=8).map(abs) | st.integers(0, 10**20).map(Decimal)
SIGNED = st.decimals(min_value=-(10**6), max_value=10**6, places=4)


def texts(limit: int) -> st.SearchStrategy[str | None]:
    letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    return (
        st.none()
        | st.text(letters, min_size=1, max_size=limit)
        | st.sampled_from(["=1+1", "'", "@x", " -2", "\\u0041"])
    )


ACTIVITIES = st.builds(
    Activity,
    on=st.dates(date(1900, 1, 1), date(2026, 6, 30)),
    type=st.sampled_from(ActivityType),
    currency=CURRENCIES,
    symbol=texts(64),
    quantity=st.none() | NUMBERS,
    unit_price=st.none() | NUMBERS,
    price_currency=st.none() | CURRENCIES,
    amount=st.none() | NUMBERS,
    fee=SIGNED,
    tax=SIGNED,
    fx_rate=st.none() | NUMBERS,
    received=st.none() | NUMBERS,
    received_currency=st.none() | CURRENCIES,
    external_id=texts(100),
    note=texts(500),
)


def came_back(content: bytes) -> list[Activity]:
    rows = read(content).rows
    assert [row.problem for row in rows if row.problem] == []
    return [row.activity for row in rows if row.activity]


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTIVITIES, min_size=1, max_size=5))
def test_a_csv_export_comes_back_exactly(activities: list[Activity]) -> None:
    assert list(map(hash, came_back(export_csv(activities)))) == list(map(hash, activities))


@settings(max_examples=100, deadline=None)
@given(st.lists(ACTIVITIES, min_size=1, max_size=5))
def test_a_json_export_comes_back_exactly(activities: list[Activity]) -> None:
    assert list(map(hash, came_back(export_json(activities)))) == list(map(hash, activities))


@settings(max_examples=300)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_no_text_of_an_export_begins_like_a_formula(text: str) -> None:
    cell = escape(text)
    assert unescape(cell) == text
    assert not cell.lstrip(" ").startswith(
        ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
    )
    assert not set(cell) & set(map(chr, range(32)))


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\uff1d1", "'=1"]
)
def test_formulas_are_marked_as_texts_in_every_text_column(text: str) -> None:
    activity = Activity(
        on=date(2024, 1, 2), type=ActivityType.BUY, currency="EUR", symbol=text, quantity=Decimal(1),
        amount=Decimal(5), fee=Decimal("-0.5"), external_id=text, note=text,
    )  # fmt: skip
    (line,) = list(csv.DictReader(io.StringIO(export_csv([activity]).decode("utf-8-sig"))))
    assert line["symbol"][0] == line["external_id"][0] == line["note"][0] == "'"
    assert line["fee"] == "-0.5"


def test_exports_are_known_again() -> None:
    activity = Activity(on=date(2024, 1, 2), type=ActivityType.DEPOSIT, currency="EUR", amount=Decimal(5))
    assert detect(export_csv([activity])) == "tidewatch_csv"
    assert detect(export_json([activity])) == "tidewatch_json"
    assert json.loads(export_json([activity]))["activities"] == [
        {"date": "2024-01-02", "type": "deposit", "amount": "5", "currency": "EUR"}
    ]


def test_a_future_day_in_an_export_is_a_problem_unless_it_is_meant() -> None:
    activity = Activity(on=date(2050, 1, 2), type=ActivityType.DEPOSIT, currency="EUR", amount=Decimal(5))
    assert problems(export_csv([activity]))[2].startswith("2050-01-02 is in the future.")
    assert read(export_csv([activity]), allow_future=True).activities() == [activity]


def test_an_export_of_nothing_is_a_header() -> None:
    assert export_csv([]).decode("utf-8-sig").startswith("date,type,symbol,")


HEADER = ("date,type,symbol,quantity,unit_price,price_currency,amount,currency,fee,tax,fx_rate,received,"
          "received_currency,external_id,note\n")  # fmt: skip


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("2024-01-02,gift,A,1,,,5,EUR,,,,,,,", "'gift' is not a type of activity."),
        ("02.01.2024,buy,A,1,,,5,EUR,,,,,,,", "'02.01.2024' is not a date."),
        ("2024-01-02,buy,A,-1,,,5,EUR,,,,,,,", "quantity: '-1' is below zero."),
        ("2024-01-02,buy,A,1,,,NaN,EUR,,,,,,,", "amount: 'NaN' is not an amount."),
        ("2024-01-02,buy,A,1,,,5,,,,,,,,", "'' is not a currency."),
        ("2024-01-02,buy,A,1,,,5,EUR,,,,,,,\\u0000", "The note holds characters that are no text."),
        (f"2024-01-02,buy,{'A' * 65},1,,,5,EUR,,,,,,,", "The symbol is longer than 64 characters."),
    ],
)
def test_an_export_that_was_changed_for_the_worse_has_problems(line: str, sentence: str) -> None:
    assert problems(f"{HEADER}{line}\n")[2].startswith(sentence)


@pytest.mark.parametrize("entry", [1, {"day": "2024-01-02"}, {"date": 5}, None])
def test_entries_of_json_that_are_no_activities_are_problems(entry: object) -> None:
    content = json.dumps({"format": "tidewatch-activities", "version": 1, "activities": [entry]})
    assert list(problems(content)) == [1]
