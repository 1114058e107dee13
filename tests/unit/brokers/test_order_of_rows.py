"""Statements of Interactive Brokers: sections and symbols in no order of time, and the day from which a split counts."""

from __future__ import annotations

import pytest

from tests.support.brokers import read, said
from tests.unit.brokers.test_interactive_brokers import SECTIONS, TRADES, flex, trade

STOCKS = "Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,C. Price,Proceeds,Comm/Fee\n"
DEPOSITS = "Deposits & Withdrawals,Header,Currency,Settle Date,Description,Amount\n"
ACTIONS = "Corporate Actions,Header,Asset Category,Currency,{}Description,Quantity,Proceeds,Value\n"
SPLIT = "NVDA(US67066G1040) Split 10 for 1 (NVDA, NVIDIA CORP, US67066G1040)"
BOUGHT = {"tradeDate": "20240610", "dateTime": "20240610;094500"}
IN_FLEX = (
    f'<CorporateAction currency="USD" symbol="NVDA" description="{SPLIT}" quantity="90" type="FS" '
    'dateTime="20240607;202500" reportDate="20240610" />'
)


def order(content: str) -> list[tuple[str, str]]:
    found = [said(each) for each in read(content).activities()]
    return [(each["on"], each["type"]) for each in found]


def test_a_day_s_purchase_stays_before_its_sale_whatever_stands_in_other_sections() -> None:
    content = (
        SECTIONS + STOCKS
        + 'Trades,Data,Order,Stocks,EUR,A,"2024-06-10, 09:30:00",10,50,50,-500,-1\n'
        'Trades,Data,Order,Stocks,EUR,A,"2024-06-10, 15:00:00",-10,51,51,510,-1\n'
        + DEPOSITS + "Deposits & Withdrawals,Data,EUR,2024-06-03,Electronic Fund Transfer,1000\n"
    )  # fmt: skip
    assert not read(content).newest_first
    assert order(content) == [("2024-06-03", "deposit"), ("2024-06-10", "buy"), ("2024-06-10", "sell")]


def test_trades_of_a_flex_query_are_in_order_of_their_times() -> None:
    rows = [
        ("B", "20240603;100000", "10", "BUY"),
        ("A", "20240603;160000", "-10", "SELL"),
        ("A", "20240603;093000", "10", "BUY"),
    ]
    line = (
        '"EUR","{0}","{1}","20240603","ExchTrade","{2}","5","{3}","1","STK","","","0","0","EUR","","","",""\n'
    )
    found = read(TRADES + "".join(line.format(*each) for each in rows)).activities()
    assert [(each.symbol, each.type.value) for each in found] == [("A", "buy"), ("B", "buy"), ("A", "sell")]
    xml = flex(
        trade(
            **BOUGHT | {"dateTime": "20240610;160000", "quantity": "-1", "buySell": "SELL", "netCash": "9"}
        ),
        trade(**BOUGHT, tradeID="2"),
    )
    assert order(xml) == [("2024-06-10", "buy"), ("2024-06-10", "sell")]


@pytest.mark.parametrize(
    ("days", "cells"),
    [
        ("Report Date,Date/Time,", '2024-06-10,"2024-06-07, 20:25:00",'),
        ("Date/Time,", '"2024-06-09, 20:25:00",'),
        ("Date/Time,", '"2024-06-10, 09:00:00",'),
    ],
)
def test_a_split_counts_from_the_opening_after_the_evening_in_which_it_is_booked(
    days: str, cells: str
) -> None:
    """On the day itself it was traded in old units, and in new ones on the next, which trades of that day are."""
    content = (
        SECTIONS + STOCKS
        + 'Trades,Data,Order,Stocks,USD,NVDA,"2024-06-07, 15:00:00",1,1200,1200,-1200,-1\n'
        'Trades,Data,Order,Stocks,USD,NVDA,"2024-06-10, 09:45:00",5,121,121,-605,-1\n'
        + ACTIONS.format(days) + f'Corporate Actions,Data,Stocks,USD,{cells}"{SPLIT}",9,0,0\n'
    )  # fmt: skip
    assert order(content) == [("2024-06-07", "buy"), ("2024-06-10", "split"), ("2024-06-10", "buy")]


def test_a_split_of_a_flex_query_stands_before_the_trades_of_the_day_of_its_report() -> None:
    content = flex(trade(**BOUGHT), f"<CorporateActions>{IN_FLEX}</CorporateActions>")
    assert order(content) == [("2024-06-10", "split"), ("2024-06-10", "buy")]
    late = IN_FLEX.replace(' reportDate="20240610"', "").replace("20240607;", "20240609;")
    assert order(flex(trade(**BOUGHT), f"<CorporateActions>{late}</CorporateActions>"))[0] == (
        "2024-06-10",
        "split",
    )
    table = (
        '"CurrencyPrimary","Symbol","Date/Time","ReportDate","ActionDescription","Quantity","Proceeds"\n'
        f'"USD","NVDA","20240607;202500","20240610","{SPLIT}","90","0"\n'
    )
    assert order(table) == [("2024-06-10", "split")]
