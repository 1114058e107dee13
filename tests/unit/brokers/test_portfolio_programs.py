"""Files of other portfolio programs: Ghostfolio, Portfolio Performance, Wealthfolio."""

from __future__ import annotations

import json

import pytest

from tests.support.brokers import activities, problems, read, row, skipped

GHOSTFOLIO = "Date,Code,DataSource,Currency,Price,Quantity,Action,Fee,Note\n"
PP_EN = (
    "Date,Type,Value,Transaction Currency,Gross Amount,Currency Gross Amount,Exchange Rate,Fees,Taxes,Shares,"
    "ISIN,WKN,Ticker Symbol,Security Name,Note\r\n"
)
PP_DE = (
    "Datum;Typ;Wert;Buchungswährung;Bruttobetrag;Währung Bruttobetrag;Wechselkurs;Gebühren;Steuern;Stück;"
    "ISIN;WKN;Ticker-Symbol;Wertpapiername;Notiz\r\n"
)
WEALTHFOLIO = (
    "date,type,symbol,instrumentType,quantity,unit_price,currency,fee,amount,comment,fxRate,subtype\n"
)


@pytest.mark.parametrize("day", ["16-09-2021", "16/09/2021", "16.09.2021", "20210916", "2021-09-16"])
def test_ghostfolio_writes_dates_in_five_ways(day: str) -> None:
    found = activities(f"{GHOSTFOLIO}{day},MSFT,YAHOO,USD,298.58,5,buy,19.00,first\n")
    assert found == [row("2021-09-16", "buy", "USD", "MSFT", quantity=5, unit_price="298.58", fee=19)]


def test_ghostfolio_fee_stands_in_its_column_alone() -> None:
    found = activities(f"{GHOSTFOLIO}01-09-2021,Opening fee,MANUAL,USD,0,0,fee,49,\n")
    assert found == [row("2021-09-01", "fee", "USD", "Opening fee", quantity=0, unit_price=0, fee=49)]


@pytest.mark.parametrize(
    "header",
    [
        "Date,Symbol,Currency,Price,Quantity,Action,Fee",
        "TradeDate,Ticker,Ccy,UnitPrice,Units,Type,Commission",
        "date,code,currency,value,shares,action,fee",
        "DATE,SYMBOL,CURRENCY,PRICE,QTY,BUY/SELL,FEE",
    ],
)
def test_ghostfolio_headers_have_many_names(header: str) -> None:
    found = activities(f"{header}\n16-09-2021,MSFT,USD,2.5,5,sell,1.00\n")
    assert found == [row("2021-09-16", "sell", "USD", "MSFT", quantity=5, unit_price="2.5", fee=1)]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("16-09-2021,MSFT,YAHOO,<invalid>,2.5,5,buy,1.00,", "'<invalid>' is not a currency."),
        ("16-09-2021,MSFT,YAHOO,USD,2.5,5,buy,<invalid>,", "Fee: '<invalid>' is not an amount."),
        ("16-09-2021,MSFT,YAHOO,USD,2.5,5,<invalid>,1.00,", "'<invalid>' is not an action that is read."),
        ("16-09-2021,<invalid>,YAHOO,USD,2.5,5,buy,1.00,", "'<invalid>' is not a symbol."),
        ("16-09-21,MSFT,YAHOO,USD,2.5,5,buy,1.00,", "'16-09-21' has a year of two digits."),
        ("31-02-2021,MSFT,YAHOO,USD,2.5,5,buy,1.00,", "'31-02-2021' is not a date that exists."),
        (",MSFT,YAHOO,USD,2.5,5,buy,1.00,", "This row has no date."),
        ("16-09-2021,MSFT,YAHOO,USD,,5,buy,1.00,", "There is neither a price nor an amount."),
        ("16-09-2021,MSFT,YAHOO,USD,2.5,,buy,1.00,", "The quantity is missing."),
        ("16-09-2021,MSFT,YAHOO,USD,2.5,0,buy,1.00,", "The quantity is 0."),
        ("16-09-2021,,YAHOO,USD,2.5,5,buy,1.00,", "This row names no security"),
        ("16-09-2021,MSFT,YAHOO,USD,2.5,5,,1.00,", "This row does not say what it is"),
        ("16-09-2021,MSFT,YAHOO,,2.5,5,buy,1.00,", "This row does not say its currency."),
        ("06-06-2050,MSFT,YAHOO,USD,0.00,0,buy,0.00,", "2050-06-06 is in the future."),
    ],
)
def test_a_row_that_cannot_be_right_is_a_problem_and_the_others_are_read(line: str, sentence: str) -> None:
    good = "17-09-2021,AAPL,YAHOO,USD,2.5,5,buy,1.00,\n"
    content = f"{GHOSTFOLIO}{good}{line}\n{good}"
    assert problems(content)[3].startswith(sentence)
    assert len(activities(content)) == 2


def test_a_future_date_is_taken_where_it_is_meant() -> None:
    found = activities(f"{GHOSTFOLIO}06-06-2050,MSFT,YAHOO,USD,1.5,2,buy,0,\n", allow_future=True)
    assert found == [row("2050-06-06", "buy", "USD", "MSFT", quantity=2, unit_price="1.5")]


def test_ghostfolio_json_names_what_is_not_traded_and_its_account() -> None:
    asset = "7e91b7d4-1430-4212-8380-289a06c9bbc1"
    content = {
        "meta": {"version": "dev"},
        "accounts": [{"id": "a1", "name": "My broker", "currency": "USD", "balances": [{"value": 2000}]}],
        "assetProfiles": [{"symbol": asset, "name": "Penthouse", "dataSource": "MANUAL"}],
        "activities": [
            {"accountId": "a1", "type": "BUY", "quantity": 1, "unitPrice": 500000.5, "fee": 0, "currency": "USD",
             "date": "2022-01-01T00:00:00.000Z", "symbol": asset},
            {"type": "SELL", "quantity": 5, "unitPrice": 10875, "fee": 1, "currency": "ZAc",
             "date": "2024-06-28T00:00:00.000Z", "symbol": "JSE.JO"},
            {"type": "LIABILITY", "quantity": 1, "unitPrice": 9, "fee": 0, "currency": "USD",
             "date": "2024-06-28T00:00:00.000Z", "symbol": "Loan"},
            {"type": "BUY", "quantity": "many", "unitPrice": 9, "fee": 0, "currency": "USD",
             "date": "2024-06-28T00:00:00.000Z", "symbol": "MSFT"},
        ],
    }  # fmt: skip
    file = read(json.dumps(content))
    assert activities(json.dumps(content)) == [
        row("2022-01-01", "buy", "USD", "Penthouse", quantity=1, unit_price="500000.5"),
        row("2024-06-28", "sell", "ZAc", "JSE.JO", quantity=5, unit_price=10875, fee=1),
    ]
    assert file.rows[0].account == "My broker"
    assert file.rows[2].skipped == "'LIABILITY' is no activity of a portfolio."
    assert file.rows[3].problem == "quantity: 'many' is not an amount. Write a number here."


def test_portfolio_performance_in_english_is_net_of_costs() -> None:
    content = PP_EN + (
        '2024-01-02T00:00,Deposit,"2,000.00",EUR,,,,,,,,,,,\r\n'
        '2024-01-16T09:30,Buy,"-1,004.99",EUR,,,,4.99,,10,IE00B4L5Y983,A0RPWH,EUNL.DE,"World, Acc",\r\n'
        "2024-02-01T00:00,Sell,520.00,EUR,,,,5.00,15.00,5,IE00B4L5Y983,A0RPWH,EUNL.DE,World,\r\n"
        "2024-03-15T00:00,Dividend,8.50,EUR,11.55,USD,1.0870,,1.59,5,US0378331005,865985,AAPL,Apple,\r\n"
        "2024-03-16T00:00,Interest Charge,-1.20,EUR,,,,,,,,,,,\r\n"
        "2024-03-17T00:00,Fees Refund,2.00,EUR,,,,,,,,,,,\r\n"
        "2024-03-18T00:00,Tax Refund,3.00,EUR,,,,,,,,,,,\r\n"
        "2024-03-19T00:00,Delivery (Inbound),300.00,EUR,,,,,,3,,865985,,Apple,\r\n"
        "2024-03-20T00:00,Transfer (Outbound),-100.00,EUR,,,,,,,,,,,\r\n"
    )
    assert activities(content) == [
        row("2024-01-02", "deposit", "EUR", amount=2000),
        row("2024-01-16", "buy", "EUR", "EUNL.DE", quantity=10, amount="1004.99", fee="4.99"),
        row("2024-02-01", "sell", "EUR", "EUNL.DE", quantity=5, amount=520, fee=5, tax=15),
        row("2024-03-15", "dividend", "EUR", "AAPL", quantity=5, amount="10.09", tax="1.59"),
        row("2024-03-16", "fee", "EUR", amount="1.20"),
        row("2024-03-17", "fee", "EUR", fee=-2),
        row("2024-03-18", "tax", "EUR", tax=-3),
        row("2024-03-19", "transfer_in", "EUR", "Apple", quantity=3, amount=300),
        row("2024-03-20", "withdrawal", "EUR", amount=100),
    ]


def test_deliveries_of_portfolio_performance_have_their_costs_inside() -> None:
    """Its value is what a purchase would have cost: 1,000 for the units and 10 besides; what left was worth 200."""
    content = PP_DE + (
        "2024-02-01T00:00;Einlieferung;1.010,00;EUR;;;;7,00;3,00;10;DE0007164600;716460;SAP.DE;SAP;\r\n"
        "2024-02-02T00:00;Auslieferung;-190,00;EUR;;;;10,00;;2;DE0007164600;716460;SAP.DE;SAP;\r\n"
        "2024-02-03T00:00;Umbuchung (Eingang);95,00;EUR;;;;;;1;DE0007164600;716460;SAP.DE;SAP;\r\n"
    )
    assert activities(content) == [
        row("2024-02-01", "transfer_in", "EUR", "SAP.DE", quantity=10, amount=1000, fee=7, tax=3),
        row("2024-02-02", "transfer_out", "EUR", "SAP.DE", quantity=2, amount=200, fee=10),
        row("2024-02-03", "transfer_in", "EUR", "SAP.DE", quantity=1, amount=95),
    ]


@pytest.mark.parametrize("sign", ["", "-"])
def test_portfolio_performance_in_german_reads_words_and_no_signs(sign: str) -> None:
    content = "\ufeff" + PP_DE + (
        f"2024-01-03T09:30;Kauf;{sign}1.012,90;EUR;1.100,00;USD;0,9080;12,90;1,20;10;US0000000002;ABC123;FOO;Foo;\r\n"
        f"2024-04-01T00:00;Gebühren;{sign}4,90;EUR;;;;;;;;;;;Depotgebühr\r\n"
        f"2024-04-02T00:00;Steuerrückerstattung;{sign}1,00;EUR;;;;;;;;;;;\r\n"
    )  # fmt: skip
    assert activities(content) == [
        row("2024-01-03", "buy", "EUR", "FOO", quantity=10, amount="1012.90", fee="12.90", tax="1.20"),
        row("2024-04-01", "fee", "EUR", amount="4.90"),
        row("2024-04-02", "tax", "EUR", tax=-1),
    ]


def test_older_files_of_portfolio_performance_have_fewer_columns() -> None:
    content = (
        "Datum;Typ;Wert;Buchungswährung;Steuern;Stück;ISIN;WKN;Ticker-Symbol;Wertpapiername;Notiz\r\n"
        "2020-03-04T01:00;Dividende;20,50;EUR;3,00;5;BE0974258874;;BEKB;share;\r\n"
    )
    found = activities(content)
    assert found == [row("2020-03-04", "dividend", "EUR", "BEKB", quantity=5, amount="23.50", tax=3)]


def test_portfolio_performance_in_windows_1252_keeps_its_letters() -> None:
    content = PP_DE + "2024-01-03T09:30;Kauf;-10,00;EUR;;;;;;1;;;;Münchener Rück;\r\n"
    found = activities(content.encode("cp1252"))
    assert found == [row("2024-01-03", "buy", "EUR", "Münchener Rück", quantity=1, amount=10)]


def test_wealthfolio_rows_of_every_kind() -> None:
    content = WEALTHFOLIO + (
        "2024-01-15,BUY,AAPL,EQUITY,10,185.50,USD,4.95,,Initial,,\n"
        "2024-02-01,DIVIDEND,AAPL,EQUITY,10,0.24,USD,,,Q4,,QUALIFIED\n"
        "2024-03-01,DEPOSIT,,,,,USD,,5000,Monthly,,\n"
        "2024-03-15,WITHDRAWAL,,,,,USD,,1000,,,\n"
        "2024-04-01,INTEREST,,,,,USD,,12.50,,,COUPON\n"
        "2024-04-15,FEE,,,,,USD,,25.00,,,MANAGEMENT_FEE\n"
        "2024-05-01,TRANSFER_IN,GOOGL,EQUITY,2,140.00,USD,,,,,\n"
        "2024-05-02,TRANSFER_OUT,,,,,USD,,10,,,\n"
        "2024-05-15,SPLIT,NVDA,EQUITY,3,,,,,,,\n"
        "2024-06-01,TAX,,,,,USD,,150.00,,,WITHHOLDING\n"
        "2024-06-15,CREDIT,,,,,USD,,50.00,,,REBATE\n"
        "2024-07-01,BUY,TD.TO,EQUITY,20,85.00,CAD,9.99,,,1.36,\n"
        "2024-07-15,DIVIDEND,VTI,EQUITY,0.5,250,USD,,,,,DRIP\n"
    )
    assert activities(content) == [
        row("2024-01-15", "buy", "USD", "AAPL", quantity=10, unit_price="185.50", fee="4.95"),
        row("2024-02-01", "dividend", "USD", "AAPL", quantity=10, unit_price="0.24"),
        row("2024-03-01", "deposit", "USD", amount=5000),
        row("2024-03-15", "withdrawal", "USD", amount=1000),
        row("2024-04-01", "interest", "USD", amount="12.50"),
        row("2024-04-15", "fee", "USD", amount=25),
        row("2024-05-01", "transfer_in", "USD", "GOOGL", quantity=2, unit_price=140),
        row("2024-05-02", "withdrawal", "USD", amount=10),
        row("2024-05-15", "split", "USD", "NVDA", quantity=3),
        row("2024-06-01", "tax", "USD", amount=150),
        row("2024-06-15", "fee", "USD", fee=-50),
        row("2024-07-01", "buy", "CAD", "TD.TO", quantity=20, unit_price=85, fee="9.99", fx_rate="1.36"),
        row("2024-07-15", "dividend", "USD", "VTI", amount=125),
        row("2024-07-15", "buy", "USD", "VTI", quantity="0.5", unit_price=250, amount=125),
    ]


def test_a_row_that_moves_nothing_is_left_out_with_its_reason() -> None:
    content = f"{WEALTHFOLIO}2024-04-01,INTEREST,,,,,USD,0,0.00,,,\n"
    assert skipped(content) == {2: "It moves neither money nor units."}
