"""Which currency a CSV file's rows are in: nobody's own is taken where the file names another one."""

from __future__ import annotations

import pytest

from app.domain.banking.imports.answers import settle_mapping
from app.domain.banking.statements.reader import read_statement
from tests.support.statements import problems, read, signed, suggested, transactions


def currencies(content: str) -> list[str]:
    return [row.currency for row in transactions(content)]


ROWS = "Date;Text;Amount;Balance\n30.01.2024;A;-12,50;100,00\n29.01.2024;B;3,50;112,50\n"


@pytest.mark.parametrize(
    "above",
    [
        "Currency: USD;;;\n",
        "Account;123\nCurrency;USD\n",
        "#Waluta;\nUSD;\n",
        "Konto;IBAN;Währung;\nGiro;DE00;USD;\n",
        'Währung:;="USD"\n',
        "Balance on 30.01.2024:;1.234,56 USD\n",
        "Solde 1 234,56 USD;;;\n",
    ],
)
def test_the_currency_above_the_header_is_the_rows(above: str) -> None:
    assert currencies(above + ROWS) == ["USD", "USD"]


def test_two_balances_of_two_currencies_above_say_nothing() -> None:
    assert currencies("A;1,00 USD\nB;1,00 EUR\n" + ROWS) == ["RON", "RON"]


@pytest.mark.parametrize("code", ["BGN", "HRK", "DEM", "BTC", "USDT", "ABC"])
def test_a_currency_that_nothing_can_be_stated_in_is_told_and_is_not_ones_own(code: str) -> None:
    content = f"Date,Text,Amount,Currency\n2024-01-30,A,-12.50,{code}\n2024-01-29,B,3.50,{code}\n"
    assert problems(content) == [(line, f"'{code}' is not a currency.") for line in (2, 3)]


def test_an_unknown_currency_beside_known_ones_costs_its_own_row_alone() -> None:
    rows = [f"2024-01-{day},A,-12.50,EUR\n" for day in range(10, 20)]
    content = f"Date,Text,Amount,Currency\n{''.join(rows)}2024-01-29,B,1.00,BTC\n2024-01-30,C,-1.00,\n"
    assert [row.transaction.currency for row in read(content).rows if row.transaction] == ["EUR"] * 10
    assert problems(content) == [
        (12, "'BTC' is not a currency."),
        (13, "This line does not say its currency, as others do."),
    ]


def test_a_column_without_a_header_may_hold_money_of_old() -> None:
    assert [text for _, text in problems("30.01.2024;Shop;-12,50;HRK\n29.01.2024;Work;3,50;HRK\n")] == [
        "'HRK' is not a currency."
    ] * 2


@pytest.mark.parametrize(
    ("cell", "currency"), [("€", "EUR"), ("eur", "EUR"), ("Euro", "EUR"), ("zł", "PLN"), ("Kč", "CZK")]
)
def test_a_currency_may_be_a_sign_or_a_word(cell: str, currency: str) -> None:
    content = f"Date,Text,Amount,Currency\n2024-01-30,A,-12.50,{cell}\n2024-01-29,B,3.50,{cell}\n"
    assert currencies(content) == [currency, currency]


def test_an_amount_is_in_the_currency_that_belongs_to_it() -> None:
    header = "Date,Text,Transaction Amount,Transaction Currency,Billing Amount,Billing Currency\n"
    content = header + "2024-01-30,A,-100.00,USD,-92.35,EUR\n2024-01-29,B,-5.00,EUR,-5.00,EUR\n"
    (need,) = suggested(content).needs
    seen = {
        choice.value: [(row.amount, row.currency) for row in choice.sample_rows] for choice in need.choices
    }
    assert seen == {
        "amount_3+as_is": [("-100.00", "USD"), ("-5.00", "EUR")],
        "amount_5+as_is": [("-92.35", "EUR"), ("-5.00", "EUR")],
    }
    for choice in need.choices:
        settled = settle_mapping(
            content.encode(), default_currency="RON", zone="UTC", told={}, answers={need.column: choice.value}
        )
        rows = read_statement(
            content.encode(), filename="x", mapping=settled.mapping, default_currency="RON", zone="UTC"
        ).rows
        assert [row.transaction and row.transaction.currency for row in rows] == [
            row.currency for row in choice.sample_rows
        ]


def test_the_currency_of_another_amount_is_not_taken() -> None:
    header = "Date,Text,Billing Amount,Transaction Currency,Transaction Amount,Balance,Account Currency\n"
    content = header + "2024-01-30,A,-92.35,USD,100.00,907.65,EUR\n2024-01-31,B,-7.65,USD,8.00,900.00,EUR\n"
    assert currencies(content) == ["EUR", "EUR"]


def test_of_several_currencies_the_one_beside_the_amount_is_taken() -> None:
    content = "Datum;Text;Saldo;Währung;Betrag;Währung\n30.01.2024;A;100,00;EUR;-12,50;USD\n"
    assert currencies(content + "29.01.2024;B;112,50;EUR;3,50;USD\n") == ["USD", "USD"]


DOLLARS = 'Date,Text,Amount\n2024-01-30,A,($12.50)\n2024-01-29,B,"$2,000.00"\n'


@pytest.mark.parametrize(
    "content", [DOLLARS, "Date,Text,Amount ($)\n2024-01-30,A,-12.50\n2024-01-29,B,2000.00\n"]
)
def test_dollars_of_somebody_who_has_none_are_asked_about(content: str) -> None:
    (need,) = suggested(content).needs
    assert (need.column.partition(" ")[0], need.field) == ("Amount", "fixed_currency")
    assert [choice.value for choice in need.choices][:3] == ["USD", "CAD", "AUD"]
    assert [row.currency for row in need.choices[1].sample_rows] == ["CAD", "CAD"]
    assert suggested(content, fixed_currency="CAD").needs == []


def test_the_currency_is_asked_before_what_is_shown_in_it() -> None:
    content = "Date,Text,Amount\n2024-01-30,A,$12.50\n2024-01-29,B,$2000.00\n"
    assert [need.field for need in suggested(content).needs] == ["fixed_currency"]
    (need,) = suggested(content, fixed_currency="USD").needs
    assert (need.field, need.choices[0].sample_rows[0].currency) == ("sign", "USD")


@pytest.mark.parametrize("own", ["USD", "CAD", "AUD", "MXN"])
def test_dollars_are_those_of_somebody_who_has_some(own: str) -> None:
    found = transactions(DOLLARS, default_currency=own)
    assert (signed(found), {row.currency for row in found}) == ([-1250, 200000], {own})


def test_crowns_are_not_those_of_another_country() -> None:
    content = "Dato;Tekst;Beløb\n30.01.2024;A;-12,50 kr.\n29.01.2024;B;3,50 kr.\n"
    assert [need.field for need in suggested(content).needs] == ["fixed_currency"]
    assert {row.currency for row in transactions(content, default_currency="DKK")} == {"DKK"}
