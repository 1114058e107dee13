"""What brokers' files say by a sign or by a second row: cancellations, sales that cost money, halves of one event."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from tests.support.brokers import activities, problems, read, row, skipped
from tests.unit.brokers.test_crypto_exchanges import COINBASE
from tests.unit.brokers.test_interactive_brokers import SECTIONS, TRADES, flex, trade
from tests.unit.brokers.test_portfolio_programs import WEALTHFOLIO
from tests.unit.brokers.test_stock_brokers import FIDELITY, REVOLUT, SCHWAB, T212

ACTIONS = (
    '"ClientAccountID","CurrencyPrimary","Symbol","ReportDate","Quantity","Proceeds","ActionDescription"\n'
)
PENNY = '"P","20240110","20240110","ExchTrade","-3","0.10","SELL","","STK","","-0.3","0","-1","USD"'


def fidelity(day: str, words: str, quantity: int, amount: int) -> str:
    return f"{day}/2024, {words} ACME (ACME) (Cash), ACME, ACME,Cash,{quantity},50,,,,{amount},\n"


@pytest.mark.parametrize(("word", "sign"), [("YOU BOUGHT", 1), ("YOU SOLD", -1)])
def test_a_trade_with_its_signs_turned_takes_an_earlier_one_back(word: str, sign: int) -> None:
    content = FIDELITY + (
        fidelity("03/05", f"{word} CANCEL", -10 * sign, 500 * sign)
        + fidelity("03/04", word, 10 * sign, -500 * sign)
        + fidelity("03/04", "YOU BOUGHT", 7, -350)
    )
    assert [each["quantity"] for each in activities(content)] == [7]
    assert skipped(content) == {2: "It takes line 3 back.", 3: "It was taken back by line 2."}


def test_a_purchase_taken_back_is_no_sale_of_the_same_size() -> None:
    content = FIDELITY + (
        fidelity("03/05", "YOU BOUGHT", -10, 500)
        + fidelity("03/05", "YOU SOLD", -10, 500)
        + fidelity("03/01", "YOU BOUGHT", 10, -500)
    )
    assert [each["type"] for each in activities(content)] == ["sell"]


def test_a_purchase_below_zero_without_its_original_is_told() -> None:
    assert problems(f"{WEALTHFOLIO}2024-01-18,BUY,VOD,EQUITY,-10,72.5,GBp,0,,,,\n")[2].startswith(
        "This row cancels another, which is not in the file."
    )


def test_a_sale_that_cost_more_than_it_brought_was_paid_for() -> None:
    """Three at 0.10 less 1.00: 0.70 went out. One contract of a hundred at 0.01 less 1.05: 0.05 did."""
    content = TRADES + f'"USD",{PENNY},"-0.7","1","",""\n'
    assert activities(content) == [row("2024-01-10", "sell", "USD", "P", quantity=3, unit_price="0.1", fee=1)]
    sold = trade(
        assetCategory="OPT", buySell="SELL", symbol="X C", multiplier="100", quantity="-1", tradePrice="0.01",
        tradeMoney="-1", netCash="-0.05", ibCommission="-1.05", tradeDate="20240110",
    )  # fmt: skip
    assert activities(flex(sold)) == [
        row("2024-01-10", "sell", "USD", "X C", quantity=1, unit_price=1, fee="1.05")
    ]


def test_a_sale_that_was_paid_for_at_another_price_is_told() -> None:
    content = SCHWAB + '"03/15/2025","Sell to Close","X C","CALL","1","$0.00","$1.00","-$0.96"\n'
    assert problems(content)[2].startswith("The costs of this sale are more than its amount.")


@pytest.mark.parametrize("units", [("90", "45"), ("-90",), ("90", "-45")])
def test_a_split_is_one_in_all_accounts_of_a_file_long_or_short(units: tuple[str, ...]) -> None:
    text = "NVDA(US67066G1040) SPLIT 10 FOR 1 (NVDA, NVIDIA CORP, US67066G1040)"
    rows = "".join(
        f'"U{at}","USD","NVDA","20240607","{each}","0","{text}"\n' for at, each in enumerate(units)
    )
    assert activities(ACTIONS + rows) == [row("2024-06-07", "split", "USD", "NVDA", quantity=10)]


def test_the_old_units_of_a_reverse_split_go_under_an_old_symbol() -> None:
    text = "ABC(US0000000001) SPLIT 1 FOR 20"
    rows = (
        f'"U1","USD","ABC.OLD","20240607","-100","0","{text}"\n"U1","USD","ABD","20240607","5","0","{text}"\n'
    )
    assert activities(ACTIONS + rows) == [row("2024-06-07", "split", "USD", "ABD", quantity="0.05")]


def test_new_units_in_two_accounts_are_one_split() -> None:
    """10 and 20 held, 10 and 20 come: two for one, and not four for three by two."""
    content = SCHWAB + (
        '"07/15/2024","Stock Split","A","NAME","10","","",""\n"07/15/2024","Stock Split","A","NAME","20","","",""\n'
        '"06/13/2024","Buy","A","NAME","30","$10.00","","-$300.00"\n'
    )
    assert [each["quantity"] for each in activities(content)] == [2, 30]


def test_transfers_of_interactive_brokers_are_told() -> None:
    moved = '<Transfers><Transfer currency="USD" symbol="VT" direction="IN" quantity="10" /></Transfers>'
    assert problems(flex(trade(), moved))[2].startswith("Transfers of securities or money")
    content = SECTIONS + (
        "Transfers,Header,Asset Category,Currency,Symbol,Date,Type,Direction,Qty\n"
        "Transfers,Data,Stocks,USD,VT,2024-01-12,ACATS,In,10\nTransfers,Data,Total,,,,,,10\n"
    )
    assert list(problems(content)) == [5]


def test_a_conversion_with_a_row_for_each_coin_is_one() -> None:
    note = "Converted 0.5 BTC to 20 ETH"
    given = f"c1,2024-12-05 06:33:40 UTC,Convert,BTC,-0.5,EUR,€100,-€50,-€51,€1,{note}\n"
    got = f"c2,2024-12-05 06:33:40 UTC,Convert,ETH,20,EUR,€2.5,€50,€50,€0,{note}\n"
    for content in (COINBASE + given + got, COINBASE + got + given):
        found = [(each["type"], each["symbol"], each["quantity"]) for each in activities(content)]
        assert found == [("sell", "BTC", Decimal("0.5")), ("buy", "ETH", 20)]


def test_money_of_wealthfolio_is_no_security() -> None:
    content = WEALTHFOLIO + (
        "2024-01-16,TRANSFER_IN,$CASH-USD,,500,1,USD,0,,,,\n"
        "2024-01-16,TRANSFER_OUT,$CASH-USD,,1,1,USD,0,200,,,\n"
        "2024-01-16,INTEREST,$CASH-USD,,1,1,USD,0,3.5,,,\n"
        "2024-01-19,FEE,$CASH-USD,,5,1,USD,0,,,,\n"
    )
    assert activities(content) == [
        row("2024-01-16", "deposit", "USD", amount=500),
        row("2024-01-16", "withdrawal", "USD", amount=200),
        row("2024-01-16", "interest", "USD", amount="3.5"),
        row("2024-01-19", "fee", "USD", amount=5),
    ]


def test_an_amount_of_nothing_beside_quantity_and_price_is_a_filler() -> None:
    content = WEALTHFOLIO + (
        "2024-01-16,DIVIDEND,A,,10,0.24,USD,0,0,,,\n"
        "2024-01-16,DEPOSIT,$CASH-USD,,500,1,USD,0,0,,,\n"
        "2024-01-16,DEPOSIT,,,400,1,USD,0,0,,,\n"
        "2024-01-16,INTEREST,$CASH-USD,,12.5,1,USD,0,0.00,,,\n"
        "2024-01-19,FEE,$CASH-USD,,1,1,USD,25,0,,,\n"
        "2024-01-19,FEE,$CASH-USD,,1,1,USD,15,,,,\n"
        "2024-01-20,INTEREST,$CASH-USD,,1,1,USD,0,0,,,\n"
    )
    assert activities(content) == [
        row("2024-01-16", "dividend", "USD", "A", quantity=10, unit_price="0.24"),
        row("2024-01-16", "deposit", "USD", amount=500),
        row("2024-01-16", "deposit", "USD", amount=400),
        row("2024-01-16", "interest", "USD", amount="12.5"),
        row("2024-01-19", "fee", "USD", fee=25),
        row("2024-01-19", "fee", "USD", fee=15),
    ]
    assert list(skipped(content)) == [8]


@pytest.mark.parametrize(
    ("quantity", "amount", "ratio"), [("0", "4", 4), ("1", "4", 4), ("", "4", 4), ("4", "", 4)]
)
def test_a_ratio_may_stand_in_the_amount(quantity: str, amount: str, ratio: int) -> None:
    (found,) = activities(f"{WEALTHFOLIO}2024-01-17,SPLIT,A,EQUITY,{quantity},0,USD,0,{amount},,,\n")
    assert found["quantity"] == ratio


@pytest.mark.parametrize(("price", "fee"), [("1", "5"), ("5", "5")])
def test_a_cost_that_stands_in_two_columns_counts_once(price: str, fee: str) -> None:
    (found,) = activities(f"{WEALTHFOLIO}2024-01-19,FEE,,,1,{price},USD,{fee},,,,\n")
    assert found == row("2024-01-19", "fee", "USD", fee=fee)


def test_a_cost_with_two_different_amounts_is_told() -> None:
    content = f"{WEALTHFOLIO}2024-01-19,FEE,,,2,3,USD,5,,,,\n"
    assert problems(content)[2].startswith("This row has both a cost and quantity times price.")


def test_revolut_fees_without_a_sign_are_fees() -> None:
    content = REVOLUT + (
        "2023-09-24T13:30:10.514Z,,CUSTODY FEE,,,USD 1.35,USD,1\n"
        "2023-09-25T13:30:10.514Z,,CUSTODY FEE REVERSAL,,,$1.35,USD,1\n"
    )
    assert [each.get("amount", each.get("fee")) for each in activities(content)] == [
        Decimal("1.35"),
        Decimal("-1.35"),
    ]


def test_a_spin_off_is_no_split_of_what_is_held() -> None:
    content = FIDELITY + (
        "03/05/2024, DISTRIBUTION SPINOFF FROM:ACME (NEW) (Cash), NEW, NEW,Cash,10,,,,,,\n"
        + fidelity("03/04", "YOU BOUGHT", 10, -500).replace("ACME", "NEW")
    )
    assert problems(content)[2].startswith("This security came from a spin-off")


def test_capital_that_came_back_is_told_apart_from_income() -> None:
    content = T212 + (
        "Dividend (Return of capital),2024-01-03 16:10:05,GB00,VOD,Vodafone,100,1.0,GBX,,,,1.0,GBP,,,,,,\n"
    )
    assert read(content).rows[0].warnings == ("This is a return of capital; it is counted as a dividend.",)


def ghostfolio(*moments: str) -> list[str]:
    bought = {"type": "BUY", "quantity": 1, "unitPrice": 2, "fee": 0, "currency": "USD", "symbol": "A"}
    content = {"activities": [bought | {"date": f"{each}:00.000Z"} for each in moments]}
    return [each["on"] for each in activities(json.dumps(content))]


def test_midnights_in_europe_are_days_there() -> None:
    found = ghostfolio("2021-09-15T22:00", "2021-11-16T23:00", "2022-01-01T00:00")
    assert found == ["2021-09-16", "2021-11-17", "2022-01-01"]


@pytest.mark.parametrize(
    "moments",
    [
        ("2021-09-15T22:00", "2021-11-16T15:31"),
        ("2021-09-15T14:00",),
        ("2021-09-15T04:00", "2021-12-16T05:00"),
    ],
)
def test_moments_that_are_no_midnights_in_the_east_stay_on_their_day(moments: tuple[str, ...]) -> None:
    assert ghostfolio(*moments) == [each[:10] for each in moments]


@pytest.mark.parametrize(
    ("name", "row_below"),
    [("MarkPrice", '"20240131","10","105","1050","100"'), ("Direction", '"20240131","10","IN","1050","100"')],
)
def test_other_tables_of_a_flex_query_are_no_purchases(name: str, row_below: str) -> None:
    head = '"ClientAccountID","CurrencyPrimary","AssetClass","Symbol"'
    content = (
        f'{head},"TradeDate","Quantity","TradePrice","TradeMoney","IBCommission","Buy/Sell"\n'
        '"U1","USD","STK","VT","20240110","10","100","1000","-1","BUY"\n'
        f'{head},"ReportDate","Quantity","{name}","PositionValue","OpenPrice"\n"U1","USD","STK","VT",{row_below}\n'
    )
    assert [each["on"] for each in activities(content)] == ["2024-01-10"]
    assert bool(problems(content)) is (name == "Direction")
