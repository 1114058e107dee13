"""DEGIRO's account statement: orders of several rows, sweeps, exchanges, languages."""

from __future__ import annotations

import pytest

from tests.support.brokers import activities, problems, read, row, skipped

DUTCH = "Datum,Tijd,Valutadatum,Product,ISIN,Omschrijving,FX,Mutatie,,Saldo,,Order Id\n"
VICI = "15-12-2022,16:55,15-12-2022,VICI PROPERTIES,US9256521090,"


def test_an_order_in_another_currency_is_one_purchase_in_the_accounts_own() -> None:
    content = DUTCH + (
        f'{VICI}Valuta Creditering,"1,0624",USD,"33,90",USD,"0,00",o1\n'
        f'{VICI}Valuta Debitering,,EUR,"-31,91",EUR,"0,07",o1\n'
        f'{VICI}DEGIRO Transactiekosten en/of kosten van derden,,EUR,"-1,00",EUR,"31,98",o1\n'
        f'{VICI}"Koop 1 @ 33,9 USD",,USD,"-33,90",USD,"-33,90",o1\n'
    )
    file = read(content)
    assert activities(content) == [
        row("2022-12-15", "buy", "EUR", "US9256521090", quantity=1, unit_price="33.9", price_currency="USD",
            amount="32.91", fee=1),
    ]  # fmt: skip
    bought = file.rows[3]
    assert bought.activity is not None
    assert (bought.activity.external_id, bought.joined, bought.name) == ("o1", (4, 2, 3), "VICI PROPERTIES")
    assert set(skipped(content)) == {2, 3, 4}


def test_a_sale_is_after_its_costs() -> None:
    content = DUTCH + (
        '10-08-2021,16:18,10-08-2021,BNS,CA0641491075,Valuta Debitering,"1,1723",USD,"-63,97",USD,"-0,00",o2\n'
        '10-08-2021,16:18,10-08-2021,BNS,CA0641491075,Valuta Creditering,,EUR,"54,57",EUR,"54,25",o2\n'
        '10-08-2021,16:18,10-08-2021,BNS,CA0641491075,DEGIRO Transactiekosten en/of kosten van derden,,EUR,"-0,50",EUR,"-0,32",o2\n'
        '10-08-2021,16:18,10-08-2021,BNS,CA0641491075,"Verkoop 1 @ 63,97 USD",,USD,"63,97",USD,"63,97",o2\n'
    )
    assert activities(content) == [
        row("2021-08-10", "sell", "EUR", "CA0641491075", quantity=1, unit_price="63.97", price_currency="USD",
            amount="54.07", fee="0.50"),
    ]  # fmt: skip


def test_executions_of_one_order_are_one_purchase() -> None:
    content = DUTCH + (
        '02-01-2024,14:42,02-01-2024,ISHARES,IE00B4L5Y983,DEGIRO Transactiekosten en/of kosten van derden,,EUR,"-1,00",EUR,"1,00",o3\n'
        '02-01-2024,14:42,02-01-2024,ISHARES,IE00B4L5Y983,"Koop 2 @ 82,055 EUR",,EUR,"-164,11",EUR,"3,54",o3\n'
        '02-01-2024,14:41,02-01-2024,ISHARES,IE00B4L5Y983,"Koop 3 @ 82,10 EUR",,EUR,"-246,30",EUR,"4,54",o3\n'
    )
    assert activities(content) == [
        row("2024-01-02", "buy", "EUR", "IE00B4L5Y983", quantity=5, amount="411.41", fee=1)
    ]


def test_an_order_on_two_days_is_two_purchases_with_one_id() -> None:
    content = DUTCH + (
        '03-01-2024,09:00,03-01-2024,ISHARES,IE00B4L5Y983,"Koop 2 @ 82,00 EUR",,EUR,"-164,00",EUR,"3,54",o4\n'
        '02-01-2024,14:41,02-01-2024,ISHARES,IE00B4L5Y983,"Koop 3 @ 82,10 EUR",,EUR,"-246,30",EUR,"4,54",o4\n'
    )
    assert [each["quantity"] for each in activities(content)] == [2, 3]


def test_a_fee_in_another_currency_than_the_trade_is_a_row_of_its_own() -> None:
    content = DUTCH + (
        f'{VICI}DEGIRO Transactiekosten en/of kosten van derden,,EUR,"-1,00",EUR,"31,98",o1\n'
        f'{VICI}"Koop 1 @ 33,9 USD",,USD,"-33,90",USD,"-33,90",o1\n'
    )
    assert activities(content) == [
        row("2022-12-15", "buy", "USD", "US9256521090", quantity=1, unit_price="33.9", amount="33.90"),
        row("2022-12-15", "fee", "EUR", "US9256521090", amount=1),
    ]


def test_an_order_that_went_both_ways_is_a_problem_and_its_other_rows_are_kept() -> None:
    content = DUTCH + (
        f'{VICI}DEGIRO Transactiekosten en/of kosten van derden,,USD,"-1,00",USD,"31,98",o1\n'
        f'{VICI}"Koop 1 @ 33,9 USD",,USD,"-33,90",USD,"-33,90",o1\n'
        f'{VICI}"Verkoop 1 @ 33,9 USD",,USD,"33,90",USD,"-33,90",o1\n'
    )
    assert set(problems(content)) == {3, 4}
    assert [each["type"] for each in activities(content)] == ["fee"]


def test_an_exchange_that_is_not_the_trades_stays_apart() -> None:
    content = DUTCH + (
        f'{VICI}Valuta Creditering,"1,0624",USD,"40,00",USD,"0,00",o1\n'
        f'{VICI}Valuta Debitering,,EUR,"-37,65",EUR,"0,07",o1\n'
        f'{VICI}"Koop 1 @ 33,9 USD",,USD,"-33,90",USD,"-33,90",o1\n'
    )
    assert activities(content) == [
        row("2022-12-15", "fx_conversion", "EUR", amount="37.65", received=40, received_currency="USD"),
        row("2022-12-15", "buy", "USD", "US9256521090", quantity=1, unit_price="33.9", amount="33.90"),
    ]


def test_prices_in_pence_keep_their_unit() -> None:
    content = (
        DUTCH
        + "02-04-2024,09:00,02-04-2024,AVIVA,GB00BPQY8M80,Sell 4 AVIVA@496 GBX (GB00BPQY8M80),,GBP,19.84,GBP,114.31,o5\n"
    )
    assert activities(content) == [
        row(
            "2024-04-02",
            "sell",
            "GBP",
            "GB00BPQY8M80",
            quantity=4,
            unit_price=496,
            price_currency="GBX",
            amount="19.84",
        ),
    ]


def test_sweeps_and_reservations_are_left_out_and_the_rest_is_cash() -> None:
    content = DUTCH + (
        '19-12-2022,18:33,19-12-2022,,,"Overboeking van uw geldrekening bij flatexDEGIRO Bank 26,45 EUR",,,,EUR,"1,35",\n'
        '19-12-2022,18:33,19-12-2022,FLATEX EURO BANKACCOUNT,NLFLATEXACNT,Degiro Cash Sweep Transfer,,EUR,"26,45",EUR,"27,80",\n'
        '17-12-2022,09:51,16-12-2022,,,iDEAL Deposit,,EUR,"27,80",EUR,"1,35",\n'
        '17-12-2022,09:51,16-12-2022,,,Reservation iDEAL / Sofort Deposit,,EUR,"-27,80",EUR,"-26,45",\n'
        '17-12-2022,08:37,16-12-2022,,,Valuta Creditering,,EUR,"1,28",EUR,"1,35",\n'
        '17-12-2022,08:37,16-12-2022,,,Valuta Debitering,"1,0613",USD,"-1,36",USD,"0,00",\n'
        '26-08-2022,13:30,26-08-2022,,,Processed Flatex Withdrawal,,EUR,"15,10",EUR,"0,36",\n'
        '26-08-2022,13:30,26-08-2022,,,flatex terugstorting,,EUR,"-15,10",EUR,"-14,74",\n'
        '05-02-2022,07:16,31-01-2022,,,DEGIRO Aansluitingskosten 2022 (Xetra - XET),,EUR,"-2,50",EUR,"-1,28",\n'
        '04-02-2022,07:16,31-01-2022,,,Flatex Interest Income,,EUR,"0,12",EUR,"-1,28",\n'
    )
    assert activities(content) == [
        row("2022-12-17", "deposit", "EUR", amount="27.80"),
        row("2022-12-17", "fx_conversion", "USD", amount="1.36", received="1.28", received_currency="EUR"),
        row("2022-08-26", "withdrawal", "EUR", amount="15.10"),
        row("2022-02-05", "fee", "EUR", amount="2.50"),
        row("2022-02-04", "interest", "EUR", amount="0.12"),
    ]
    assert set(skipped(content)) == {2, 3, 5, 7, 8}


@pytest.mark.parametrize(
    ("header", "dividend", "tax", "buy"),
    [
        ("Datum,Tijd,Valutadatum,Product,ISIN,Omschrijving,FX,Mutatie,,Saldo,,Order Id", "Dividend", "Dividendbelasting", "Koop 2 @ 5,5 EUR"),
        ("Date,Time,Value date,Product,ISIN,Description,FX,Change,,Balance,,Order Id", "Dividend", "Dividend Tax", "Buy 2 X@5.5 EUR (US02)"),
        ("Datum,Uhrzeit,Valutadatum,Produkt,ISIN,Beschreibung,FX,Änderung,,Saldo,,Order-ID", "Dividende", "Dividendensteuer", "Kauf 2 zu je 5,5 EUR (US02)"),
        ("Date,Heure,Date de,Produit,Code ISIN,Description,FX,Mouvements,,Solde,,ID Ordre", "Dividende", "Impôts sur dividende", "Achat 2 X@5,5 EUR (US02)"),
        ("Fecha,Hora,Fecha valor,Producto,ISIN,Descripción,Tipo,Variación,,Saldo,,ID Orden", "Dividendo", "Retención del dividendo", "Compra 2 X@5,5 EUR (US02)"),
        ("Data,Ora,Data Valore,Prodotto,ISIN,Descrizione,FX,Variazioni,,Saldo,,ID Ordine", "Dividendo", "Ritenuta sul dividendo", "Acquisto 2 X@5,5 EUR (US02)"),
        ("Data,Hora,Data Valor,Produto,ISIN,Descrição,T.,Mudança,,Saldo,,ID da Ordem", "Dividendo", "Imposto sobre dividendo", "Compra 2 X@5,5 EUR (US02)"),
    ],
)  # fmt: skip
def test_seven_languages_say_the_same(header: str, dividend: str, tax: str, buy: str) -> None:
    content = header + (
        f'\n15-05-2025,00:00,15-05-2025,ALFA,US02,{dividend},,USD,"10,05",USD,"500,00",\n'
        f'15-05-2025,00:00,15-05-2025,ALFA,US02,{tax},,USD,"-1,50",USD,"498,50",\n'
        f'13-05-2025,09:00,13-05-2025,ALFA,US02,"{buy}",,EUR,"-11,00",EUR,"89,00",o1\n'
    )
    assert activities(content) == [
        row("2025-05-15", "dividend", "USD", "US02", amount="10.05"),
        row("2025-05-15", "tax", "USD", "US02", amount="1.50"),
        row("2025-05-13", "buy", "EUR", "US02", quantity=2, unit_price="5.5", amount=11),
    ]


def test_rows_that_were_broken_in_two_are_joined() -> None:
    content = (
        "Date,Heure,Date de,Produit,Code ISIN,Description,FX,Mouvements,,Solde,,ID Ordre\n"
        '18-03-2025,09:23,18-03-2025,VANGUARD,IE00B3RBWM25,Achat 10 Vanguard FTSE All-World UCITS ETF USD,,CHF,"-1105,00",CHF,"5000,00",5925d76b-eb36-\n'
        ',,,,,"Dis@110,5 CHF (IE00B3RBWM25)",,,,,,b017\n'
    )
    assert activities(content) == [
        row("2025-03-18", "buy", "CHF", "IE00B3RBWM25", quantity=10, unit_price="110.5", amount=1105),
    ]
    first = read(content).rows[0].activity
    assert first is not None
    assert first.external_id == "5925d76b-eb36-b017"


def test_corporate_actions_of_one_security_are_a_split_or_nothing() -> None:
    content = DUTCH + (
        '23-02-2023,04:21,23-02-2023,FBR LTD,AU00,"PRODUCTWIJZIGING : Koop 500 @ 0,039 EUR",,EUR,"0,00",EUR,"18,30",\n'
        '23-02-2023,02:30,23-02-2023,FBR LTD.,AU00,"PRODUCTWIJZIGING : Verkoop 500 @ 0,039 EUR",,EUR,"0,00",EUR,"18,30",\n'
        '20-02-2023,02:30,20-02-2023,TESLA,US88,"AANDELENSPLIT: Koop 30 @ 100,00 USD",,USD,"-3000,00",USD,"18,30",\n'
        '20-02-2023,02:30,20-02-2023,TESLA,US88,"AANDELENSPLIT: Verkoop 10 @ 300,00 USD",,USD,"3000,00",USD,"18,30",\n'
        '19-02-2023,02:30,19-02-2023,NEW,US77,"FUSIE: Koop 5 @ 100,00 USD",,USD,"-500,00",USD,"18,30",\n'
    )
    assert activities(content) == [row("2023-02-20", "split", "USD", "US88", quantity=3)]
    assert problems(content)[6].startswith("'FUSIE: Koop 5 @ 100,00 USD' exchanged one security for another.")
    assert set(skipped(content)) == {2, 3, 5}


def test_an_unknown_row_is_a_problem_that_names_it() -> None:
    content = DUTCH + '19-02-2023,02:30,19-02-2023,,,Iets heel nieuws,,EUR,"-5,00",EUR,"18,30",\n'
    assert problems(content)[2].startswith("'Iets heel nieuws' is no kind of row that is read.")
