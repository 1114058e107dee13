"""The column of the person's own account, which is part of what makes a payment itself."""

from __future__ import annotations

import pytest

from tests.support.statements import suggested, transactions

ROWS = (("2026-01-05", "Coffee", "-3.50"), ("2026-01-06", "Salary", "1000.00"))
IBANS = ("NL91ABNA0417164300", "NL69INGB0123456789")


def table(header: str, *more: tuple[str, ...]) -> str:
    """Two rows of day, text and amount, with further columns behind them."""
    lines = [",".join([*row, *cells]) for row, cells in zip(ROWS, more, strict=True)]
    return "\n".join([f"Date,Description,Amount,{header}", *lines]) + "\n"


@pytest.mark.parametrize("name", ["Account", "Account Name", "Konto", "Compte", "Rachunek", "source_account"])
def test_accounts_called_by_words_are_known_from_the_second_row_on(name: str) -> None:
    content = table(name, ("Checking",), ("Savings",))
    assert suggested(content).needs == []
    assert [row.account for row in transactions(content)] == ["Checking", "Savings"]


def test_a_name_and_a_number_of_the_account_are_told_apart() -> None:
    seen = suggested(table("Account Name,Account Number", ("MR J SMITH", "60-1"), ("SAVER", "60-2")))
    assert (seen.mapping.account, seen.mapping.merchant, seen.needs) == ("Account Number", None, [])


def test_beside_the_other_partys_account_it_is_the_own_one() -> None:
    other = "DE89370400440532013000"
    seen = suggested(table("Account,Counterparty,Name", (IBANS[0], other, "Cafe"), (IBANS[1], other, "Acme")))
    assert (seen.mapping.account, seen.needs) == ("Account", [])


def test_numbers_that_may_be_either_partys_are_asked() -> None:
    (need,) = suggested(table("IBAN", (IBANS[0],), (IBANS[1],))).needs
    assert (need.column, need.field) == ("IBAN", "account")
    assert [choice.sets for choice in need.choices] == [{"account": "IBAN"}, {"account": None}]


@pytest.mark.parametrize("said", ["IBAN", None])
def test_an_answer_ends_the_question(said: str | None) -> None:
    seen = suggested(table("IBAN", (IBANS[0],), (IBANS[1],)), account=said)
    assert (seen.mapping.account, seen.needs) == (said, [])


def test_many_numbers_beside_names_are_the_other_partys() -> None:
    seen = suggested(table("Name,IBAN", ("Cafe", IBANS[0]), ("Acme", IBANS[1])))
    assert (seen.mapping.account, seen.mapping.merchant, seen.needs) == (None, "Name", [])


@pytest.mark.parametrize("name", ["From Account", "To Account", "Fra konto", "Til konto", "Account Type"])
def test_accounts_of_another_meaning_are_nobodys_own(name: str) -> None:
    assert suggested(table(name, ("Checking",), ("Savings",))).mapping.account is None
