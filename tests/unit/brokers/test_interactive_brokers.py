"""Files of Interactive Brokers: Flex queries as CSV and XML, activity statements, transaction histories."""

from __future__ import annotations

import pytest

from app.domain.portfolio.drafts.errors import UnreadableBrokerFile
from tests.support.brokers import activities, problems, read, row, skipped

TRADES = (
    '"CurrencyPrimary","Symbol","DateTime","TradeDate","TransactionType","Quantity","TradePrice","Buy/Sell",'
    '"FXRateToBase","AssetClass","ISIN","TradeMoney","Taxes","IBCommission","IBCommissionCurrency","NetCash","TradeID",'
    '"OrigTradeID","LevelOfDetail"\n'
)
CASH = '"Type","SettleDate","ISIN","Description","Amount","CurrencyPrimary","LevelOfDetail"\n'
SECTIONS = (
    "Statement,Header,Field Name,Field Value\n"
    "Account Information,Header,Field Name,Field Value\n"
    "Account Information,Data,Base Currency,EUR\n"
)
HISTORY = (
    "Statement,Header,Field Name,Field Value\n"
    "Summary,Data,Base Currency,GBP\n"
    "Transaction History,Header,Date,Account,Description,Transaction Type,Symbol,Quantity,Price,Gross Amount ,"
    "Commission,Net Amount\n"
)


def flex(*entries: str) -> str:
    return (
        '<FlexQueryResponse queryName="q" type="AF"><FlexStatements count="1"><FlexStatement accountId="U1" '
        f'fromDate="20240101" toDate="20241231">{"".join(entries)}</FlexStatement></FlexStatements></FlexQueryResponse>'
    )


def trade(**fields: str) -> str:
    usual = {
        "accountId": "U1", "currency": "USD", "symbol": "VTI", "assetCategory": "STK", "tradeDate": "20230403",
        "quantity": "17", "tradePrice": "204.3473", "tradeMoney": "3473.9041", "taxes": "0", "ibCommission": "-1",
        "ibCommissionCurrency": "USD", "netCash": "-3474.9041", "buySell": "BUY", "tradeID": "1",
        "transactionType": "ExchTrade", "levelOfDetail": "EXECUTION", "orderType": "A NEW ONE",
    }  # fmt: skip
    attributes = " ".join(f'{name}="{value}"' for name, value in (usual | fields).items())
    return f"<Trades><Trade {attributes} /></Trades>"


BOUGHT = row("2023-04-03", "buy", "USD", "VTI", quantity=17, unit_price="204.3473", amount="3474.9041", fee=1)


def test_flex_trades_have_minus_signs_on_costs_and_sold_units() -> None:
    content = TRADES + (
        '"USD","VTI","20230403;095853","20230403","ExchTrade","17","204.3473","BUY","0.9127","STK","US92","3473.9041","0","-1","USD","-3474.9041","1","",""\n'
        '"USD","VTI","20230601;100000","20230601","ExchTrade","-7","210.00","SELL","0.9090","STK","US92","-1470","-2.5","-1.01","USD","1466.49","2","",""\n'
    )
    assert activities(content) == [
        BOUGHT | row("2023-04-03", "buy", "USD", fx_rate="0.9127"),
        row("2023-06-01", "sell", "USD", "VTI", quantity=7, unit_price=210, amount="1466.49", fee="1.01", tax="2.5",
            fx_rate="0.909"),
    ]  # fmt: skip


def test_flex_commission_in_another_currency_is_a_fee_of_its_own() -> None:
    content = (
        TRADES
        + '"USD","VTI","","20230403","ExchTrade","10","20","BUY","","STK","","200","0","-1.5","CHF","-200","1","",""\n'
    )
    assert activities(content) == [
        row("2023-04-03", "buy", "USD", "VTI", quantity=10, unit_price=20, amount=200),
        row("2023-04-03", "fee", "CHF", "VTI", amount="1.5"),
    ]


def test_flex_exchanges_of_currencies_give_one_and_receive_the_other() -> None:
    content = TRADES + (
        '"USD","EUR.USD","","20230403","ExchTrade","1000","1.1","BUY","","CASH","","1100","0","-2","CHF","","1","",""\n'
        '"USD","EUR.USD","","20230403","ExchTrade","-500","1.2","SELL","","CASH","","-600","0","0","CHF","","2","",""\n'
    )
    assert activities(content) == [
        row("2023-04-03", "fx_conversion", "USD", amount=1100, received=1000, received_currency="EUR"),
        row("2023-04-03", "fee", "CHF", amount=2),
        row("2023-04-03", "fx_conversion", "EUR", amount=500, received=600, received_currency="USD"),
    ]


@pytest.mark.parametrize("link", ["1", ""])
def test_flex_cancelled_trades_are_left_out_with_their_cancellation(link: str) -> None:
    content = TRADES + (
        '"USD","VTI","","20230403","ExchTrade","17","204","BUY","","STK","","3468","0","-1","USD","-3469","1","",""\n'
        f'"USD","VTI","","20230404","TradeCancel","-17","204","BUY (Ca.)","","STK","","-3468","0","1","USD","3469","9","{link}",""\n'
    )
    assert skipped(content) == {2: "It was taken back by line 3.", 3: "It takes line 2 back."}


def test_a_cancellation_of_what_is_not_in_the_file_is_a_problem() -> None:
    content = (
        TRADES
        + '"USD","VTI","","20230404","TradeCancel","-17","204","BUY (Ca.)","","STK","","","0","1","USD","3469","9","1",""\n'
    )
    assert problems(content)[2].startswith("This row cancels another, which is not in the file.")


def test_flex_summaries_repeat_details_and_count_only_without_them() -> None:
    detail = (
        '"Dividends","20230623","US92","VT(US9220427424) CASH DIVIDEND USD 0.6504","137.23","USD","DETAIL"\n'
    )
    summary = detail.replace("DETAIL", "SUMMARY")
    assert len(activities(CASH + detail + summary)) == 1
    assert len(activities(CASH + summary)) == 1


def test_flex_cash_is_dividends_taxes_fees_and_transfers() -> None:
    content = CASH.replace(',"LevelOfDetail"', "") + (
        '"Dividends","20230623","US9220427424","VT(US9220427424) CASH DIVIDEND USD 0.65 PER SHARE (Ordinary Dividend)","137.23","USD"\n'
        '"Withholding Tax","20230623","US9220427424","VT(US9220427424) CASH DIVIDEND USD 0.65 - US TAX","-20.58","USD"\n'
        '"Withholding Tax","20230624","US9220427424","VT(US9220427424) CASH DIVIDEND USD 0.65 - US TAX","3.00","USD"\n'
        '"Payment In Lieu Of Dividends","20250625","JP3546800008","4543.T(JP3546800008) PAYMENT IN LIEU","455","JPY"\n'
        '"Broker Interest Received","20250625","","USD CREDIT INT","4.5","USD"\n'
        '"Broker Interest Paid","20250625","","USD DEBIT INT","-2.5","USD"\n'
        '"Other Fees","20250626","","MARKET DATA","-10","USD"\n'
        '"Deposits/Withdrawals","20250627","","CASH RECEIPTS","5000","EUR"\n'
        '"Deposits/Withdrawals","20250628","","DISBURSEMENT","-70","EUR"\n'
        '"Something New","20250628","","?","-70","EUR"\n'
    )
    assert activities(content) == [
        row("2023-06-23", "dividend", "USD", "VT", amount="137.23"),
        row("2023-06-23", "tax", "USD", "VT", amount="20.58"),
        row("2023-06-24", "tax", "USD", "VT", tax=-3),
        row("2025-06-25", "dividend", "JPY", "4543.T", amount=455),
        row("2025-06-25", "interest", "USD", amount="4.5"),
        row("2025-06-25", "fee", "USD", amount="2.5"),
        row("2025-06-26", "fee", "USD", amount=10),
        row("2025-06-27", "deposit", "EUR", amount=5000),
        row("2025-06-28", "withdrawal", "EUR", amount=70),
    ]
    assert problems(content)[11].startswith("'Something New' is no movement that is read.")


def test_flex_reads_several_tables_of_one_file() -> None:
    content = (
        '"BOF","U1","q","2","20240101","20241231"\n' + TRADES
        + '"USD","VTI","","20230403","ExchTrade","17","204.3473","BUY","","STK","US92","3473.9041","0","-1","USD","-3474.9041","1","",""\n'
        + '"EOS","TRNT"\n' + CASH
        + '"Dividends","20230623","US92","VT(US9220427424) CASH DIVIDEND","137.23","USD","DETAIL"\n"EOF"\n'
    )  # fmt: skip
    assert activities(content) == [BOUGHT, row("2023-06-23", "dividend", "USD", "VT", amount="137.23")]


def test_a_flex_trade_without_a_name_tells_what_to_add_to_the_query() -> None:
    content = (
        '"Buy/Sell","TradeDate","ISIN","Quantity","TradePrice","TradeMoney","CurrencyPrimary","IBCommission","IBCommissionCurrency"\n'
        '"SELL","20230522","","-8000","1.1173","-8938.4","USD","-1.79924","CHF"\n'
        '"BUY","20230522","US9220427424","95","93.78","8909.1","USD","-1","USD"\n'
    )
    assert problems(content)[2].startswith("This trade names no security. Add Symbol and ISIN to the query")
    assert activities(content) == [
        row(
            "2023-05-22",
            "buy",
            "USD",
            "US9220427424",
            quantity=95,
            unit_price="93.78",
            amount="8910.1",
            fee=1,
        ),
    ]


@pytest.mark.parametrize(("portfolio", "rates"), [("CHF", ["0.9"]), ("EUR", [None]), (None, ["0.9"])])
def test_rates_that_lead_to_another_currency_than_the_portfolios_are_left_out(
    portfolio: str | None, rates: list[str | None]
) -> None:
    """The row in Swiss francs has the rate 1, so all rates of the file lead to francs."""
    line = '"{}","VTI","","20230403","ExchTrade","10","20","BUY","{}","STK","","200","0","0","USD","-200","{}","",""\n'
    content = TRADES + line.format("USD", "0.9", "1") + line.format("CHF", "1", "2")
    file = read(content, portfolio_currency=portfolio)
    assert file.base_currency == "CHF"
    found = [each.activity.fx_rate for each in file.rows if each.activity]
    assert [str(rate) if rate else None for rate in found] == [*rates, None]


def test_rates_that_lead_nobody_knows_where_are_told() -> None:
    line = '"USD","VTI","","20230403","ExchTrade","10","20","BUY","0.9","STK","","200","0","0","USD","-200","1","",""\n'
    assert "does not name" in read(TRADES + line, portfolio_currency="EUR").warnings[0]


def test_flex_xml_gives_the_same_as_csv() -> None:
    cash = (
        '<CashTransactions><CashTransaction type="Dividends" currency="USD" symbol="VT" amount="137.23" '
        'dateTime="20230623;202000" transactionID="77" levelOfDetail="DETAIL" />'
        '<CashTransaction type="Dividends" currency="USD" symbol="VT" amount="137.23" dateTime="20230623" '
        'levelOfDetail="SUMMARY" /></CashTransactions>'
    )
    file = read(flex(trade(), cash))
    assert activities(flex(trade(), cash)) == [
        BOUGHT,
        row("2023-06-23", "dividend", "USD", "VT", amount="137.23"),
    ]
    assert [each.activity.external_id for each in file.rows if each.activity] == ["1", "77"]
    assert file.rows[2].skipped == "A summary of entries that stand in the file one by one."


@pytest.mark.parametrize("described", ["4 FOR 1", "1 FOR 50"])
def test_flex_splits_come_from_the_description(described: str) -> None:
    new, old = described.split(" FOR ")
    action = (
        f'<CorporateActions><CorporateAction symbol="GOOG" currency="USD" dateTime="20220715" quantity="30" type="FS" '
        f'actionDescription="GOOG(US02079K1079) SPLIT {described} (GOOG, ALPHABET, US02079K1079)" /></CorporateActions>'
    )
    (found,) = activities(flex(trade(), action))[1:]
    assert (found["type"], found["symbol"]) == ("split", "GOOG")
    assert found["quantity"] * int(old) == int(new)


def test_flex_corporate_actions_in_csv_are_splits_or_problems() -> None:
    content = (
        '"CurrencyPrimary","Symbol","ReportDate","ActionDescription","Quantity","Proceeds"\n'
        '"USD","NVDA","20240610","NVDA(US67066G1040) SPLIT 10 FOR 1 (NVDA, NVIDIA CORP)","90","0"\n'
        '"USD","OLD","20240611","OLD(US67066G1040) SPLIT 1 FOR 4 (OLD)","-40","0"\n'
        '"USD","X","20240612","X(US67066G1040) MERGED WITH Y 1 FOR 2","5","0"\n'
    )
    assert activities(content) == [
        row("2024-06-10", "split", "USD", "NVDA", quantity=10),
        row("2024-06-11", "split", "USD", "OLD", quantity="0.25"),
    ]
    assert problems(content)[4].startswith("The corporate action 'X(US67066G1040) MERGED WITH Y 1 FOR 2'")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"currency": "LIRA"}, "This entry is not understood: currency: Unknown currency"),
        ({"quantity": "NaN"}, "'NaN' is not an amount"),
        ({"quantity": "1" * 40}, "'1111111111111111111111111111111111111111' has more than 28 digits"),
        ({"tradeDate": "31.12.23"}, "'31.12.23' has a year of two digits"),
        ({"assetCategory": "FUT"}, "'FUT' are settled by gains and losses"),
        ({"buySell": "ROLL"}, "This entry is not understood"),
    ],
)
def test_a_flex_entry_that_is_not_understood_is_a_problem_of_its_own(
    fields: dict[str, str], sentence: str
) -> None:
    content = flex(trade(**fields), trade(tradeID="2"))
    assert problems(content)[1].startswith(sentence)
    assert activities(content) == [BOUGHT]


def test_flex_xml_dates_with_slashes_are_asked_about_and_not_taken_for_american() -> None:
    content = flex(trade(tradeDate="03/04/2023"))
    (question,) = read(content).questions
    assert (question.field, [choice.value for choice in question.choices]) == ("date_order", ["dmy", "mdy"])
    assert activities(content, date_order="dmy") == [BOUGHT | {"on": "2023-04-03"}]
    assert activities(content, date_order="mdy") == [BOUGHT | {"on": "2023-03-04"}]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ('<!DOCTYPE x [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]>' + flex(trade()), "This file declares XML entities"),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd">' + flex(trade()), "This file declares XML entities"),
        (flex(trade())[:-30], "This XML is broken or cut off"),
        (flex(), "This Flex statement holds no trades"),
        ("<html><body>Sign in</body></html>", "This is a web page"),
        ("<Document/>", "This XML is no Flex statement"),
    ],
)  # fmt: skip
def test_xml_that_cannot_be_read_is_refused_with_what_to_do(content: str, sentence: str) -> None:
    with pytest.raises(UnreadableBrokerFile, match=f"^{sentence}"):
        read(content)


def test_statement_sections_are_read_each_by_its_header() -> None:
    content = SECTIONS + (
        "Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,C. Price,Proceeds,"
        "Comm/Fee,Basis,Realized P/L,MTM P/L,Code\n"
        'Trades,Data,Order,Stocks,USD,AAPL,"2025-05-02, 10:15:30","1,000",170.5,171,-170500,-1,170501,0,5,O\n'
        'Trades,Data,ClosedLot,Stocks,USD,AAPL,"2025-05-02, 10:15:30",10,120,,,,,,,\n'
        'Trades,Data,Order,Stocks,USD,AAPL,"2025-05-09, 15:59:01",-10,180,180,1800,-1.02,-1706,92.98,0,C\n'
        "Trades,SubTotal,,Stocks,USD,AAPL,,990,,,-168700,-2.02,,,,\n"
        "Trades,Header,DataDiscriminator,Asset Category,Currency,Symbol,Date/Time,Quantity,T. Price,,Proceeds,"
        "Comm in EUR,,,MTM in EUR,Code\n"
        'Trades,Data,Order,Forex,USD,EUR.USD,"2025-05-02, 10:00:00","-1,600",1.12,,1792,-1.7,,,0,\n'
        "Deposits & Withdrawals,Header,Currency,Settle Date,Description,Amount\n"
        "Deposits & Withdrawals,Data,EUR,2025-05-01,Electronic Fund Transfer,2000\n"
        "Deposits & Withdrawals,Data,Total,,,2000\n"
        "Dividends,Header,Currency,Date,Description,Amount\n"
        "Dividends,Data,USD,2025-05-15,AAPL(US0378331005) Cash Dividend USD 0.25 per Share,2.5\n"
        "Withholding Tax,Header,Currency,Date,Description,Amount,Code\n"
        "Withholding Tax,Data,USD,2025-05-15,AAPL(US0378331005) Cash Dividend USD 0.25 - US Tax,-0.38,\n"
        "Interest,Header,Currency,Date,Description,Amount\n"
        "Interest,Data,EUR,2025-05-05,EUR Debit Interest for Apr-2025,-1.25\n"
        "Corporate Actions,Header,Asset Category,Currency,Report Date,Date/Time,Description,Quantity,Proceeds,Value\n"
        'Corporate Actions,Data,Stocks,USD,2025-06-10,"2025-06-07, 20:25:00","NVDA(US67066G1040) Split 10 for 1 (NVDA)",90,0,0\n'
        "Open Positions,Header,DataDiscriminator,Asset Category,Currency,Symbol,Quantity\n"
        "Open Positions,Data,Summary,Stocks,USD,AAPL,990\n"
    )
    assert activities(content) == [
        row("2025-05-02", "buy", "USD", "AAPL", quantity=1000, unit_price="170.5", amount=170501, fee=1),
        row("2025-05-09", "sell", "USD", "AAPL", quantity=10, unit_price=180, amount="1798.98", fee="1.02"),
        row("2025-05-02", "fx_conversion", "EUR", amount=1600, received=1792, received_currency="USD"),
        row("2025-05-02", "fee", "EUR", amount="1.7"),
        row("2025-05-01", "deposit", "EUR", amount=2000),
        row("2025-05-15", "dividend", "USD", "AAPL", amount="2.5"),
        row("2025-05-15", "tax", "USD", "AAPL", amount="0.38"),
        row("2025-05-05", "fee", "EUR", amount="1.25"),
        row("2025-06-10", "split", "USD", "NVDA", quantity=10),
    ]


def test_a_dividend_that_was_taken_back_is_left_out_with_its_reversal() -> None:
    content = SECTIONS + (
        "Dividends,Header,Currency,Date,Description,Amount\n"
        "Dividends,Data,USD,2025-05-15,AAPL(US0378331005) Cash Dividend USD 0.25,2.5\n"
        "Dividends,Data,USD,2025-05-20,AAPL(US0378331005) Cash Dividend USD 0.25 - Reversal,-2.5\n"
        "Dividends,Data,USD,2025-05-20,AAPL(US0378331005) Cash Dividend USD 0.26,2.6\n"
        "Dividends,Data,USD,2025-05-21,MSFT(US5949181045) Cash Dividend USD 1 - Reversal,-7\n"
    )
    assert skipped(content) == {5: "It was taken back by line 6.", 6: "It takes line 5 back."}
    assert [str(each["amount"]) for each in activities(content)] == ["2.6"]
    assert problems(content)[8].startswith("This dividend was taken back, and no payment of the same amount")


def test_the_transaction_history_is_in_the_base_currency() -> None:
    content = HISTORY + (
        "Transaction History,Data,2025-11-03,U1,VT(US9220427424) Cash Dividend USD 0.50,Dividend,VT,-,-,20.0,-,20.0\n"
        "Transaction History,Data,2025-11-03,U1,VT(US9220427424) Cash Dividend - US Tax,Foreign Tax Withholding,VT,-,-,-3.0,-,-3.0\n"
        "Transaction History,Data,2025-11-30,U1,FX Translations P&L,Adjustment,-,-,-,0.55,-,0.55\n"
        "Transaction History,Data,2025-10-01,U1,Forex Trade: 0.8 GBP.USD,Forex Trade Component,GBP.USD,0.8,1.32,-2.637591265E-4,-,-2.637591265E-4\n"
        "Transaction History,Data,2025-08-15,U1,ISHARES,Sell,CNX1,-2.0,1001.00,2002.0,-3.0,1999.0\n"
        "Transaction History,Data,2025-07-15,U1,APPLE,Buy,AAPL,4.0,250.00,-740.0,-1.0,-741.0\n"
        "Transaction History,Data,2025-01-01,U1,Electronic Fund Transfer,Deposit,-,-,-,5000.0,-,5000.0\n"
    )
    assert activities(content) == [
        row("2025-11-03", "dividend", "GBP", "VT", amount=20),
        row("2025-11-03", "tax", "GBP", "VT", amount=3),
        row("2025-08-15", "sell", "GBP", "CNX1", quantity=2, unit_price=1001, amount=1999, fee=3),
        row("2025-07-15", "buy", "GBP", "AAPL", quantity=4, amount=741, fee=1),
        row("2025-01-01", "deposit", "GBP", amount=5000),
    ]
    assert list(skipped(content)) == [6]
    assert problems(content)[7].startswith(
        "Of an exchange of currencies, this report gives only a remainder."
    )


def test_a_history_without_its_base_currency_asks_for_it() -> None:
    content = HISTORY.replace("Summary,Data,Base Currency,GBP\n", "") + (
        "Transaction History,Data,2025-01-01,U1,Electronic Fund Transfer,Deposit,-,-,-,5000.0,-,5000.0\n"
    )
    assert [question.field for question in read(content).questions] == ["currency"]
    assert activities(content, currency="CHF") == [row("2025-01-01", "deposit", "CHF", amount=5000)]
