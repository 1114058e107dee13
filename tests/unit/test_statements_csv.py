"""CSV statements: the bank's own dialects, any other by a mapping, and the guess at a mapping."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.domain.banking.statements.formats import sniff
from app.domain.banking.statements.shapes import CsvMapping
from app.tabular.errors import UnreadableFile
from tests.support.statements import (
    BT_HEADER,
    bt_csv,
    bt_rows,
    problems,
    read,
    signed,
    suggested,
    transactions,
)

SIMPLE = CsvMapping(date="Date", description=("Text",), amount="Amount")


def simple(*rows: str, header: str = "Date,Text,Amount") -> str:
    return "\n".join([header, *rows])


def test_a_debit_of_the_bank_goes_out_and_a_credit_comes_in() -> None:
    rows = transactions(
        bt_csv(
            '2026-01-05,2026-01-06,"Plata la POS;LIDL RO-216",REF1,"-1,219.74",,"5,600.00"',
            '2026-01-06,2026-01-06,"Incasare OP",REF2,,"5,600.00","11,200.00"',
        )
    )
    assert signed(rows) == [-121974, 560000]
    assert rows[0].description == "Plata la POS;LIDL RO-216"
    assert rows[0].details == {"reference": "REF1", "balance": "5600.00"}
    assert (rows[0].account, rows[0].currency) == ("RO49BTRLRONCRT0123456789", "RON")


@pytest.mark.parametrize(
    ("row", "delimiter"),
    [
        ('2026-01-05,2026-01-05,Plata,R,"-1,219.74",,', ","),
        ('2026-01-05,2026-01-05,Plata,R,"1,219.74",,', ","),
        ("05-01-2026;05-01-2026;Plata;R;-1219.74;;", ";"),
        ("05.01.2026;05.01.2026;Plata;R;1.219,74;;", ";"),
        ("05/01/2026;05/01/2026;Plata;R;-1,219.74;0.00;", ";"),
    ],
)
def test_the_banks_dialects_say_the_same(row: str, delimiter: str) -> None:
    found = transactions(bt_csv(row, header=BT_HEADER.replace(",", delimiter)))
    assert signed(found) == [-121974]
    assert found[0].occurred_at == datetime(2026, 1, 5, 10, tzinfo=UTC)  # noon in Bucharest's winter


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1250", "iso-8859-2", "utf-16"])
def test_romanian_letters_survive_each_encoding(encoding: str) -> None:
    found = transactions(
        bt_csv("2026-01-05,2026-01-05,Obligaţie de plată Bucureşti,R,-1.00,,").encode(encoding)
    )
    assert found[0].description == "Obligaţie de plată Bucureşti"


def test_a_reference_may_stand_on_an_operation_and_on_its_fee() -> None:
    found = transactions(
        bt_csv("2026-01-05,2026-01-05,Plata,R1,-10.00,,", "2026-01-05,2026-01-05,Comision,R1,-0.50,,")
    )
    assert [row.external_id for row in found] == [None, None]
    assert [row.details["reference"] for row in found] == ["R1", "R1"]


@pytest.mark.parametrize(
    ("iban", "filename", "currency"),
    [
        ("RO49BTRLEURCRT0123456789", "x.csv", "EUR"),
        ("", "RO49BTRLUSDCRT0123456789-2026.csv", "USD"),
        ("213GBPCRT0123", "x.csv", "GBP"),
        ("", "x.csv", "RON"),
    ],
)
def test_the_currency_is_the_accounts(iban: str, filename: str, currency: str) -> None:
    content = bt_csv("2026-01-05,2026-01-05,CURS 5.2 ECHIVALENT LEI 78.91,R,-1.00,,", iban=iban)
    assert transactions(content, filename=filename)[0].currency == currency


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("2026-02-30,2026-01-05,X,R,-1.00,,", "'2026-02-30' is not a date."),
        ("2026-01-05,2026-01-05,X,R,,,", "This line has no amount."),
        ("2026-01-05,2026-01-05,X,R,-1.00,2.00,", "This line has both a debit and a credit."),
        ("2026-01-05,2026-01-05,X,R,abc,,", "'abc' is not an amount."),
        ("2026-01-05,2026-01-05,X,R,-1.005,,", "'-1.005' is not an amount of RON."),
        ("2026-01-05,2026-01-05,X,Y,R,-1.00,,", "This line has more columns than the header"),
    ],
)
def test_a_row_that_cannot_be_read_says_why_and_the_others_go_on(row: str, sentence: str) -> None:
    rows = list(read(bt_csv(row, *["2026-01-06,2026-01-06,Y,R,-2.00,,"] * 2)).rows)
    assert (rows[0].line, (rows[0].problem or "")[: len(sentence)]) == (6, sentence)
    assert signed(rows[1:]) == [-200, -200]


def test_a_mark_at_the_end_of_each_row_is_no_column() -> None:
    assert signed(transactions(simple("2026-01-05,x,-1.00,", "2026-01-06,y,2.00,"))) == [-100, 200]


@pytest.mark.parametrize(
    ("text", "marks", "minor"),
    [
        ("-12.34", {}, -1234),
        ("1.234,50-", {"decimal": ",", "thousands": "."}, -123450),
        ("(12.00)", {}, -1200),
        ("−7.5", {}, -750),
        ("1 234.00", {"thousands": " "}, 123400),
        ("1'234.00", {"thousands": "'"}, 123400),
        ("12.34 RON", {}, 1234),
        ("+3", {}, 300),
    ],
)
def test_amounts_are_read_as_banks_write_them(text: str, marks: dict[str, str], minor: int) -> None:
    mapping = CsvMapping(**{"date": 0, "amount": 1, "header_row": None, "delimiter": ";"} | marks)
    assert signed(transactions(f"05.01.2026;{text}", format="csv", mapping=mapping)) == [minor]


def test_a_comma_between_thousands_is_never_taken_for_a_decimal_comma() -> None:
    mapping = CsvMapping(date=0, amount=1, header_row=None, delimiter=";", thousands=",")
    found = problems("05.01.2026;12,34", format="csv", mapping=mapping)
    assert found == [(1, "'12,34' is not an amount.")]


def test_a_currency_beside_the_amount_is_the_rows() -> None:
    found = transactions(simple("2026-01-05,x,12.34 EUR"), mapping=SIMPLE)
    assert (found[0].amount, found[0].currency) == (1234, "EUR")


def test_a_mapping_can_negate_and_can_read_a_direction() -> None:
    negated = CsvMapping(date="Date", amount="Amount", sign="negate")
    directed = CsvMapping(date="Date", amount="Amount", direction="Text")
    content = simple("2026-01-05,Soll,12.34", "2026-01-05,Haben,5.00")
    assert signed(transactions(content, mapping=negated)) == [-1234, -500]
    assert signed(transactions(content, mapping=directed)) == [-1234, 500]


def test_the_header_is_found_where_the_preamble_has_grown() -> None:
    content = "Bank\nAccount,1\nmore\n" + simple("2026-01-05,x,1.00")
    assert signed(transactions(content, format="csv", mapping=SIMPLE)) == [100]


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        (CsvMapping(date="Day", amount="Amount"), "There is no column 'Day' in this file."),
        (CsvMapping(amount="Amount"), "Say which column holds the date."),
        (CsvMapping(date="Date"), "Say which column holds the amount, or which hold debit and credit."),
        (CsvMapping(date=0, amount=9), "There is no column 10 in this file."),
        (CsvMapping(date=0, amount=2, header_row=30), "There is no header on line 30 of this file."),
        (CsvMapping(date=0, amount=2, fixed_currency="ABC"), "'ABC' is not a currency."),
        (CsvMapping(date=0, amount=2, encoding="zlib_codec"), "The encoding 'zlib_codec' is not"),  # type: ignore[arg-type]
        (CsvMapping(date=0, amount=2, delimiter="\n"), "The columns must be parted by"),  # type: ignore[arg-type]
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_with_a_sentence(mapping: CsvMapping, sentence: str) -> None:
    with pytest.raises(UnreadableFile, match=f"^{sentence}"):
        read(simple("2026-01-05,x,1.00"), mapping=mapping)


def test_an_id_that_stands_twice_is_told_of_both() -> None:
    mapping = CsvMapping(date="Date", external_id="Text", amount="Amount")
    content = simple("2026-01-05,a,1.00", "2026-01-05,b,1.00", "2026-01-06,a,2.00")
    assert [row.external_id for row in transactions(content, mapping=mapping)] == ["a", "b", "a"]


@pytest.mark.parametrize(
    ("text", "moment", "has_time"),
    [
        ("2026-01-05 23:30:00", datetime(2026, 1, 5, 21, 30, tzinfo=UTC), True),
        ("2026-01-05 01:00", datetime(2026, 1, 4, 23, 0, tzinfo=UTC), True),
        ("2026-01-05T10:00:00Z", datetime(2026, 1, 5, 10, 0, tzinfo=UTC), True),
        ("5 ian. 2026", datetime(2026, 1, 5, 10, 0, tzinfo=UTC), False),
        ("Jan 5 2026", datetime(2026, 1, 5, 10, 0, tzinfo=UTC), False),
        ("05.01.26", datetime(2026, 1, 5, 10, 0, tzinfo=UTC), False),
    ],
)
def test_dates_are_moments_where_the_person_is(text: str, moment: datetime, has_time: bool) -> None:
    found = transactions(simple(f"{text},x,1.00"), mapping=SIMPLE)[0]
    assert (found.occurred_at, found.booked_on, found.has_time) == (moment, date(2026, 1, 5), has_time)


def test_a_day_is_the_same_day_where_noon_is_yesterday_in_utc() -> None:
    found = transactions(simple("2026-01-05,x,1.00"), mapping=SIMPLE, zone="Pacific/Kiritimati")[0]
    assert found.occurred_at == datetime(2026, 1, 4, 22, tzinfo=UTC)  # 14 hours ahead
    assert (found.booked_on, found.has_time, found.details) == (date(2026, 1, 5), False, {})


@pytest.mark.parametrize(
    ("header", "row", "signs"),
    [
        ("Buchungstag;Verwendungszweck;Betrag", "31.01.2026;Bäcker;-1.234,50", [-123450]),
        ("Date de l'opération;Libellé;Débit;Crédit", "31/01/2026;Boulangerie;12,50;", [-1250]),
        ("Fecha;Concepto;Importe;Saldo", "31/01/2026;Panadería;-12,50;100,00", [-1250]),
        ("Data;Detalii;Suma;Moneda", "31.01.2026;Brutărie;-12.50;RON", [-1250]),
        ("Date,Description,Amount", "2026-01-31,Baker,-12.50", [-1250]),
    ],
)
def test_a_header_in_five_languages_is_understood(header: str, row: str, signs: list[int]) -> None:
    content = f"{header}\n{row}\n{row}\n"
    assert suggested(content.encode()).missing == []
    assert signed(transactions(content)) == signs * 2


def test_columns_without_a_header_are_guessed_by_what_stands_in_them() -> None:
    suggestion = suggested(
        b"17;2026-01-31;Baker in the street;-12.50\n18;2026-02-01;Rent of January;-900.00\n"
    )
    mapping = suggestion.mapping
    assert (mapping.header_row, mapping.date, mapping.description, mapping.amount) == (None, 1, (2,), 3)
    assert suggestion.columns == ["Column 1", "Column 2", "Column 3", "Column 4"]
    assert suggestion.samples[0] == ["17", "2026-01-31", "Baker in the street", "-12.50"]


def test_american_dates_are_told_by_a_day_past_the_twelfth() -> None:
    content = b"Date,Description,Amount\n01/05/2026,a,1.00\n01/31/2026,b,2.00\n"
    assert suggested(content).mapping.date_format == "mdy"


def test_a_guess_says_what_it_could_not_find() -> None:
    suggestion = suggested(b"Alpha,Beta\nx,y\nz,w\n")
    assert suggestion.missing == ["date", "amount"]
    with pytest.raises(UnreadableFile, match="which column holds the date and the amount"):
        read("Alpha,Beta\nx,y\nz,w\n")


def test_the_banks_file_is_known_by_its_header() -> None:
    assert sniff(bt_csv().encode(), "x.csv") == "bt_csv"
    assert sniff(b"a;b\n1;2\n", "x.csv") == "csv"


def test_rows_are_read_as_they_are_asked_for() -> None:
    rows = read(bt_rows(200_000)).rows
    assert [next(rows).line for _ in range(3)] == [6, 7, 8]
    assert sum(1 for row in rows if row.transaction) == 199_997


@pytest.mark.parametrize(
    "text", ["Sold initial", "RULAJ ZI", "SOLD FINAL ZI", "Sold final 31/01/2026", "RULAJ TOTAL CONT"]
)
def test_a_balance_or_a_total_of_bt_is_no_movement(text: str) -> None:
    rows = list(
        read(bt_csv(f"2026-01-05,2026-01-05,{text},R,,100.00,", "2026-01-06,2026-01-06,Y,R,-2.00,,")).rows
    )
    assert [(signed([row]), bool(row.problem)) for row in rows] == [([], True), ([-200], False)]
