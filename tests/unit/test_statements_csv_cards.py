"""Statements of cards, short statements below long heads, and states in columns of other names."""

from __future__ import annotations

import pytest

from app.tabular.errors import UnreadableFile
from tests.support.statements import camt053, entry, problems, read, signed, suggested, transactions

CARDS = [
    "Date,Description,Amount\n01/31/2026,RESTAURANT,45.00\n01/30/2026,PAYMENT RECEIVED - THANK YOU,-500.00\n",
    "Datum;Beschreibung;Betrag\n31.01.2026;REWE;12,50\n30.01.2026;ZAHLUNG ERHALTEN. BESTEN DANK.;-500,00\n",
    "Transaction Date,Merchant,Type,Amount\n2026-01-31,Shop,Purchase,45.00\n2026-01-30,Ach Deposit,Payment,-500.00\n",
    "Date;Libellé;Montant\n31/01/2026;CARREFOUR;12,50\n30/01/2026;PAIEMENT RECU MERCI;-500,00\n",
]
HEAD = (
    "Umsatzanzeige;Datei erstellt am: 01.02.2026 10:00\n;Letztes Update: aktuell\n\nIBAN;DE02 1203 0000 0000 2020 51\n"
    "Kontoname;Girokonto\nBank;ING\nKunde;Max\nZeitraum;01.01.2026 - 31.01.2026\nSaldo;1.087,50;EUR\n\n"
    "Sortierung;Datum absteigend\n\n"
)


@pytest.mark.parametrize("content", CARDS)
def test_a_payment_to_a_card_that_stands_below_zero_is_asked_about(content: str) -> None:
    (need,) = suggested(content).needs
    assert [choice.value for choice in need.choices] == ["as_is", "negate"]
    amounts = transactions(content, mapping=suggested(content, sign="negate").mapping)
    assert [each < 0 for each in signed(amounts)] == [True, False]


@pytest.mark.parametrize(
    "rows",
    ["SALARY,2000.00\n30/01/2026,AUTOPAY CARD,-500.00", "Bob,20.00\n30/01/2026,Shop,-5.00",
     "Refund,20.00\n30/01/2026,Refund of Ann,-5.00"],
)  # fmt: skip
def test_signs_of_an_account_that_is_no_card_are_taken_as_they_are(rows: str) -> None:
    assert not suggested(f"Date,Description,Amount\n31/01/2026,{rows}\n").needs


def test_a_balance_proves_the_signs_of_a_card() -> None:
    rows = [
        "03,RESTAURANT,45.00,145.00",
        "04,PAYMENT RECEIVED - THANK YOU,-100.00,45.00",
        "05,Shop,5.00,50.00",
    ]
    content = "Date,Description,Amount,Balance\n" + "".join(f"2026-01-{each}\n" for each in rows)
    assert not suggested(content).needs


def test_credits_that_are_all_below_zero_are_asked_about() -> None:
    content = "Status,Date,Description,Debit,Credit\nCleared,01/31/2026,SHOP,45.00,\nCleared,01/30/2026,PAID,,-500.00\n"
    with pytest.raises(UnreadableFile, match="How does"):
        read(content, "s.csv")
    mapping = suggested(content, credit_sign="negative").mapping
    assert signed(transactions(content, mapping=mapping)) == [-4500, 50000]


def test_a_balance_proves_that_credits_have_a_minus() -> None:
    content = (
        "Date,Description,Debit,Credit,Balance\n2026-01-29,A,45.00,,55.00\n2026-01-30,B,,-500.00,555.00\n"
        "2026-01-31,C,5.00,,550.00\n"
    )
    assert signed(transactions(content)) == [-4500, 50000, -500]


def test_one_credit_below_zero_among_others_was_taken_back() -> None:
    content = (
        "Date,Description,Debit,Credit\n2026-01-28,A,45.00,\n2026-01-29,B,,20.00\n2026-01-30,C,,-20.00\n"
    )
    assert signed(transactions(content)) == [-4500, 2000, -2000]


def test_a_head_longer_than_the_statement_hides_no_column() -> None:
    content = HEAD + (
        "Buchung;Wertstellungsdatum;Auftraggeber/Empfänger;Verwendungszweck;Saldo;Währung;Betrag;Währung\n"
        "31.01.2026;31.01.2026;REWE;Einkauf;1.087,50;EUR;-12,50;EUR\n"
        "30.01.2026;30.01.2026;Firma;Lohn;1.100,00;EUR;1.000,00;EUR\n"
    )
    assert signed(transactions(content)) == [-1250, 100000]


def test_the_dates_of_payments_count_under_short_names() -> None:
    content = "Trans. Date,Post Date,Description,Amount\n01/30/2026,02/01/2026,Shop,-45.00\n"
    assert transactions(content)[0].booked_on.isoformat() == "2026-01-30"


@pytest.mark.parametrize(
    ("booked", "pending"),
    [
        ("Umsatz gebucht", "Umsatz vorgemerkt"),
        ("Transaction posted", "Transaction pending"),
        ("Gebucht", "Vorgemerkt"),
    ],
)
def test_a_state_may_stand_in_a_column_of_another_name(booked: str, pending: str) -> None:
    content = (
        "Buchungstag;Verwendungszweck;Betrag;Info\n"
        f"31.01.2026;Einkauf;-12,50;{booked}\n31.01.2026;Tanken;-5,00;{pending}\n"
    )
    assert [each.booked for each in transactions(content)] == [True, False]


def test_an_amount_below_zero_beside_its_side_is_told() -> None:
    assert problems(camt053(entry("-12.50")), filename="s.xml")[0][1].startswith(
        "'-12.50' beside DBIT has two signs"
    )


@pytest.mark.parametrize("fees", [("0.00", "0.10"), ("0.10", "0.00"), ("0", "0.5")])
def test_a_small_fee_counts_though_the_first_one_is_nothing(fees: tuple[str, str]) -> None:
    content = (
        "Type,Started Date,Completed Date,Description,Amount,Fee,Currency,State\n"
        f"TOPUP,2026-01-29 10:00:00,2026-01-29 10:00:00,Top,100.00,{fees[0]},EUR,COMPLETED\n"
        f"EXCHANGE,2026-01-31 11:00:00,2026-01-31 11:00:00,Exchanged,-10.00,{fees[1]},EUR,COMPLETED\n"
    )
    paid = [round(float(each) * 100) for each in fees]
    assert signed(transactions(content)) == [10000 - paid[0], -1000 - paid[1]]


def test_debits_that_raise_the_balance_are_asked_about() -> None:
    content = (
        "Date,Description,Debit,Credit,Balance\n2026-01-29,Shop,,10.00,90.00\n2026-01-30,Pay,50.00,,140.00\n"
        "2026-01-31,Shop,,5.00,135.00\n"
    )
    (need,) = suggested(content).needs
    assert [[row.amount for row in choice.sample_rows] for choice in need.choices] == [
        ["-10.00", "50.00", "-5.00"],
        ["10.00", "-50.00", "5.00"],
    ]


@pytest.mark.parametrize("name", ["Amount (cents)", "amount_cents", "Betrag (TEUR)", "Amount in minor units"])
def test_amounts_in_other_units_are_no_amounts(name: str) -> None:
    content = f"Date;Description;{name};Currency\n2026-01-31;A;-1250;EUR\n2026-01-30;B;5000;EUR\n"
    assert suggested(content).missing == ["amount"]
    with_amount = content.replace("Currency\n", "Currency;Amount\n").replace("EUR\n", "EUR;-12.50\n")
    assert signed(transactions(with_amount)) == [-1250, -1250]
