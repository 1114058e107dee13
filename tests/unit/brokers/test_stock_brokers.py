"""Files of Trading 212, Revolut, Charles Schwab and Fidelity."""

from __future__ import annotations

import pytest

from tests.support.brokers import activities, problems, read, row, skipped

T212 = (
    "Action,Time,ISIN,Ticker,Name,No. of shares,Price / share,Currency (Price / share),Exchange rate,Result,"
    "Currency (Result),Total,Currency (Total),Withholding tax,Currency (Withholding tax),Notes,ID,"
    "Currency conversion fee,Currency (Currency conversion fee)\n"
)
T212_NEW = (
    "Action,Time,ISIN,Ticker,Name,Notes,ID,No. of shares,Price / share,Currency (Price / share),Exchange rate,"
    "Total,Currency (Total),Stamp duty reserve tax,Currency (Stamp duty reserve tax),French transaction tax,"
    "Currency (French transaction tax),Finra fee,Currency (Finra fee),Currency conversion from amount,"
    "Currency (Currency conversion from amount),Currency conversion to amount,"
    "Currency (Currency conversion to amount),Currency conversion fee,Currency (Currency conversion fee)\n"
)
REVOLUT = "Date,Ticker,Type,Quantity,Price per share,Total Amount,Currency,FX Rate\n"
SCHWAB = '"Date","Action","Symbol","Description","Quantity","Price","Fees & Comm","Amount"\n'
FIDELITY = (
    "Run Date,Action,Symbol,Security Description,Security Type,Quantity,Price ($),Commission ($),Fees ($),"
    "Accrued Interest ($),Amount ($),Settlement Date\n"
)
FIDELITY_ALL = (
    "Run Date,Account,Account Number,Action,Symbol,Description,Type,Exchange Quantity,Exchange Currency,Currency,"
    "Price,Quantity,Exchange Rate,Commission,Fees,Accrued Interest,Amount,Settlement Date\n"
)


def test_trading_212_totals_hold_the_conversion_fee() -> None:
    content = T212 + (
        "Market buy,2024-01-02 16:10:05.175,US0000000002,FOO,Foo,24.0,124.01,USD,1.25229,,GBP,2381.35,GBP,,,,o1,4.71,GBP\n"
        "Limit sell,2024-04-29 13:20:03.075,US0000000002,FOO,Foo,24.0,164.01,USD,1.25229,9,GBP,3138.50,GBP,,,,o2,4.71,GBP\n"
    )
    assert activities(content) == [
        row("2024-01-02", "buy", "GBP", "FOO", quantity=24, unit_price="124.01", price_currency="USD",
            amount="2381.35", fee="4.71"),
        row("2024-04-29", "sell", "GBP", "FOO", quantity=24, unit_price="164.01", price_currency="USD",
            amount="3138.50", fee="4.71"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tax_in", "amount", "tax"),
    [("GBP", "0.60", "0.05"), ("USD", "0.55", None)],
)
def test_trading_212_dividends_are_after_tax(tax_in: str, amount: str, tax: str | None) -> None:
    """In the total's currency the tax is added back; in another, what it is worth there is not known."""
    line = f"Dividend (Dividend),2024-03-23 18:35:26,US02,FOO,Foo,24.0,0.03,USD,Not available,,,0.55,GBP,0.05,{tax_in},,,,\n"
    taxed = {"tax": tax} if tax else {}
    expected = row("2024-03-23", "dividend", "GBP", "FOO", quantity=24, amount=amount, **taxed)
    assert activities(T212 + line) == [expected]
    warned = read(T212 + line).rows[0].warnings
    assert (warned != ()) == (tax is None)


def test_trading_212_costs_in_the_price_currency_come_home_by_the_rows_own_rate() -> None:
    """20 x 50 EUR / 1.25 = 800 GBP, French tax 3 EUR = 2.40 GBP, conversion 1.20: 803.60 in all."""
    line = "Market buy,2024-08-01 09:05:00.789,FR02,REN,Rennes,,o4,20.0,50.00,EUR,1.25,803.60,GBP,,,3.00,EUR,,,,,,,1.20,GBP\n"
    assert activities(T212_NEW + line) == [
        row("2024-08-01", "buy", "GBP", "REN", quantity=20, unit_price=50, price_currency="EUR", amount="803.60",
            fee="1.20", tax="2.40"),
    ]  # fmt: skip


def test_trading_212_prices_in_pence_keep_their_unit() -> None:
    line = (
        "Limit buy,2024-08-01 09:05:00,GB01,TSCO,Tesco,,o5,10.0,296.30,GBX,100,29.78,GBP,0.15,GBP,,,,,,,,,,\n"
    )
    assert activities(T212_NEW + line) == [
        row("2024-08-01", "buy", "GBP", "TSCO", quantity=10, unit_price="296.30", price_currency="GBX",
            amount="29.78", tax="0.15"),
    ]  # fmt: skip


def test_trading_212_stamp_duty_in_pounds_comes_home_from_a_price_in_pence() -> None:
    """100 x 296.30 pence / 87.34 = 339.25 EUR, 1.48 GBP of duty = 148 pence = 1.69 EUR, conversion 0.51."""
    line = "Limit buy,2024-08-01 09:05:00,GB01,TSCO,Tesco,,o6,100.0,296.30,GBX,87.34,341.45,EUR,1.48,GBP,,,,,,,,,0.51,EUR\n"
    assert activities(T212_NEW + line) == [
        row("2024-08-01", "buy", "EUR", "TSCO", quantity=100, unit_price="296.30", price_currency="GBX",
            amount="341.45", fee="0.51", tax="1.69"),
    ]  # fmt: skip
    assert read(T212_NEW + line).rows[0].warnings == ()


def test_a_conversion_of_trading_212_without_what_was_given_says_what_to_do() -> None:
    line = "Currency conversion,2025-03-01 10:00:00,,,,0.15 % fee,c2,,,,,-0.15,EUR,,,,,,,,,,,0.15,EUR\n"
    assert problems(T212_NEW + line)[2].startswith("This conversion does not say what was given away.")


def test_trading_212_exchanges_currencies_and_pays_out() -> None:
    content = T212_NEW + (
        "Currency conversion,2024-09-02 11:20:30.012,,,,,c1,,,,,,,,,,,,,100.00,GBP,118.00,EUR,0.20,GBP\n"
        "Withdrawal,2024-05-26 16:18:16.235,,,,Sent to bank,w1,,,,,-2000.00,GBP,,,,,,,,,,,,\n"
        "Result adjustment,2024-01-04 13:12:49.174,,,,Tax refund,r1,,,,,0.75,GBP,,,,,,,,,,,,\n"
    )
    assert activities(content) == [
        row("2024-09-02", "fx_conversion", "GBP", amount=100, received=118, received_currency="EUR"),
        row("2024-05-26", "withdrawal", "GBP", amount=2000),
        row("2024-01-04", "interest", "GBP", amount="0.75"),
    ]


def test_trading_212_of_2021_names_the_currency_in_the_header() -> None:
    content = (
        "Action,Time,ISIN,Ticker,Name,No. of shares,Price / share,Currency (Price / share),Exchange rate,"
        "Result (EUR),Total (EUR),ID,Currency conversion fee (EUR)\n"
        "Market buy,2021-01-26 15:40:51,US36,GME,GameStop,2.0,90.00,USD,1.2,,150.22,e1,0.22\n"
    )
    assert activities(content) == [
        row("2021-01-26", "buy", "EUR", "GME", quantity=2, unit_price=90, price_currency="USD", amount="150.22",
            fee="0.22"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "ratio"),
    [("100.0", "1000.0", "10"), ("0.9760924", "5.8565544", "6"), ("3.24514713", "0.32451471", "0.1")],
)
def test_trading_212_splits_are_two_rows(old: str, new: str, ratio: str) -> None:
    close = (
        f"Stock split close,2024-07-15T07:00:00+00:00,US10,BAR,Bar,{old},10.00,GBP,,,GBP,900.00,GBP,,,,c1,,\n"
    )
    opened = (
        f"Stock split open,2024-07-15T07:00:00+00:00,US10,BAR,Bar,{new},90.00,GBP,,,GBP,900.00,GBP,,,,o1,,\n"
    )
    for content in (T212 + close + opened, T212 + opened + close):
        assert activities(content) == [row("2024-07-15", "split", "GBP", "BAR", quantity=ratio)]
    assert problems(T212 + opened)[2].startswith("Of this split, only one of the two rows is in the file.")


def test_revolut_stocks_count_what_moved() -> None:
    content = REVOLUT + (
        "2021-01-04T10:00:00.123Z,,CASH TOP-UP,,,USD 20000,USD,1.3805\n"
        "2021-11-02T14:02:25.123456Z,TSM,BUY - LIMIT,88,USD 112.50,USD 9900.35,USD,1.3648\n"
        "2019-12-13T08:40:00.835101Z,MSFT,DIVIDEND,,,$0.08,USD,1.1179\n"
        "2021-09-01T07:40:54.539038Z,,CUSTODY FEE,,,-$0.01,USD,1.18\n"
        "2024-10-29T00:54:48.539038Z,,ROBO MANAGEMENT FEE,,,-$0.02,USD,1.08\n"
        '2026-03-25T13:30:00.123Z,QCOM,SELL - LIMIT,38,"$1,132.20","$43,023.60",USD,1.35\n'
        "2025-12-18T12:50:46.123456Z,QCOM,DIVIDEND TAX (CORRECTION),,,USD -5.42,USD,1.3407\n"
        "2026-03-26T10:00:00.123Z,,CASH WITHDRAWAL,,,-$30.93,USD,1.3300\n"
    )
    assert activities(content) == [
        row("2021-01-04", "deposit", "USD", amount=20000),
        row("2021-11-02", "buy", "USD", "TSM", quantity=88, unit_price="112.50", amount="9900.35"),
        row("2019-12-13", "dividend", "USD", "MSFT", amount="0.08"),
        row("2021-09-01", "fee", "USD", amount="0.01"),
        row("2024-10-29", "fee", "USD", amount="0.02"),
        row("2026-03-25", "sell", "USD", "QCOM", quantity=38, unit_price="1132.20", amount="43023.60"),
        row("2025-12-18", "tax", "USD", "QCOM", amount="5.42"),
        row("2026-03-26", "withdrawal", "USD", amount="30.93"),
    ]


@pytest.mark.parametrize(
    ("kind", "quantity", "price", "total", "fee"),
    [
        ("BUY - MARKET", "2", "$50.00", "$101.00", "1.00"),
        ("SELL - MARKET", "2", "$50.00", "$99.00", "1.00"),
        ("BUY - MARKET", "1.63453043", "$52.07", "$85.11", None),
        ("BUY - MARKET", "88", "$112.50", "$9900.35", None),
    ],
)
def test_revolut_fees_are_derived_only_where_rounding_is_small_against_them(
    kind: str, quantity: str, price: str, total: str, fee: str | None
) -> None:
    """88 units at a price that is rounded to the cent are 0.44 more or less."""
    content = f"{REVOLUT}2021-11-02T14:02:25Z,TSM,{kind},{quantity},{price},{total},USD,1.36\n"
    (found,) = activities(content)
    assert (str(found["fee"]) if "fee" in found else None) == fee
    assert bool(read(content).rows[0].warnings) is (fee is not None)


def test_money_for_a_fraction_of_a_unit_is_a_dividend_with_a_warning() -> None:
    content = SCHWAB + '"08/22/2022","Cash In Lieu","APE","AMC PFD","","","","$3.44"\n'
    assert activities(content) == [row("2022-08-22", "dividend", "USD", "APE", amount="3.44")]
    assert read(content).rows[0].warnings == ("Money for a fraction of a unit; it is counted as a dividend.",)


def test_revolut_moves_between_its_own_companies_are_left_out() -> None:
    line = "2023-09-09T09:21:25.730802Z,TSLA,TRANSFER FROM REVOLUT TRADING LTD TO REVOLUT SECURITIES EUROPE UAB,0.2,,$0,USD,1\n"
    assert list(skipped(REVOLUT + line)) == [2]


def test_schwab_reads_signs_dates_and_titles_as_they_are() -> None:
    content = (
        '"Transactions  for account General ...XXX as of 05/03/2023 02:21:05 PM ET"\n' + SCHWAB
        + '"04/27/2023","Buy","BND","VANGUARD BOND","45","$73.7789","","-$3320.05"\n'
        '"04/18/2023","Sell","BND","VANGUARD BOND","10.065","$73.4049","$0.01","$738.81"\n'
        '"04/17/2023 as of 04/15/2023","Bank Interest","","BANK INT SCHWAB BANK","","","","$0.03"\n'
        '"04/10/2023","Reinvest Shares","BND","VANGUARD BOND","0.0249","$73.8993","","-$1.84"\n'
        '"04/06/2023","Reinvest Dividend","BND","VANGUARD BOND","","","","$1.84"\n'
        '"04/05/2023","NRA Tax Adj","","SCHWAB1 INT","","","","$-0.88"\n'
        '"04/04/2023","Advisor Fee","","TO ADVISOR","","","","-$2,019.29"\n'
        '"04/03/2023","MoneyLink Transfer","","Tfr BANK","","","","-$30.00"\n'
        '"04/02/2023","Journaled Shares","DGLRX","BNY","-877","$22.91","",""\n'
        '"Transactions Total","","","","","","","-$1,574.04"\n'
    )  # fmt: skip
    file = read(content)
    assert activities(content) == [
        row("2023-04-27", "buy", "USD", "BND", quantity=45, unit_price="73.7789", amount="3320.05"),
        row(
            "2023-04-18",
            "sell",
            "USD",
            "BND",
            quantity="10.065",
            unit_price="73.4049",
            amount="738.81",
            fee="0.01",
        ),
        row("2023-04-15", "interest", "USD", amount="0.03"),
        row("2023-04-10", "buy", "USD", "BND", quantity="0.0249", unit_price="73.8993", amount="1.84"),
        row("2023-04-06", "dividend", "USD", "BND", amount="1.84"),
        row("2023-04-05", "tax", "USD", amount="0.88"),
        row("2023-04-04", "fee", "USD", amount="2019.29"),
        row("2023-04-03", "withdrawal", "USD", amount=30),
        row("2023-04-02", "transfer_out", "USD", "DGLRX", quantity=877, unit_price="22.91"),
    ]
    assert file.newest_first
    assert [each.type for each in file.activities()][-2:] == ["sell", "buy"]
    assert file.rows[-1].skipped == "This line is the file's total."


def test_schwab_splits_get_their_ratio_from_the_holding() -> None:
    content = SCHWAB + (
        '"07/15/2024 as of 07/12/2024","Stock Split","AVGO","BROADCOM","9","$170.067","",""\n'
        '"06/20/2024","Reverse Split","TNXP","TONIX PHARMA","1","","",""\n'
        '"06/20/2024","Reverse Split","890260854","TONIX PHARMA XXXREVERSE SPLIT","-32","","",""\n'
        '"06/13/2024","Buy","AVGO","BROADCOM","1","$1680.00","","-$1680.00"\n'
    )
    assert activities(content)[:2] == [
        row("2024-07-12", "split", "USD", "AVGO", quantity=10),
        row("2024-06-20", "split", "USD", "TNXP", quantity="0.03125"),
    ]
    assert read(content).rows[0].warnings == ("10 for 1 follows from the 1 held before.",)


def test_schwab_cancelled_trades_are_left_out_together() -> None:
    content = SCHWAB + (
        '"03/26/2026 as of 03/25/2026","Cancel Buy","BRKB","BERKSHIRE","4","$477.40","","$1909.60"\n'
        '"03/25/2026","Buy","BRKB","BERKSHIRE","4","$477.40","","-$1909.60"\n'
        '"03/24/2026","Buy","BRKB","BERKSHIRE","4","$480.00","","-$1920.00"\n'
    )
    assert skipped(content) == {2: "It takes line 3 back.", 3: "It was taken back by line 2."}
    assert [each["amount"] for each in activities(content)] == [1920]


def test_schwab_kinds_that_change_securities_are_told_and_not_guessed() -> None:
    content = SCHWAB + '"08/22/2022","Spin-off","APE","AMC PFD","344","","",""\n'
    assert problems(content)[2].startswith("'Spin-off' is not an action that is read.")


def test_an_option_is_priced_per_share_so_only_its_amount_is_taken() -> None:
    content = SCHWAB + '"03/15/2025","Buy to Open","SPY 500 C","CALL","1","$12.50","$0.65","-$1250.65"\n'
    assert activities(content) == [
        row("2025-03-15", "buy", "USD", "SPY 500 C", quantity=1, amount="1250.65", fee="0.65")
    ]
    assert "the price left out" in read(content).rows[0].warnings[0]


def test_fidelity_actions_are_sentences_between_blank_lines_and_a_disclaimer() -> None:
    content = ",,,,,,,,,,,\n" * 5 + FIDELITY + (
        "01/23/2023, DIRECT DEBIT CHASE CREDIT CAUTOPAY (Cash),  , No Description,Cash,,,,,,-135.6,\n"
        "01/20/2023, YOU BOUGHT VANGUARD (VTI) (Cash), VTI, VANGUARD TOTAL,Cash,10,200.5,1,0.04,,-2006.04,01/24/2023\n"
        "01/19/2023, INTEREST EARNED FDIC INSURED (QPCTQ) (Cash), QPCTQ, FDIC,Cash,,,,,,1.25,\n"
        ",,,,,,,,,,,\n"
        '"informational purposes only, and is not intended to provide advice",,,,,,,,,,,\n'
        "Date downloaded 01/24/2023 10:28 am,,,,,,,,,,,\n"
    )  # fmt: skip
    assert activities(content) == [
        row("2023-01-23", "withdrawal", "USD", amount="135.6"),
        row("2023-01-20", "buy", "USD", "VTI", quantity=10, unit_price="200.5", amount="2006.04", fee="1.04"),
        row("2023-01-19", "interest", "USD", "QPCTQ", amount="1.25"),
    ]


def test_fidelity_files_of_all_accounts_say_the_account() -> None:
    content = FIDELITY_ALL + (
        '12/03/2025,"IRA","111","REINVESTMENT VANGUARD (BND) (Cash)",BND,"VANGUARD",Cash,0,,USD,74.29,9.598,0,,,,-713.08,\n'
        '11/24/2025,"Brokerage","333","YOU SOLD VALVOLINE (VVV) (Margin)",VVV,"VALVOLINE",Margin,0,,USD,30.44,-341,0,,,,10380.04,\n'
        '11/17/2025,"Brokerage","333","REDEMPTION FROM CORE ACCOUNT (FDRXX)",FDRXX,"CORE",Cash,0,,USD,1,-5,0,,,,5,\n'
    )
    file = read(content)
    assert activities(content) == [
        row("2025-12-03", "buy", "USD", "BND", quantity="9.598", unit_price="74.29", amount="713.08"),
        row("2025-11-24", "sell", "USD", "VVV", quantity=341, unit_price="30.44", amount="10380.04"),
    ]
    assert [each.account for each in file.rows] == ["111", "333", None]
    assert file.rows[2].skipped is not None
