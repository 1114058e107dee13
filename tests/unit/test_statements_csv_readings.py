"""CSV files whose columns can be read in several ways: what adds up is read, what stays open is asked."""

from __future__ import annotations

import pytest

from app.domain.banking.statements.reader import read_statement
from app.domain.banking.statements.shapes import CsvSuggestion
from tests.support.statements import problems, signed, suggested, transactions


def asked(content: str, **said: object) -> list[str]:
    """Return what a file leaves open: 'amount' for a missing column, else the fields of its questions."""
    suggestion = suggested(content, **said)
    return suggestion.missing or [need.field for need in suggestion.needs]


def answers(suggestion: CsvSuggestion) -> dict[str, list[str | None]]:
    return {
        choice.value: [row.amount for row in choice.sample_rows] for choice in suggestion.needs[0].choices
    }


DIRECTIONS = [
    ("Datum;Omschrijving;Af Bij;Bedrag", "Af", "Bij"),
    ("Buchungstag;Text;Soll/Haben;Betrag", "S", "H"),
    ("Buchungstag;Text; ;Betrag", "Soll", "Haben"),
    ("Data;Opis;Wn/Ma;Kwota", "Wn", "Ma"),
    ("Datum;Popis;MD/D;Částka", "MD", "D"),
    ("Fecha;Concepto;C/A;Importe", "C", "A"),
    ("Data;Paaiškinimai;D/K;Suma", "D", "K"),
    ("Date;Name;CreditDebet;Amount", "D", "C"),
    ("Date;Narration;Dr/Cr;Amount", "DR", "CR"),
    ("Data;Descrizione;Segno;Importo", "Uscita", "Entrata"),
    ("Date;Libellé;Sens;Montant", "Débit", "Crédit"),
    ("Datum;Leírás;Irány;Összeg", "Terhelés", "Jóváírás"),
    ("Date;Details;Type;Amount", "Withdrawal", "Deposit"),
    ("Dato;Tekst;+/-;Beløb", "-", "+"),
]


@pytest.mark.parametrize(("header", "out", "came"), DIRECTIONS)
def test_words_of_two_kinds_say_where_unsigned_amounts_go(header: str, out: str, came: str) -> None:
    rows = f"2024-01-15;Winkel;{out};12,50\n2024-01-16;Loon;{came};2.000,00\n2024-01-17;Winkel;{out};3,00\n"
    assert signed(transactions(f"{header}\n{rows}")) == [-1250, 200000, -300]


def test_words_that_nobody_knows_are_asked_and_a_balance_answers() -> None:
    head = "Date,Description,Kind,Amount"
    rows = ["2024-01-15,Shop,Foo,12.50", "2024-01-16,Anna,Bar,100.00", "2024-01-17,Shop,Foo,1.00"]
    suggestion = suggested("\n".join([head, *rows]))
    assert [need.field for need in suggestion.needs] == ["direction"]
    assert answers(suggestion)["out_foo"] == ["-12.50", "100.00", "-1.00"]
    with_balance = [f"{row},{left}" for row, left in zip(rows, ("87.50", "187.50", "186.50"), strict=True)]
    assert signed(transactions("\n".join([f"{head},Balance", *with_balance]))) == [-1250, 10000, -100]


def test_an_answer_is_taken_as_it_is_and_asked_no_more() -> None:
    content = "Date,Description,Kind,Amount\n2024-01-15,Shop,Foo,12.50\n2024-01-16,Anna,Bar,100.00\n"
    choices = {choice.value: choice for choice in suggested(content).needs[0].choices}
    settled = suggested(content, **choices["out_bar"].sets)
    assert settled.needs == []
    assert signed(transactions(content, mapping=settled.mapping)) == [1250, -10000]


@pytest.mark.parametrize(
    "content",
    [
        "Date,Description,Amount\n2024-01-15,Coffee,4.50\n2024-01-16,Salary,2000.00\n",
        "Date,Description,Type,Amount\n2024-01-15,Shop,PURCHASE,4.50\n2024-01-16,Anna,TRANSFER,2.00\n2024-01-17,Bank,FEE,1.00\n",
        "Date,Description,Amount\n2024-01-15,Coffee,450.00\n2024-01-16,Payment,12.34 CR\n",
        "2024-01-15;Coffee;4,50\n",
    ],
)
def test_amounts_without_any_sign_are_asked(content: str) -> None:
    assert asked(content) == ["sign"]


def test_unsigned_amounts_whose_balance_goes_both_ways_are_not_read() -> None:
    content = "Date,Description,Amount,Balance\n2024-01-15,Tea,4.50,95.50\n2024-01-16,Pay,20.00,115.50\n"
    assert asked(content + "2024-01-17,Tea,2.00,113.50\n") == ["amount"]


def test_one_row_that_goes_the_other_way_is_enough() -> None:
    left = [100 - at for at in range(9)] + [97, 96]
    rows = [f"2024-01-{at + 10},Shop,{5 if at == 9 else 1}.00,{each}.00" for at, each in enumerate(left)]
    assert asked("\n".join(["Date,Description,Amount,Balance", *rows])) == ["amount"]


def test_an_oldest_unsigned_row_is_asked_about_as_no_balance_stands_before_it() -> None:
    rows = "2024-01-15,Pay,8.00,108.00\n2024-01-16,Tea,4.50,103.50\n2024-01-17,Tea,2.00,101.50\n"
    assert asked(f"Date,Description,Amount,Balance\n{rows}") == ["sign"]


@pytest.mark.parametrize(
    ("header", "rows", "amounts"),
    [
        ("Fecha;Concepto;Saldo disponible;Movimiento", ["1.000,00;-12,50", "992,50;-7,50"], [-1250, -750]),
        ("Date;Libellé;Solde;Montant", ["100,00;-5,00", "95,00;-5,00"], [-500, -500]),
        ("Datum;Text;Kontostand;Umsatz", ["100,00;-5,00", "90,00;-10,00"], [-500, -1000]),
        ("A;B;C;D", ["100,00;-5,00", "90,00;-10,00"], [-500, -1000]),
        ("A;B;C;D", ["100,00;23,00", "123,00;-10,00"], [2300, -1000]),
    ],
)
def test_the_column_that_adds_up_is_the_amount(header: str, rows: list[str], amounts: list[int]) -> None:
    lines = [f"{day}/01/2024;Compra;{row}" for day, row in zip((15, 16), rows, strict=True)]
    assert signed(transactions("\n".join([header, *lines]))) == amounts


def test_a_list_of_balances_holds_no_movement() -> None:
    assert asked("Datum,Boeksaldo,Valutair saldo\n2024-01-11,13.21,13.21\n2024-01-12,13.22,13.22\n") == [
        "amount"
    ]


@pytest.mark.parametrize(
    "header",
    [
        "Data;Descrizione;Entrate;Uscite", "Datum;Text;Gutschrift;Belastung", "Date;Details;Money in;Money out",
        "Fecha;Concepto;Abono;Cargo", "Data;Opis;Uznania;Obciążenia", "Data;Descriere;Încasări;Plăți",
        "Dato;Tekst;Ind;Ud", "Datum;Popis;Příjmy;Výdaje", "Date;Libellé;Crédit;Débit", "Data;Texto;Crédito;Débito",
    ],
)  # fmt: skip
def test_two_columns_of_amounts_are_the_two_ways(header: str) -> None:
    rows = "15/01/2024;Uno;;25,00\n16/01/2024;Due;50,00;\n17/01/2024;Tre;;1,00\n"
    assert signed(transactions(f"{header}\n{rows}")) == [-2500, 5000, -100]


def test_two_columns_without_known_names_are_asked_and_a_balance_answers() -> None:
    rows = ["15.01.2024;Laden;;33,87", "16.01.2024;Gehalt;2000,00;", "17.01.2024;Laden;;3,50"]
    assert asked("\n".join(rows)) == ["debit"]
    with_balance = [f"{row};{left}" for row, left in zip(rows, ("66,13", "2066,13", "2062,63"), strict=True)]
    assert signed(transactions("\n".join(with_balance))) == [-3387, 200000, -350]


def test_the_odd_sign_within_a_debit_column_comes_back() -> None:
    head = "Datum;Text;Soll;Haben\n"
    plain = "15.01.2024;Laden;12,50;\n16.01.2024;Storno;-12,50;\n17.01.2024;Laden;3,00;\n"
    below = "15.01.2024;Laden;-12,50;\n16.01.2024;Laden;-2,50;\n17.01.2024;Gehalt;;3,00\n"
    assert signed(transactions(head + plain)) == [-1250, 1250, -300]
    assert signed(transactions(head + below)) == [-1250, -250, 300]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("Date;Text;Amount (Foreign Currency);Amount (EUR)", ["-11,21;-9,32", ";-5,00"]),
        ("Datum;Text;Betrag (Fremdwährung);Betrag", ["-11,21;-9,32", ";-5,00"]),
        ("Data;Opis;Kwota w walucie oryginalnej;Kwota", ["-11,21;-9,32", "-5,00;-5,00"]),
        ("Datum;Omschrijving;Oorspronkelijk bedrag;Bedrag", ["-11,21;-9,32", ";-5,00"]),
    ],
)
def test_the_foreign_amount_is_not_the_accounts(header: str, rows: list[str]) -> None:
    lines = [f"1{day}.03.2024;Shop;{row}" for day, row in enumerate(rows, 5)]
    assert signed(transactions("\n".join([header, *lines]))) == [-932, -500]


def test_two_columns_of_amounts_that_differ_are_asked() -> None:
    content = "Date,Text,Amount,Settled amount\n2024-01-15,Shop,-11.21,-9.32\n2024-01-16,Shop,-5.00,-5.00\n"
    assert asked(content) == ["amount"]


@pytest.mark.parametrize(
    ("header", "currency"),
    [
        ("Date;Text;Amount (GBP)", "GBP"), ("Datum;Text;Betrag in EUR", "EUR"), ("Data;Descriere;Suma RON", "RON"),
        ("Data;Opis;Kwota (PLN)", "PLN"), ("Date;Text;Amount (£)", "GBP"), ("Date;Libellé;Montant CHF", "CHF"),
    ],
)  # fmt: skip
def test_a_currency_in_the_header_holds_for_all_rows(header: str, currency: str) -> None:
    content = f"{header}\n2024-01-15;Shop;-8,50\n"
    assert [row.currency for row in read_statement(content.encode(), filename="x", default_currency="USD",
            zone="UTC").rows and transactions(content, default_currency="USD")] == [currency]  # fmt: skip


REVOLUT = "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance"


def test_a_fee_comes_on_top_of_the_amount() -> None:
    rows = "ATM,Current,2024-01-15 10:00:00,2024-01-15 10:00:05,Cash,-200.00,2.00,EUR,COMPLETED,298.00\n"
    assert signed(transactions(f"{REVOLUT}\n{rows}")) == [-20200]
    head = "Date,Description,Amount,Fee"
    assert asked(f"{head}\n2024-01-15,Shop,-8.00,0.00\n2024-01-16,Cash,-200.00,2.00\n") == ["fee"]
    proven = f"{head},Balance\n2024-01-15,Shop,-8.00,0.00,500.00\n2024-01-16,Cash,-200.00,2.00,298.00\n"
    assert signed(transactions(proven)) == [-800, -20200]


@pytest.mark.parametrize(
    ("header", "booked", "void", "pending"),
    [
        ("Date;Text;Amount;State", "COMPLETED", "REVERTED", "PENDING"),
        ("Datum;Text;Betrag;Status", "Gebucht", "Storniert", "Vorgemerkt"),
        ("Data;Descriere;Suma;Stare", "Finalizată", "Respinsă", "În așteptare"),
        ("Fecha;Concepto;Importe;Estado", "Completado", "Rechazado", "Pendiente"),
        ("Data;Opis;Kwota;Status", "Zaksięgowana", "Odrzucona", "Oczekująca"),
    ],
)
def test_what_moved_no_money_is_told_and_a_hold_is_a_hold(
    header: str, booked: str, void: str, pending: str
) -> None:
    rows = f"15.01.2024;Shop;-8,00;{booked}\n16.01.2024;Hotel;-80,00;{void}\n17.01.2024;Bar;-9,00;{pending}\n"
    found = list(
        read_statement(f"{header}\n{rows}".encode(), filename="x", default_currency="EUR", zone="UTC").rows
    )
    assert [row.transaction and (row.transaction.amount, row.transaction.booked) for row in found] == [
        (800, True), None, (900, False),
    ]  # fmt: skip
    assert "moved no money" in (found[1].problem or "")


def test_a_state_that_nobody_knows_is_asked() -> None:
    content = "Date,Text,Amount,Status\n2024-01-15,Shop,-1.00,COMPLETED\n2024-01-16,Bar,-2.00,FROBBED\n"
    assert asked(content) == ["state"]
    assert asked(content, state="Status", void_words=[]) == []


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Opening balance", "Closing balance"), ("Anfangssaldo", "Endsaldo"), ("Solde initial", "Solde final"),
        ("Likutis pradžiai", "Apyvarta"), ("Saldo inicial", "Total"), ("Sold initial", "Sold final 31/01/2024"),
    ],
)  # fmt: skip
def test_a_line_of_a_balance_is_told_and_not_booked(first: str, last: str) -> None:
    rows = f"01/01/2024;{first};100,00\n15/01/2024;Shop;-5,00\n31/01/2024;{last};95,00\n"
    content = f"Date;Description;Amount\n{rows}"
    assert [line for line, _ in problems(content)] == [2, 4]


def test_a_payment_that_only_begins_like_a_balance_is_a_payment() -> None:
    rows = "15.01.2024;Final balance payment for the hall;-5,00\n16.01.2024;TOTAL 4512 Paris;-6,00\n"
    assert signed(transactions(f"Date;Description;Amount\n{rows}")) == [-500, -600]


@pytest.mark.parametrize(
    ("amounts", "currency", "minor"),
    [
        (["-3.000", "2.500", "-12"], "EUR", [-300000, 250000, -1200]),
        (["-3,000", "2,500", "-12"], "EUR", [-300000, 250000, -1200]),
        (["-1,500", "-250", "-1"], "JPY", [-1500, -250, -1]),
        (["-1.500,250", "-2,125", "1,000"], "KWD", [-1500250, -2125, 1000]),
        (["1,23,456.50", "-12.00", "3.00"], "INR", [12345650, -1200, 300]),
        (["$(12.34)", "$1,250.00", "$3.00"], "USD", [-1234, 125000, 300]),
        (["450.00 DR", "12.34 CR", "1.00 CR"], "INR", [-45000, 1234, 100]),
        (["-1'234.50", "12.00", "3.00"], "CHF", [-123450, 1200, 300]),
        (["-1\u202f234,50", "\u221212,00", "3,00"], "EUR", [-123450, -1200, 300]),
        (["-12,50 zł", "1 200,00 zł", "3,00 zł"], "PLN", [-1250, 120000, 300]),
    ],
)
def test_amounts_are_read_by_all_of_them_together(
    amounts: list[str], currency: str, minor: list[int]
) -> None:
    rows = [f"2024-01-1{at};Shop;{amount};{currency}" for at, amount in enumerate(amounts)]
    found = transactions("\n".join(["Date;Description;Amount;Currency", *rows]))
    assert (signed(found), {row.currency for row in found}) == (minor, {currency})


@pytest.mark.parametrize(
    ("amounts", "currency"),
    [(["-1,500", "-12,250"], "KWD"), (["-1.500", "-12.250"], "BHD"), (["-1.500", "-3.000"], "EUR")],
)
def test_three_digits_behind_the_only_mark_are_asked(amounts: list[str], currency: str) -> None:
    rows = [f"2024-01-1{at};Shop;{amount};{currency}" for at, amount in enumerate(amounts)]
    assert asked("\n".join(["Date;Description;Amount;Currency", *rows])) == ["decimal"]


def test_an_amount_in_other_marks_than_the_rest_is_told_as_a_problem() -> None:
    rows = ["-12.50", "-1,234.00", "-7.25", "-12,50", "-1.5E+3"]
    lines = [f"2024-01-1{at};Shop;{amount}" for at, amount in enumerate(rows)]
    assert [line for line, _ in problems("\n".join(["Date;Description;Amount", *lines]))] == [5, 6]


@pytest.mark.parametrize(
    ("days", "order"),
    [
        (["01/05/2024", "02/23/2024"], "mdy"),
        (["05/01/2024", "23/02/2024"], "dmy"),
        (["01/05/2024", "01/07/2024", "01/09/2024", "02/03/2024", "02/06/2024"], "mdy"),
        (["05/01/2024", "07/01/2024", "09/01/2024", "03/02/2024", "06/02/2024"], "dmy"),
        (["05.01.2024", "06.02.2024"], "dmy"),
        (["2024-01-05", "2024-02-06"], "ymd"),
        (["2024/01/05", "2024/02/16 10:30"], "ymd"),
    ],
)
def test_the_order_of_a_date_is_decided_over_the_whole_file(days: list[str], order: str) -> None:
    content = "\n".join(["Date,Description,Amount", *(f"{day},Shop,-1.00" for day in days)])
    assert (asked(content), suggested(content).mapping.date_format) == ([], order)


def test_a_date_that_can_be_read_both_ways_is_asked_with_both_readings() -> None:
    suggestion = suggested("Date,Description,Amount\n01/05/2024,Shop,-1.00\n02/03/2024,Bar,-2.00\n")
    days = {c.value: [row.booked_on for row in c.sample_rows] for c in suggestion.needs[0].choices}
    assert days == {"dmy": ["2024-05-01", "2024-03-02"], "mdy": ["2024-01-05", "2024-02-03"]}


def test_one_day_past_the_twelfth_at_the_end_of_a_long_file_decides() -> None:
    rows = [f"0{1 + at % 9}/0{1 + at % 7}/2024,Shop,-1.00" for at in range(3_000)]
    content = "\n".join(["Date,Description,Amount", *rows, "12/31/2024,Shop,-1.00"])
    assert (asked(content), suggested(content).mapping.date_format) == ([], "mdy")


def test_the_other_partys_account_is_nobodys_own() -> None:
    theirs = "Buchungstag;Zahlungsempfänger*in;Verwendungszweck;IBAN;Betrag\n15.01.2024;Laden;Einkauf;DE99TEST;-1,00\n"
    own = "Date;Description;Amount;IBAN\n2024-01-15;Fee;-1,00;RO11TEST\n"
    assert [row.account for row in transactions(theirs) + transactions(own)] == [None, "RO11TEST"]


def test_valuta_is_a_day_or_a_currency_as_its_cells_say() -> None:
    day = "Buchungstag;Valuta;Verwendungszweck;Betrag\n31.01.2024;31.01.2024;Einkauf;-25,10\n"
    currency = "Dato;Tekst;Beløb;Valuta\n31.01.2024;Køb;-25,10;DKK\n"
    assert [row.currency for row in transactions(day) + transactions(currency)] == ["RON", "DKK"]


@pytest.mark.parametrize(
    ("header", "row", "text"),
    [
        ("Datum;Text;Verwendungszweck;Betrag", "15.01.2024;Zahlung Miete;;-1,00", "Zahlung Miete"),
        ("Datum;Text;Verwendungszweck;Betrag", "15.01.2024;Firma, Gehalt;Gehalt;1,00-", "Firma, Gehalt"),
        ("Data;Nume beneficiar;Suma", "15.01.2024;Magazin SRL;-1,00", "Magazin SRL"),
        ("Date;Info;Amount", "15.01.2024;Coffee and cake;-1,00", "Coffee and cake"),
    ],
)
def test_the_description_is_the_columns_with_words(header: str, row: str, text: str) -> None:
    assert transactions(f"{header}\n{row}\n")[0].description == text


def test_a_column_that_its_header_calls_a_date_is_one_though_a_line_of_few_is_broken() -> None:
    """A file of three lines, one of which held no date, had no date column at all."""
    content = b"Date,Description,Amount\n2026-01-03,Shop,-12.50\n2026-01-05,Employer,1900.00\nsome day,x,y\n"
    found = suggested(content)
    assert (found.mapping.date, found.missing, found.needs) == ("Date", [], [])
