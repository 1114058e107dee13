"""Files of Coinbase, Kraken and Revolut's crypto account."""

from __future__ import annotations

import pytest

from app.domain.portfolio.brokers.presets.kraken import plain_asset
from tests.support.brokers import activities, problems, read, row, skipped

COINBASE = (
    "\nTransactions\nUser,Somebody,00000000\n"
    "ID,Timestamp,Transaction Type,Asset,Quantity Transacted,Price Currency,Price at Transaction,Subtotal,"
    "Total (inclusive of fees and/or spread),Fees and/or Spread,Notes\n"
)
KRAKEN = '"txid","refid","time","type","subtype","aclass","asset","amount","fee","balance"\n'
REVOLUT = "Symbol,Type,Quantity,Price,Value,Fees,Date\n"


def test_coinbase_totals_hold_the_fee() -> None:
    content = COINBASE + (
        "a1,2022-03-25 06:45:27 UTC,Buy,BTC,0.00166779,EUR,€39999.331136545,€67.01,€70.00,€2.99,Bought\n"
        'a2,2025-01-10 09:15:00 UTC,Advanced Trade Sell,SOL,-5,EUR,€200.00,"€1,000.00",€994.00,€6.00,Sold\n'
        "a3,2021-12-31 21:23:03 UTC,Deposit,EUR,1000,EUR,€1.00,€1000.00,€1000.00,€0.00,Deposit\n"
        "a4,2025-01-17 16:57:02 UTC,Staking Income,ETH,0.0001,EUR,€3343.11229989,€0.33431,€0.33431,€0.00,\n"
        "a5,2025-01-07 19:26:56 UTC,Send,ETH,-0.18,EUR,€3302.65,-€594.477,-€594.477,€0.00,Sent\n"
    )
    assert activities(content) == [
        row(
            "2022-03-25",
            "buy",
            "EUR",
            "BTC",
            quantity="0.00166779",
            unit_price="39999.331136545",
            amount=70,
            fee="2.99",
        ),
        row("2025-01-10", "sell", "EUR", "SOL", quantity=5, unit_price=200, amount=994, fee=6),
        row("2021-12-31", "deposit", "EUR", amount=1000),
        row("2025-01-17", "interest", "EUR", "ETH", amount="0.33431"),
        row(
            "2025-01-17", "buy", "EUR", "ETH", quantity="0.0001", unit_price="3343.11229989", amount="0.33431"
        ),
        row("2025-01-07", "transfer_out", "EUR", "ETH", quantity="0.18", unit_price="3302.65"),
    ]


def test_coinbase_fees_below_zero_are_what_lies_between_the_sums() -> None:
    line = "a1,2021-12-03 20:19:23 UTC,Buy,BTC,0.02,EUR,€46875.14,€996.41,€1000.00,-11.0931867095297,Bought\n"
    (found,) = activities(COINBASE + line)
    assert (str(found["amount"]), str(found["fee"])) == ("1000.00", "3.59")


def test_coinbase_conversions_sell_one_coin_and_buy_the_other_for_the_same_money() -> None:
    content = COINBASE + (
        "c1,2024-12-05 06:33:40 UTC,Convert,BTC,0.00363125,EUR,€96847.4,€338.92,€351.67,,Converted 0.00363125 BTC to 156.145683 XRP\n"
        "c2,2024-12-05 06:33:40 UTC,Convert,BTC,0.00363125,EUR,€96847.4,€338.92,€351.67,,Something else\n"
    )
    assert activities(content) == [
        row(
            "2024-12-05",
            "sell",
            "EUR",
            "BTC",
            quantity="0.00363125",
            unit_price="96847.4",
            amount="338.92",
            fee="12.75",
        ),
        row("2024-12-05", "buy", "EUR", "XRP", quantity="156.145683", amount="338.92"),
    ]
    assert problems(content)[6].startswith("The notes of this conversion do not say what was received.")


@pytest.mark.parametrize(
    "names", ["Spot Price Currency,Spot Price at Transaction", "Price Currency,Price at Transaction"]
)
def test_older_files_of_coinbase_have_no_ids(names: str) -> None:
    content = (
        f"Timestamp,Transaction Type,Asset,Quantity Transacted,{names},Subtotal,"
        "Total (inclusive of fees and/or spread),Fees and/or Spread,Notes\n"
        "2024-01-02T10:00:00Z,Buy,BTC,1,USD,20000,20000,20100,100,\n"
    )
    assert activities(content) == [
        row("2024-01-02", "buy", "USD", "BTC", quantity=1, unit_price=20000, amount=20100, fee=100)
    ]


@pytest.mark.parametrize(
    ("written", "plain"),
    [("XXBT", "BTC"), ("XBT.M", "BTC"), ("ZUSD", "USD"), ("EUR.HOLD", "EUR"), ("XETH", "ETH"), ("ETH2.S", "ETH"),
     ("DOT28.S", "DOT"), ("XXDG", "DOGE"), ("USDT", "USDT"), ("ZRX", "ZRX"), ("1INCH", "1INCH"), ("XTZ", "XTZ")],
)  # fmt: skip
def test_kraken_assets_get_their_usual_tickers(written: str, plain: str) -> None:
    assert plain_asset(written) == plain


def test_kraken_trades_are_joined_by_their_reference() -> None:
    content = KRAKEN + (
        '"L2","TA1","2024-03-19 19:43:31","trade","","currency","ZEUR",-100.0000,0.1800,899.8200\n'
        '"L3","TA1","2024-03-19 19:43:31","trade","","currency","XXBT",0.0020000000,0,0.0020000000\n'
        '"L4","TB1","2024-03-20 19:43:31","trade","","currency","XLTC",-1.0000,0,0.0000\n'
        '"L5","TB1","2024-03-20 19:43:31","trade","","currency","ZEUR",80.0000,0.2000,979.6200\n'
        '"L6","TC1","2024-03-21 19:43:31","spend","","currency","ZUSD",-50.0000,0,0.0000\n'
        '"L7","TC1","2024-03-21 19:43:31","receive","","currency","ZEUR",45.5000,0.5000,0.0000\n'
    )
    file = read(content)
    assert activities(content) == [
        row("2024-03-19", "buy", "EUR", "BTC", quantity="0.002", amount="100.18", fee="0.18"),
        row("2024-03-20", "sell", "EUR", "LTC", quantity=1, amount="79.80", fee="0.20"),
        row("2024-03-21", "fx_conversion", "USD", amount=50, received=45, received_currency="EUR"),
    ]
    assert [each.activity.external_id for each in file.rows if each.activity] == ["TA1", "TB1", "TC1"]
    assert skipped(content)[3] == "It is part of the trade in line 2."


def test_kraken_fills_of_one_reference_are_added_up() -> None:
    content = KRAKEN + (
        '"L1","TA1","2024-03-19 19:43:31","trade","","currency","ZEUR",-100.0000,0.1000,0\n'
        '"L2","TA1","2024-03-19 19:43:31","trade","","currency","XXBT",0.0020000000,0,0\n'
        '"L3","TA1","2024-03-19 19:43:32","trade","","currency","ZEUR",-50.0000,0.0500,0\n'
        '"L4","TA1","2024-03-19 19:43:32","trade","","currency","XXBT",0.0010000000,0,0\n'
    )
    assert activities(content) == [
        row("2024-03-19", "buy", "EUR", "BTC", quantity="0.003", amount="150.15", fee="0.15")
    ]


def test_kraken_coin_for_coin_needs_its_worth() -> None:
    header = KRAKEN.replace('"balance"', '"balance","amountusd","feeusd"')
    lines = (
        '"L1","TA1","2024-03-19 19:43:31","trade","","currency","XXBT",-0.0010,0,0,{0}{1},0\n'
        '"L2","TA1","2024-03-19 19:43:31","trade","","currency","XETH",0.0200,0,0,{1},0\n'
    )
    assert problems(header + lines.format("", ""))[2].startswith(
        "BTC was exchanged for ETH, and the file does not say"
    )
    assert activities(header + lines.format("-", "65.50")) == [
        row("2024-03-19", "sell", "USD", "BTC", quantity="0.001", amount="65.50"),
        row("2024-03-19", "buy", "USD", "ETH", quantity="0.02", amount="65.50"),
    ]


def test_kraken_money_is_deposited_and_coins_are_transferred() -> None:
    content = KRAKEN + (
        '"","QCC","2020-12-31 06:14:02","deposit","","currency","ZEUR",1000.0000,0.0000,""\n'
        '"L1","QCC","2020-12-31 06:14:54","deposit","","currency","ZEUR",1000.0000,0.0000,10581.8771\n'
        '"L2","WDA","2021-01-05 06:14:54","withdrawal","","currency","ZEUR",-200.0000,0.0900,0.0000\n'
        '"L3","WDB","2024-03-22 15:30:00","withdrawal","","currency","XXBT","-0.00050000","0.00010000","0.0014"\n'
        '"L4","TRA","2024-03-23 00:00:00","transfer","spottostaking","currency","DOT","-1.0000","0","1"\n'
        '"L5","STA","2024-03-24 00:00:00","staking","","currency","DOT.S","0.50000000","0","102.5"\n'
        '"L6","TRB","2024-03-25 00:00:00","trade","","currency","XXBT","0.50000000","0","102.5"\n'
        '"L7","NEW","2024-03-25 00:00:00","nftrebate","","currency","XXBT","0.50000000","0","102.5"\n'
    )
    assert activities(content) == [
        row("2020-12-31", "deposit", "EUR", amount=1000),
        row("2021-01-05", "withdrawal", "EUR", amount=200),
        row("2021-01-05", "fee", "EUR", amount="0.09"),
        row("2024-03-22", "transfer_out", "EUR", "BTC", quantity="0.0006"),
        row("2024-03-24", "transfer_in", "EUR", "DOT", quantity="0.5"),
    ]
    assert skipped(content) == {
        2: "Not settled: it has no id yet.", 6: "Moved within Kraken, between spot and earning.",
    }  # fmt: skip
    assert problems(content)[8].startswith("The other half of this trade is not in the file.")
    assert problems(content)[9].startswith("Rows of the type 'nftrebate' are not read.")
    assert "does not say what these units were worth" in read(content).rows[-3].warnings[0]


def test_kraken_files_of_today_have_wallets_and_subclasses() -> None:
    content = (
        '"txid","refid","time","type","subtype","aclass","subclass","asset","wallet","amount","fee","balance"\n'
        '"LTR01A","TRADE01","2024-03-03 08:20:02","trade","tradespot","currency","fiat","EUR","spot / main",-400.0000,1.0000,599.0000\n'
        '"LTR01B","TRADE01","2024-03-03 08:20:02","trade","tradespot","currency","crypto","BTC","spot / main",0.0045000000,0,0.0045\n'
    )
    assert activities(content) == [
        row("2024-03-03", "buy", "EUR", "BTC", quantity="0.0045", amount=401, fee=1)
    ]


def test_revolut_crypto_adds_the_fee_to_the_value() -> None:
    content = REVOLUT + (
        'BTC,Buy,0.00056077,"89,162.28 SEK",50.00 SEK,0.00 SEK,"May 5, 2020, 10:10:57 PM"\n'
        'BTC,Buy,0.00027963,"€35,761.54",€10.00,€0.24,"Mar 8, 2022, 2:08:54 PM"\n'
        'BTC,Sell,0.00027963,"€35,761.54",€10.00,€0.24,"Mar 9, 2022, 2:08:54 PM"\n'
        'ETH,Stake,0.18580349,"24,185.66 SEK","4,493.77 SEK",0.00 SEK,"Feb 2, 2024, 11:03:12 AM"\n'
        'ETH,Staking reward,0.00002061,,,,"Jan 15, 2025, 12:23:31 AM"\n'
    )
    assert activities(content, portfolio_currency="SEK") == [
        row("2020-05-05", "buy", "SEK", "BTC", quantity="0.00056077", unit_price="89162.28", amount=50),
        row(
            "2022-03-08",
            "buy",
            "EUR",
            "BTC",
            quantity="0.00027963",
            unit_price="35761.54",
            amount="10.24",
            fee="0.24",
        ),
        row(
            "2022-03-09",
            "sell",
            "EUR",
            "BTC",
            quantity="0.00027963",
            unit_price="35761.54",
            amount="9.76",
            fee="0.24",
        ),
        row("2025-01-15", "transfer_in", "SEK", "ETH", quantity="0.00002061"),
    ]
    assert list(skipped(content)) == [5]


def test_kraken_gains_on_margin_are_income_and_no_fees_below_zero() -> None:
    content = KRAKEN + (
        '"L1","R1","2024-01-03 10:00:00","margin","","currency","ZEUR","12.5","0.3","0"\n'
        '"L2","R2","2024-01-03 10:00:00","margin","","currency","ZEUR","-5","0.5","0"\n'
    )
    assert activities(content) == [
        row("2024-01-03", "interest", "EUR", amount="12.5", fee="0.3"),
        row("2024-01-03", "fee", "EUR", amount="5.5"),
    ]
