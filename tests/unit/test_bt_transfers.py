"""Rows of Banca Transilvania between people and accounts: P2P, orders, exchanges, fees."""

from __future__ import annotations

import pytest

from app.domain.banking.bt.parse import parse_bt
from app.domain.banking.bt.text import same_person

IBAN = "RO46BTRLRONCRT0399103001"
P2P = "P2P BTPay;Transfer din card 1111 {} catre {} reprezentand : {}; {};REF: 000EWAL00001"


def p2p(sender: str, receiver: str, message: str = "Transfer BT Pay") -> str:
    return P2P.format(sender, receiver, message, receiver)


def test_money_to_the_holder_came_in_from_the_sender() -> None:
    row = parse_bt(p2p("RUS DAN", "POP ANA-MARIA", "parcare iunie"), holder="Ana Maria Pop")
    assert (row.channel, row.direction, row.counterparty) == ("btpay_p2p", "in", "RUS DAN")
    assert (row.message, row.card_ending, row.reference) == ("parcare iunie", "1111", "000EWAL00001")


def test_money_from_the_holder_went_out_to_the_receiver() -> None:
    row = parse_bt(p2p("POP ANA-MARIA", "RUS  DAN"), holder="Pop Ana-Maria")
    assert (row.direction, row.counterparty, row.message) == ("out", "RUS DAN", "Transfer BT Pay")


def test_without_a_holder_the_direction_stays_open_and_the_receiver_is_named() -> None:
    row = parse_bt(p2p("POP ANA", "RUS DAN"))
    assert (row.direction, row.counterparty) == (None, "RUS DAN")


def test_the_rows_own_sign_outweighs_the_names() -> None:
    assert parse_bt(p2p("POP ANA", "RUS DAN"), direction="in").counterparty == "POP ANA"


def test_a_message_keeps_its_own_semicolons() -> None:
    assert parse_bt(p2p("POP ANA", "RUS DAN", "suc; bere")).message == "suc; bere"


def test_lines_broken_inside_a_name_are_mended() -> None:
    row = parse_bt(
        "P2PBTPay\nTransfer din card 2222 RUS DAN-VLAD catre POP MARIA-\nANA "
        "reprezentand : scoala; POP MARIA-\nANA;\nREF: 967X00001",
        holder="POP MARIA-ANA",
    )
    assert (row.direction, row.counterparty, row.message) == ("in", "RUS DAN-VLAD", "scoala")
    assert parse_bt(p2p("RUS DAN", "POP MARIA- ANA")).counterparty == "POP MARIA-ANA"


@pytest.mark.parametrize("sent", ["¿tefan B¿descu", "È˜tefan BÄƒdescu", "ŞTEFAN BĂDESCU", "Stefan Badescu"])
def test_the_holder_is_known_in_every_spelling_a_bank_makes_of_the_name(sent: str) -> None:
    assert parse_bt(p2p("RUS DAN", sent), holder="Bădescu Ștefan").direction == "in"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("POP ANA MARIA", "ana-maria pop", True),
        ("Pop Anamaria", "POP ANA MARIA", True),
        ("Pop Ana", "Pop Ana Maria", True),
        ("Pop", "Pop Ana", False),
        ("Pop Ana", "Pop Dan", False),
        ("", "", False),
    ],
)
def test_a_person_is_known_by_two_words_of_the_name_at_least(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same


def test_a_transfer_within_the_app_is_a_bt_pay_transfer() -> None:
    row = parse_bt("Transfer intern - canal electronic;Transfer BT PAY; REF: 217ECIT00001")
    assert (row.operation, row.channel) == ("internal_transfer", "btpay_transfer")


@pytest.mark.parametrize(
    ("words", "direction"),
    [
        ("Transfer din economii", "in"),
        ("Transfer în contul de economii", "out"),
        ("Constituire depozit", "out"),
    ],
)
def test_savings_say_which_way_their_money_goes(words: str, direction: str) -> None:
    row = parse_bt(f"Transfer intern - canal electronic;{words}; POP ANA;REF: K13X00001")
    assert (row.channel, row.direction) == ("internal_transfer", direction)


@pytest.mark.parametrize(
    "text", ["BT Pay - Carrefour", "BT Pay: Carrefour", "BT Pay – Carrefour", "BTPay*Carrefour"]
)
def test_a_shop_after_the_bt_pay_mark_is_its_merchant(text: str) -> None:
    row = parse_bt(text)
    assert (row.channel, row.merchant, row.direction) == ("btpay_merchant", "Carrefour", "out")


def test_an_exchange_in_the_app_has_its_rate_and_the_other_account() -> None:
    row = parse_bt(
        "Schimb valutar - canal electronic\nSchimb valutar BT Pay\nCont creditat: RO71BTRL01304203A11111XX;"
        "POP ANA, \nCURS SCHIMB: 5.295\nREF: K13X00001"
    )
    assert (row.channel, row.exchange_rate) == ("btpay_fx", "5.295")
    assert (row.counterparty_iban, row.counterparty) == ("RO71BTRL01304203A11111XX", None)


def test_an_exchange_elsewhere_is_no_bt_pay() -> None:
    assert parse_bt("Schimb valutar - canal electronic;vanzare;CURS SCHIMB: 4.9").channel == "fx"


def test_the_equivalent_in_lei_of_a_euro_account_is_not_the_rows_amount() -> None:
    row = parse_bt(
        "Plata instant EUR\nK12 invoice: 8;1;Nordic Pixel GmbH;\nDE00760700120000000001;DEUTDEMM760;\n"
        "CURS 5.2328 RON ECHIVALENT LEI 78.91\nREF: K13X00001",
        account_currency="EUR",
    )
    assert (row.channel, row.counterparty, row.exchange_rate) == (
        "instant_out",
        "Nordic Pixel GmbH",
        "5.2328",
    )
    assert (row.original_amount, row.original_currency) == (None, None)


@pytest.mark.parametrize(
    ("text", "operation", "channel"),
    [
        (
            f"Plata OP intra - canal electronic;chirie;P5;MOARA SRL;{IBAN};BTRLRO22",
            "op_out_intra",
            "transfer_out",
        ),
        (
            f"Plata OP inter - canal electronic;chirie;;1;MOARA SRL;{IBAN};BTRLRO22",
            "op_out_inter",
            "transfer_out",
        ),
        (f"Încasare OP;chirie;MOARA SRL;{IBAN};BTRLRO22", "op_in", "transfer_in"),
        (f"Incasare OP - canal electronic chirie;60;1112MOARA SRL;{IBAN}", "op_in_electronic", "transfer_in"),
        (f"Incasare Instant;chirie;MOARA SRL;{IBAN}", "instant_in", "instant_in"),
    ],
)
def test_a_payment_order_names_the_other_party_before_its_account(
    text: str, operation: str, channel: str
) -> None:
    row = parse_bt(text)
    assert (row.operation, row.channel, row.counterparty) == (operation, channel, "MOARA SRL")
    assert (row.counterparty_iban, row.message) == (IBAN, "chirie")


def test_details_that_the_bank_cut_at_35_characters_are_joined_again() -> None:
    row = parse_bt(
        "Incasare OP urgente/MV\nHoliday Homes Luxembourg S.A. - pay;out 900000001;Holiday Homes;/9;\n"
        "BTRLRO22;REF: K1"
    )
    assert row.message == "Holiday Homes Luxembourg S.A. - payout 900000001"
    assert row.counterparty == "Holiday Homes"


@pytest.mark.parametrize(
    ("text", "channel", "direction"),
    [
        ("Comision plată OP;REF: K13X00001", "fee", "out"),
        ("Taxa Serviciu SMS", "fee", "out"),
        ("Rambursare principal credit\nPentru creditul: 4", "loan", "out"),
        ("Dobanda credit;REF: K13X00001", "interest", "out"),
        ("Depunere numerar ATM", "cash_deposit", "in"),
        ("Achizi¿ie unit¿¿i de fond", "fund", "out"),
        ("Debitare automata carduri de credit", "direct_debit", "out"),
        ("Nota contabila individuala\nPolita", "other", None),
        ("Ceva cu totul altceva", "other", None),
    ],
)
def test_plain_operations_have_their_channel(text: str, channel: str, direction: str | None) -> None:
    row = parse_bt(text)
    assert (row.channel, row.direction) == (channel, direction)


def test_a_fee_for_a_transfer_names_who_was_paid() -> None:
    row = parse_bt(f"Comision-Plata catre RUS DAN, cont {IBAN}")
    assert (row.channel, row.counterparty, row.counterparty_iban) == (
        "fee",
        "RUS DAN",
        IBAN,
    )
