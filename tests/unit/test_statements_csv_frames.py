"""CSV files whose rows stand between other things: preambles, second lines, totals, parts of a sum."""

from __future__ import annotations

import pytest

from app.domain.banking.statements.header_words import named_currency, roles
from app.tabular.errors import UnreadableFile
from tests.support.statements import problems, read, signed, suggested, transactions

PAIR = "Date,Description,Debit,Credit,Balance\n2024-01-29,A,12.50,,87.50\n2024-01-30,B,,10.00,97.50\n"


@pytest.mark.parametrize(
    "below",
    [
        "Total,,12.50,10.00,\n",
        ",TOTAL,12.50,10.00,\n",
        "2024-01-31,Closing balance,,,97.50\n",
        "2024-01-31,Account balance,,,97.50\n,Total,12.50,10.00,\n",
        ",,,,\nThese figures,are,not,an,account\n",
        "2024-01-30,Opening balance,,100.00,100.00\n",
    ],
)
def test_what_stands_below_a_short_statement_costs_none_of_its_rows(below: str) -> None:
    assert suggested(PAIR + below).needs == []
    assert signed(read(PAIR + below).rows) == [-1250, 1000]


def test_a_balance_that_stands_where_the_day_belongs_costs_none_either() -> None:
    header = "Buchungstag;Wert;Text;Betrag;Soll;Haben;Kurs\n"
    rows = "16.01.2024;16.01.2024;A;45,00;-48,00;;\n15.01.2024;15.01.2024;B;;;2.000,00;\n"
    content = header + rows + "Account balance;31.01.2024;;2854,50;;;\n"
    assert suggested(content).needs == []
    assert signed(read(content).rows) == [-4800, 200000]


@pytest.mark.parametrize("nothing", ["-", "--", "\u2013", ""])
def test_a_dash_fills_no_column(nothing: str) -> None:
    content = f"Date,Text,Debit,Credit\n2024-01-31,A,12.50,{nothing}\n2024-01-30,B,{nothing},10.00\n"
    assert signed(transactions(content)) == [-1250, 1000]


def test_lines_below_each_row_are_no_rows() -> None:
    content = (
        "Titular cont: ION,,,,,,,\nData,,,Detalii tranzactie,,Debit,,Credit\n"
        '31 ianuarie 2024,,,Cumparare POS,,"12,50",,\n,,,Nr. card: 1234,,,,\n,,,Terminal: LIDL,,,,\n'
        '30 ianuarie 2024,,,Incasare,,,,"2.000,00"\n,,,Ordonator: FIRMA SRL,,,,\n'
    )
    assert suggested(content).needs == []
    assert signed(read(content).rows) == [-1250, 200000]


def test_the_parts_of_a_sum_are_not_counted_beside_it() -> None:
    content = (
        "Booking date;Currency;Debit;Credit;Individual amount;Balance;Description\n"
        "2024-01-31;CHF;-12.50;;;2977.50;LADEN\n2024-01-30;CHF;;2000.00;;2990.00;LOHN\n"
        "2024-01-29;CHF;-10.00;;;990.00;Sammelauftrag\n;;;;-4.00;;A\n;;;;-6.00;;B\n"
    )
    assert suggested(content).needs == []
    assert signed(read(content).rows) == [-1250, 200000, -1000]


def test_a_total_does_not_cost_the_rows_their_currency() -> None:
    content = "Date,Text,Amount,Currency\n2024-01-31,A,-1.00,USD\n2024-01-30,B,-2.00,USD\nTotal,,-3.00,\n"
    assert [row.transaction.currency for row in read(content).rows if row.transaction] == ["USD", "USD"]


ROWS = "Date;Text;Amount;Balance\n30.01.2024;A;-12,50;100,00\n29.01.2024;B;3,50;112,50\n"


@pytest.mark.parametrize(
    "above",
    [
        "Account;DE001;;\nAs of;31.01.2024;;\n",
        "Account;DE001;;\nFrom;01.01.2024;until;31.01.2024\n\n",
        "DE001;01.01.2024;31.01.2024;\n",
        "Giro;31.01.2024;;112,50\n",
        "Giro;31.01.2024;112,50\n",
    ],
)
def test_dates_above_the_header_are_no_rows(above: str) -> None:
    assert suggested(above + ROWS).needs == []
    assert signed(transactions(above + ROWS)) == [-1250, 350]
    one = above + "".join(ROWS.splitlines(keepends=True)[:2])
    assert signed(transactions(one)) == [-1250]


def test_a_header_that_is_repeated_on_the_next_page_is_a_line_and_no_header() -> None:
    header, first, second = ROWS.splitlines(keepends=True)
    assert signed(read(header + first + header + second).rows) == [-1250, 350]
    assert problems(header + first + header + second)[0][0] == 3


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("Lastschrift in CHF", "debit"),
        ("Gutschrift in CHF", "credit"),
        ("Betrag in EUR", "amount"),
        ("Amount in EUR", "amount"),
        ("Amount in foreign currency", "foreign_amount"),
        ("In (EUR)", "credit"),
        ("Paid in (£)", "credit"),
        ("Money In", "credit"),
        ("Pay in", "credit"),
    ],
)
def test_in_says_the_way_only_where_it_is_no_preposition(header: str, role: str) -> None:
    assert role in roles(header)
    assert len(roles(header) & {"debit", "credit", "amount", "direction"}) <= 1


def test_columns_named_in_a_currency_are_the_two_ways() -> None:
    content = "Datum;Text;Gutschrift in CHF;Lastschrift in CHF\n2024-01-31;A;;-12.50\n2024-01-30;B;2000;\n"
    assert signed(transactions(content)) == [-1250, 200000]


@pytest.mark.parametrize(
    ("header", "currency"),
    [
        ("Débit euros", "EUR"),
        ("Montant(EUROS)", "EUR"),
        ("Amount (US$)", "USD"),
        ("Crédito (R$)", "BRL"),
        ("入出金(円)", "JPY"),
        ("CAD$", "CAD"),
        ("Amount ($)", None),
        ("Montant (FRANCS)", None),
    ],
)
def test_a_header_names_its_currency_by_sign_and_word(header: str, currency: str | None) -> None:
    assert named_currency(header) == currency


@pytest.mark.parametrize(
    "content",
    [
        "2026-01-02,Shop,-12,50\n2026-01-03,Rent,-1.207,05\n2026-01-05,Salary,1200,00\n",
        "02.01.2026,Shop,-12,50,EUR\n",
        "2026-01-02,Shop,12,50,,\n2026-01-03,Salary,,,1200,10\n",
    ],
)
def test_amounts_that_unquoted_commas_cut_in_two_are_no_whole_numbers(content: str) -> None:
    with pytest.raises(UnreadableFile, match="cut in two"):
        suggested(content)


@pytest.mark.parametrize(
    ("content", "amounts"),
    [
        ("2026-01-02,Shop,-12.50,40\n2026-01-03,Rent,-7.05,41\n", [-1250, -705]),
        ("2026-01-02,Shop,-12\n2026-01-03,Rent,-7\n", [-1200, -700]),
        ('2026-01-02,Shop,"-12,50"\n2026-01-03,Rent,"-7,05"\n', [-1250, -705]),
        ("Date,Text,Amount,Code\n2026-01-02,Shop,-12,50\n2026-01-03,Rent,-7,51\n", [-1200, -700]),
    ],
)
def test_two_digits_beside_an_amount_may_be_something_else(content: str, amounts: list[int]) -> None:
    assert signed(transactions(content)) == amounts
