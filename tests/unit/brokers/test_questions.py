"""How numbers and dates are written: shown by the file, or asked; never guessed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from app.domain.portfolio.drafts.errors import UnreadableBrokerFile
from app.domain.portfolio.drafts.kinds import Kind
from app.domain.portfolio.drafts.mapping import Mapping
from app.domain.portfolio.drafts.numbers import Numbers, gather_evidence, proven_mark
from tests.support.brokers import activities, problems, read, row
from tests.unit.brokers.test_degiro import DUTCH
from tests.unit.brokers.test_portfolio_programs import GHOSTFOLIO, PP_DE
from tests.unit.brokers.test_stock_brokers import SCHWAB

PAPERS = Mapping(
    columns={
        "date": ("Day",),
        "action": ("What",),
        "symbol": ("Paper",),
        "quantity": ("Pieces",),
        "amount": ("Sum",),
    },
    actions={"in": Kind.BUY, "out": Kind.SELL},
    currency="EUR",
)
HEADER = "Day;What;Paper;Pieces;Sum\n"


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("1.234,50", ","), ("1,234.50", "."), ("12,5", ","), ("0.123", "."), ("0,123", ","), ("1.234.567", ","),
        ("1234.567", "."), ("1,234", "?"), ("1.234", "?"), ("-€1.234", "?"), ("12", None), ("", None), ("abc", None),
        ("1 234,5", ","), ("1'234.5", "."), ("$1,234.5", "."), ("12.3456 USD", "."), (",5", ","),
    ],
)  # fmt: skip
def test_what_a_number_proves_of_its_decimal_mark(text: str, mark: str | None) -> None:
    assert proven_mark(text) == mark


@pytest.mark.parametrize(
    ("text", "decimal", "value", "currency"),
    [
        ("1.234,50", ",", "1234.50", None), ("€3343.11229989", ".", "3343.11229989", "EUR"),
        ("-$3320.05", ".", "-3320.05", None), ("$-0.88", ".", "-0.88", None), ("USD -0.09", ".", "-0.09", "USD"),
        ("89,162.28 SEK", ".", "89162.28", "SEK"), ("(12.00)", ".", "-12.00", None), ("1\u00a0950,60", ",", "1950.60", None),
        ("1'185.08", ".", "1185.08", None), ("-2.637591265E-4", ".", "-0.0002637591265", None), ("1e3", ".", "1000", None),
        ("500,135", ".", "500135", None), ("\u22125", ".", "-5", None),
    ],
)  # fmt: skip
def test_numbers_are_read_exactly(text: str, decimal: str, value: str, currency: str | None) -> None:
    found = Numbers(decimal).read(text)
    assert found is not None
    assert (found.value, found.currency) == (Decimal(value), currency)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("NaN", "'NaN' is not an amount"), ("Infinity", "is not an amount"), ("5%", "is a percentage"),
        ("12,34", "is not an amount"), ("1.2.3", "is not an amount"), ("0x10", "is not an amount"), ("=1+1", "is not an amount"),
        ("1" * 40, "has more than 28 digits"), ("0." + "1" * 40, "has more than 28 digits"), ("9e99", "has more than 28"),
        ("9" * 200, "is not an amount"), ("1_000", "is not an amount"), ("--5", "is not an amount"), ("\u0665", "is not an amount"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_told(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Numbers(".").read(text)


@pytest.mark.parametrize("text", ["", " ", "-", "--", "N/A", "Not available", "null"])
def test_nothing_is_no_number(text: str) -> None:
    assert Numbers(".").read(text) is None


def test_one_number_of_the_file_shows_the_mark_of_all() -> None:
    content = f"{HEADER}2024-01-02;in;ACME;1.234;500,25\n2024-01-03;out;ACME;1.234;2.000\n"
    assert [(str(each["quantity"]), str(each["amount"])) for each in activities(content, mapping=PAPERS)] == [
        ("1234", "500.25"), ("1234", "2000"),
    ]  # fmt: skip


@pytest.mark.parametrize(("answer", "amount"), [(".", "1.234"), (",", "1234")])
def test_numbers_that_can_be_read_in_two_ways_are_asked_about(answer: str, amount: str) -> None:
    content = f"{HEADER}2024-01-02;in;ACME;5;1.234\n"
    file = read(content, mapping=PAPERS)
    (question,) = file.questions
    assert file.rows == []
    assert (question.field, [choice.value for choice in question.choices]) == ("decimal", [".", ","])
    assert {choice.value: choice.example for choice in question.choices}[answer] == f"1.234 is {amount}"
    assert str(activities(content, mapping=PAPERS, decimal=answer)[0]["amount"]) == amount


def test_a_brokers_own_mark_is_taken_where_a_file_shows_none() -> None:
    content = SCHWAB + '"09/08/2023","Sell","SNAXX","MONEY","500,135","$1","","$500,135"\n'
    assert activities(content) == [
        row("2023-09-08", "sell", "USD", "SNAXX", quantity=500135, unit_price=1, amount=500135),
    ]


def test_a_file_with_both_marks_is_read_number_by_number_and_the_unclear_ones_as_is_answered() -> None:
    content = DUTCH + (
        '05-02-2024,07:16,31-01-2024,,,iDEAL Deposit,,EUR,"-6,28",EUR,"1,00",\n'
        "05-02-2024,07:16,31-01-2024,,,iDEAL Deposit,,EUR,3.55,EUR,1.00,\n"
        "05-02-2024,07:16,31-01-2024,,,iDEAL Deposit,,EUR,1.234,EUR,1.00,\n"
    )
    content = content.replace("-6,28", "6,28")
    assert [question.field for question in read(content).questions] == ["decimal"]
    assert [str(each["amount"]) for each in activities(content, decimal=",")] == ["6.28", "3.55", "1234"]


def test_evidence_is_gathered_over_all_cells() -> None:
    assert gather_evidence(["12", "1.234", "5,5"]) == (frozenset({","}), ("1.234",))


def test_ambiguous_dates_of_an_unknown_table_are_asked_about() -> None:
    content = f"{HEADER}03/04/2024;in;ACME;5;12,50\n"
    (question,) = read(content, mapping=PAPERS).questions
    assert question.field == "date_order"
    assert {choice.value: choice.example for choice in question.choices} == {
        "dmy": "03/04/2024 is 2024-04-03", "mdy": "03/04/2024 is 2024-03-04",
    }  # fmt: skip
    assert activities(content, mapping=PAPERS, date_order="mdy")[0]["on"] == "2024-03-04"


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (["03/04/2024", "25/04/2024"], "2024-04-03"), (["03/04/2024", "04/25/2024"], "2024-03-04"),
        (["03.04.2024", "04.04.2024"], "2024-04-03"), (["2024-04-03", "2024-04-04"], "2024-04-03"),
        (["01/02/2024", "01/03/2024", "01/04/2024", "01/05/2024", "02/01/2024"], "2024-01-02"),
    ],
)  # fmt: skip
def test_dates_that_the_file_itself_settles_are_not_asked_about(days: list[str], first: str) -> None:
    """A day past the twelfth, dots, a year in front, or the only order in which the rows run forward."""
    content = HEADER + "".join(f"{day};in;ACME;5;12,50\n" for day in days)
    assert activities(content, mapping=PAPERS)[0]["on"] == first


def test_a_file_against_its_brokers_habit_is_asked_about() -> None:
    content = (
        f"{GHOSTFOLIO}03/04/2024,MSFT,YAHOO,USD,2.5,5,buy,1.5,\n04/25/2024,MSFT,YAHOO,USD,2.5,5,buy,1.5,\n"
    )
    (question,) = read(content).questions
    assert "'04/25/2024'" in question.text
    assert [each["on"] for each in activities(content, date_order="mdy")] == ["2024-03-04", "2024-04-25"]


def test_a_table_with_common_columns_alone_is_not_taken_to_write_like_ghostfolio() -> None:
    content = "Date,Symbol,Currency,Price,Quantity,Action,Fee\n03/04/2024,MSFT,USD,1.234,5,buy,1\n"
    assert {question.field for question in read(content).questions} == {"date_order", "decimal"}


def test_one_impossible_date_among_proven_ones_is_its_own_problem() -> None:
    content = (
        f"{GHOSTFOLIO}25/04/2024,MSFT,YAHOO,USD,2.5,5,buy,1.5,\n04/25/2024,MSFT,YAHOO,USD,2.5,5,buy,1.5,\n"
    )
    assert [each["on"] for each in activities(content)] == ["2024-04-25"]
    assert problems(content)[3].startswith("'04/25/2024' is not a date that exists.")


def test_a_currency_that_no_column_tells_is_asked_for_once() -> None:
    mapping = Mapping(columns=PAPERS.columns, actions=PAPERS.actions)
    content = f"{HEADER}2024-01-02;in;ACME;5;12,50\n"
    (question,) = read(content, mapping=mapping, portfolio_currency="SEK").questions
    assert (question.field, question.choices[0].value) == ("currency", "SEK")
    assert activities(content, mapping=mapping, currency="dkk")[0]["currency"] == "DKK"


def test_several_questions_come_at_once() -> None:
    content = f"{HEADER}03/04/2024;in;ACME;5;1.234\n"
    assert {question.field for question in read(content, mapping=PAPERS).questions} == {
        "decimal",
        "date_order",
    }


@pytest.mark.parametrize(
    "answers",
    [
        {"date_order": "ydm"},
        {"decimal": "'"},
        {"currency": "EURO"},
        {"ratios": {2: Decimal(0)}},
        {"ratios": {2: Decimal(-2)}},
    ],
)
def test_an_answer_that_is_none_is_refused(answers: dict[str, Any]) -> None:
    with pytest.raises(UnreadableBrokerFile):
        read(f"{HEADER}2024-01-02;in;ACME;5;12,50\n", mapping=PAPERS, **answers)


def test_days_are_those_that_the_broker_wrote_whatever_the_zone() -> None:
    content = PP_DE + "2020-03-04T23:59;Einlage;10,00;EUR;;;;;;;;;;;\r\n"
    assert activities(content)[0]["on"] == "2020-03-04"
