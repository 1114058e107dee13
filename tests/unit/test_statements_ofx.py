"""OFX as banks really write it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.support.statements import OFX_1, ofx, problems, read, signed, stmttrn, transactions


def investments(*entries: str) -> str:
    return (
        f"{OFX_1}<OFX><INVSTMTMSGSRSV1><INVSTMTTRNRS><INVSTMTRS><DTASOF>20260131<CURDEF>USD<INVACCTFROM>"
        f"<BROKERID>b<ACCTID>I1</INVACCTFROM><INVTRANLIST><DTSTART>20260101<DTEND>20260131{''.join(entries)}"
        "</INVTRANLIST><INVPOSLIST></INVPOSLIST><INVBAL><AVAILCASH>5.00</INVBAL></INVSTMTRS></INVSTMTTRNRS>"
        "</INVSTMTMSGSRSV1><SECLISTMSGSRSV1><SECLIST><STOCKINFO><SECINFO><SECID><UNIQUEID>037833100"
        "<UNIQUEIDTYPE>CUSIP</SECID><SECNAME>Apple Inc</SECINFO></STOCKINFO></SECLIST></SECLISTMSGSRSV1></OFX>"
    )


def invested(kind: str, total: str | None, inner: str = "") -> str:
    base = (
        "<INVTRAN><FITID>i1<DTTRADE>20260110</INVTRAN><SECID><UNIQUEID>037833100<UNIQUEIDTYPE>CUSIP</SECID>"
    )
    inside = base if not inner else f"<{inner}>{base}"
    money = f"<TOTAL>{total}<SUBACCTSEC>CASH" if total else "<UNITS>1"
    return f"<{kind}>{inside}{money}{f'</{inner}>' if inner else ''}</{kind}>"


@pytest.mark.parametrize(
    ("kind", "total", "inner", "minor", "text"),
    [
        ("INCOME", "12.50", "", 1250, "Income Apple Inc"),
        ("BUYSTOCK", "-100.00", "INVBUY", -10000, "Purchase Apple Inc"),
        ("SELLMF", "99.00", "INVSELL", 9900, "Sale Apple Inc"),
        ("INVEXPENSE", "-1.00", "", -100, "Expense Apple Inc"),
        ("RETOFCAP", "5.00", "", 500, "Return of capital Apple Inc"),
    ],
)
def test_cash_that_an_investment_moves_is_a_row(
    kind: str, total: str, inner: str, minor: int, text: str
) -> None:
    (found,) = transactions(investments(invested(kind, total, inner)))
    assert (signed([found]), found.description, found.account) == ([minor], text, "I1")


@pytest.mark.parametrize(
    ("kind", "total"), [("TRANSFER", None), ("SPLIT", None), ("REINVEST", "-5.00"), ("NEWKIND", "1.00")]
)
def test_an_investment_entry_that_is_not_read_is_told(kind: str, total: str | None) -> None:
    (found,) = problems(investments(invested(kind, total)))
    assert found == (1, f"This entry ('{kind}') of an investment account is not read: it names no cash.")


def test_a_purchase_that_brings_money_is_refused() -> None:
    assert problems(investments(invested("BUYSTOCK", "100.00", "INVBUY"))) == [
        (1, "The sign of '100.00' is not that of a purchase.")
    ]


def test_bank_rows_of_an_investment_account_are_rows() -> None:
    content = investments(
        f"<INVBANKTRAN>{stmttrn('7.00').replace('DEBIT', 'CREDIT')}<SUBACCTFUND>CASH</INVBANKTRAN>",
        invested("INCOME", "1.00"),
    )
    assert signed(transactions(content)) == [700, 100]


def test_each_account_of_a_file_has_its_own_rows() -> None:
    other = ofx(stmttrn("-2.00", "9"), currency="USD").replace("12345678", "87654321")
    both = ofx(stmttrn("-1.00", "1")).replace("</OFX>", "") + other[other.index("<BANKMSGS") :]
    assert [(row.account, row.currency) for row in transactions(both)] == [
        ("12345678", "EUR"),
        ("87654321", "USD"),
    ]


def test_the_other_partys_account_is_nobodys_own() -> None:
    more = "<NAME>Ann<BANKACCTTO><BANKID>1<ACCTID>999<ACCTTYPE>CHECKING</BANKACCTTO>"
    found = transactions(ofx(stmttrn("-1.00", "1", more=more), stmttrn("-2.00", "2")))
    assert [row.account for row in found] == ["12345678", "12345678"]
    assert found[0].details["counterparty_iban"] == "999"


def test_a_transaction_without_an_end_ends_where_the_next_begins() -> None:
    content = ofx(*(stmttrn(amount, amount).replace("</STMTTRN>", "") for amount in ("-1.00", "-2.00")))
    assert signed(transactions(content)) == [-100, -200]


def test_a_file_that_breaks_off_within_an_amount_does_not_book_half_of_it() -> None:
    content = ofx(stmttrn("-1.00", "1"), stmttrn("-123.45", "2"))
    cut = content[: content.index("-123.45") + 4]
    rows = list(read(cut).rows)
    assert [(signed([row]), row.problem) for row in rows] == [
        ([-100], None),
        ([], "This transaction has no end."),
    ]


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("-12,34", -1234),
        ("-1.234,56", -123456),
        ("1,234.56", 123456),
        ("12.34-", -1234),
        ("-1 234,5", -123450),
    ],
)
def test_a_decimal_comma_is_one(written: str, minor: int) -> None:
    assert signed(transactions(ofx(stmttrn(written), stmttrn("-1.00", "2"))))[0] == minor


@pytest.mark.parametrize("written", ["-1.234", "1,000", "1e3", "12.345"])
def test_an_amount_that_may_be_thousands_is_refused(written: str) -> None:
    assert len(problems(ofx(stmttrn(written)))) == 1


@pytest.mark.parametrize("currency", ["KWD", "JPY"])
def test_a_currency_has_the_decimals_that_it_has(currency: str) -> None:
    minor = {"KWD": ("-1.500", -1500), "JPY": ("-1500", -1500)}[currency]
    assert signed(transactions(ofx(stmttrn(minor[0]), currency=currency))) == [minor[1]]


def test_a_file_without_signs_goes_by_its_types() -> None:
    credit = stmttrn("30.00", "2").replace("DEBIT", "CREDIT")
    assert signed(transactions(ofx(stmttrn("12.00", "1"), credit))) == [-1200, 3000]


def test_signs_that_contradict_every_type_are_told() -> None:
    credit = stmttrn("-30.00", "2").replace("DEBIT", "CREDIT")
    assert "Every debit of this file is above zero" in problems(ofx(stmttrn("12.00", "1"), credit))[0][1]


@pytest.mark.parametrize(
    ("posted", "moment", "day"),
    [
        ("20260201020000", datetime(2026, 2, 1, 0, tzinfo=UTC), 1),
        ("20260201013000", datetime(2026, 1, 31, 23, 30, tzinfo=UTC), 1),
        ("20260201203000[-5:EST]", datetime(2026, 2, 2, 1, 30, tzinfo=UTC), 2),
        ("20260201203000[\u22125:EST]", datetime(2026, 2, 2, 1, 30, tzinfo=UTC), 2),
        ("20260201230000[0:GMT]", datetime(2026, 2, 1, 23, tzinfo=UTC), 2),
        ("20260201203000.000[5.5:IST]", datetime(2026, 2, 1, 15, tzinfo=UTC), 1),
        ("20260201203000[+5.30:IST]", datetime(2026, 2, 1, 15, tzinfo=UTC), 1),
        ("20260201120000[-12:X]", datetime(2026, 2, 1, 10, tzinfo=UTC), 1),
        ("2026-02-01", datetime(2026, 2, 1, 10, tzinfo=UTC), 1),
    ],
)
def test_a_day_alone_is_the_banks_and_a_moment_falls_on_the_persons(
    posted: str, moment: datetime, day: int
) -> None:
    """The person is in Bucharest, two hours before UTC."""
    (found,) = transactions(ofx(stmttrn("-1.00", posted=posted)))
    assert (found.occurred_at, found.booked_on) == (moment, date(2026, 2, day))


@pytest.mark.parametrize("posted", ["", "20261345", "20260101250000", "15/01/2026", "20260101130000[99:X]"])
def test_what_is_no_day_costs_its_row(posted: str) -> None:
    assert len(problems(ofx(stmttrn("-1.00", posted=posted)))) == 1


@pytest.mark.parametrize(
    "text", ["Saldo Anterior", "S A L D O", "Opening balance", "Saldo do dia 15/01/2026"]
)
def test_a_balance_among_the_rows_is_no_movement(text: str) -> None:
    (found,) = problems(ofx(stmttrn("100.00", more=f"<MEMO>{text}")))
    assert "is a balance and no movement" in found[1]


@pytest.mark.parametrize("text", ["New Balance 12", "Saldo fattura 17", "Balance payment", "Sold item 5"])
def test_words_that_only_sound_like_a_balance_are_movements(text: str) -> None:
    assert len(transactions(ofx(stmttrn("-100.00", more=f"<MEMO>{text}")))) == 1


def test_a_pending_row_is_a_hold() -> None:
    row = "<STMTTRNP><TRNTYPE>DEBIT<DTTRAN>20260115<TRNAMT>-3.00<NAME>Hotel</STMTTRNP>"
    content = ofx(stmttrn("-1.00")).replace("</STMTRS>", f"<BANKTRANLISTP>{row}</BANKTRANLISTP></STMTRS>")
    assert [row.booked for row in transactions(content)] == [True, False]


def test_the_ledgers_balance_is_no_movement() -> None:
    content = ofx(stmttrn("-1.00")).replace(
        "</STMTRS>", "<LEDGERBAL><BALAMT>99.00<DTASOF>20260131</LEDGERBAL></STMTRS>"
    )
    assert signed(transactions(content)) == [-100]


def test_entries_of_a_kind_that_is_not_read_are_told() -> None:
    row = "<LOANSTMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260115<TRNAMT>-3.00<FITID>7</LOANSTMTTRN>"
    content = ofx(stmttrn("-1.00")).replace("</STMTRS>", f"<LOANTRANLIST>{row}</LOANTRANLIST></STMTRS>")
    assert problems(content) == [(2, "Entries of this kind ('LOANSTMTTRN') are not read.")]


def test_a_corrected_entry_counts_once() -> None:
    correction = stmttrn("-13.50", "2", more="<CORRECTFITID>1<CORRECTACTION>REPLACE<NAME>LIDL")
    rows = list(read(ofx(stmttrn("-12.50", "1"), correction)).rows)
    assert signed(rows) == [-1350]
    assert "corrects or deletes this one" in (rows[0].problem or "")


@pytest.mark.parametrize(
    ("action", "said"), [("DELETE", "deletes '1'"), ("REPLACE", "corrects '1' of another file")]
)
def test_a_correction_of_what_is_elsewhere_is_told(action: str, said: str) -> None:
    correction = stmttrn("-12.50", "2", more=f"<CORRECTFITID>1<CORRECTACTION>{action}<NAME>LIDL")
    assert said in problems(ofx(correction))[0][1]


def test_types_that_go_either_way_are_told_in_a_file_without_signs() -> None:
    kinds = ("DEBIT", "POS", "XFER", "CREDIT")
    entries = [stmttrn("12.00", str(at)).replace("DEBIT", kind) for at, kind in enumerate(kinds)]
    content = ofx(*entries)
    assert signed(read(content).rows) == [-1200, -1200, 1200]
    assert "XFER does not say" in problems(content)[0][1]
    assert "POS does not say" in problems(ofx(entries[1]))[0][1]
