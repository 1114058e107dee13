"""Card rows of Banca Transilvania: the shop, its town, the amounts and the numbers."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.banking.bt.fields import BtFields
from app.domain.banking.bt.parse import parse_bt

TAIL = (
    "54551234 valoare tranzactie: 12.50 EUR RRN:000000000001 comision tranzactie 0.00 RON; POP ANA;"
    "REF: 000X00001"
)


def bought(shop: str, kind: str = "POS") -> BtFields:
    return parse_bt(f"Plata la POS non-BT cu card VISA;{kind} 02/06/2026 69590095 TID:21789850 {shop} {TAIL}")


def test_every_field_of_a_foreign_acquirers_row_is_read() -> None:
    assert bought("MOARA VECHE SRL STR. LUNGA NR 4 CLUJ-NAPOCA RO") == BtFields(
        operation="pos_non_bt",
        channel="card_pos",
        direction="out",
        merchant="MOARA VECHE",
        city="Cluj-Napoca",
        country="RO",
        card_ending="1234",
        purchased_on=date(2026, 6, 2),
        original_amount="12.50",
        original_currency="EUR",
        fee="0.00",
        fee_currency="RON",
        rrn="000000000001",
        tid="21789850",
        mid="69590095",
        reference="000X00001",
    )


def test_epos_is_an_online_payment() -> None:
    assert bought("NETFLIX.COM AMSTERDAM NL", "EPOS").channel == "card_online"


def test_bts_own_terminals_part_shop_and_town_with_wide_gaps_and_write_rom() -> None:
    row = parse_bt(
        "Plata la POS;POS 06/06/2026 TID BD254105 LIDL RO-216               Ion Voievod CLUJ NAPOCA   ROM "
        "54551234 RRN:000000000001;REF: 043X00001"
    )
    assert (row.merchant, row.city, row.country, row.tid) == ("LIDL", "Cluj-Napoca", "RO", "BD254105")
    assert (row.original_amount, row.channel) == (None, "card_pos")


def test_the_currency_glued_to_an_online_merchants_id_is_no_part_of_it() -> None:
    row = parse_bt(
        "Plata la POS;EPOS 10/06/2026 MID 0430M9745600RON ELECTRICA FURNIZARE SA BUCURESTI ROM valoare trz: "
        "71.19 RON RRN:000000000001 comision trz 0.00 RON  OD Order 5-8; POP ANA;REF: 043X00001"
    )
    assert (row.mid, row.tid, row.merchant) == ("0430M9745600", None, "ELECTRICA FURNIZARE")
    assert (row.original_amount, row.original_currency, row.fee) == ("71.19", "RON", "0.00")


@pytest.mark.parametrize(
    ("printed", "merchant", "city"),
    [
        ("TID: Revolut**1234* 70 SIR JOHN'S QUAY Dublin IE", "Revolut", "Dublin"),
        ("TID: Trading 212 43-45 Dorset Street London GB", "Trading 212", "London"),
    ],
)
def test_a_blank_terminal_is_not_filled_with_the_shops_name(printed: str, merchant: str, city: str) -> None:
    row = parse_bt(f"Plata la POS non-BT cu card VISA;EPOS 01/06/2026 000000136 {printed} {TAIL}")
    assert (row.tid, row.merchant, row.city, row.mid) == (None, merchant, city, "000000136")


def test_text_glued_by_a_pdf_is_read_like_the_rest() -> None:
    row = parse_bt(
        "Platala POS non-BT cu cardVISA\nPOS 02/06/2026 69590095 TID :21789850 KOKO SRL\nSTR. MORII Nr. 1 "
        "SFANTU GHEORG RO 54551234 valoare\n"
        "tranzactie:\n250.00 RON RRN :000000000001 comisiontranzactie0.00RON"
    )
    assert (row.merchant, row.city, row.original_amount) == ("KOKO", "Sfântu Gheorghe", "250.00")
    assert (row.rrn, row.fee, row.fee_currency) == ("000000000001", "0.00", "RON")


def test_a_row_cut_off_keeps_what_was_whole() -> None:
    row = parse_bt("Plata la POS;POS 06/06/2026 TID 61716008 CATENA   BARNOVA   ROM 545512")
    assert (row.merchant, row.city, row.country, row.card_ending) == ("CATENA", "BARNOVA", "RO", None)


def test_a_day_that_does_not_exist_is_no_day() -> None:
    assert parse_bt("Plata la POS;POS 31/02/2026 TID 61716008 LIDL CLUJ ROM 54551234").purchased_on is None


def test_an_amount_with_thousands_is_a_plain_decimal() -> None:
    row = parse_bt("Plata la POS;POS 01/06/2026 TID 61716008 X Y ROM valoare trz: 1,234.56 RON")
    assert row.original_amount == "1234.56"


def test_an_amount_without_a_currency_is_in_the_accounts() -> None:
    row = parse_bt(
        "Plata la POS;EPOS 01/06/2026 MID 0430M1 X Y ROM valoare trz: 5.00", account_currency="EUR"
    )
    assert (row.original_amount, row.original_currency) == ("5.00", "EUR")


def test_a_hold_has_its_amount_and_its_shop() -> None:
    row = parse_bt(
        "SUME BLOCATE - 2,100.00 RON aferenta tranzactiei POS 29/06/2026 TID:30300061 ZORELE VET CLUJ "
        "NAPOCA RO"
    )
    assert (row.channel, row.original_amount, row.original_currency) == ("card_hold", "2100.00", "RON")
    assert (row.merchant, row.city, row.tid) == ("ZORELE VET", "Cluj-Napoca", "30300061")


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ("POS ZORELE VET 216 STR. ALBA 3 TURDA card 1186", ("ZORELE VET", None, "1186")),
        ("EPOS ZORELE.RO CLUJ NAPOCA RO card 4244**1186", ("ZORELE.RO", "Cluj-Napoca", "1186")),
        ("POS ZORELE VET 0290 BUCURESTI RO", ("ZORELE VET", "București", None)),
        ("POS", (None, None, None)),
    ],
)
def test_a_hold_without_a_day_has_its_shop_too(
    tail: str, expected: tuple[str | None, str | None, str | None]
) -> None:
    row = parse_bt(f"- 23.75 RON aferenta tranzactiei {tail}")
    assert (row.channel, row.original_amount) == ("card_hold", "23.75")
    assert (row.merchant, row.city, row.card_ending) == expected


def test_a_refund_comes_in() -> None:
    row = parse_bt(
        f"Returnare POS non-BT cu card VISA;POS 02/06/2026 1234 TID:21789850 PEPCO 12 DEVA RO {TAIL}"
    )
    assert (row.channel, row.direction, row.merchant) == ("refund", "in", "PEPCO")


def test_a_cash_machine_has_a_town_and_no_merchant() -> None:
    row = parse_bt(
        "Retragere de numerar de la ATM BT;ATM 02/06/2026 TID 61712345 AGENTIA STR MORII 3 ZALAU ROM 54551234"
    )
    assert (row.channel, row.direction, row.merchant, row.city) == ("cash_withdrawal", "out", None, "Zalău")
