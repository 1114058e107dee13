"""Which descriptions are Banca Transilvania's, and which of them name BT Pay."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.banking.bt.fields import BtFields
from app.domain.banking.bt.operations import is_bt_description, is_bt_pay_transaction
from app.domain.banking.bt.parse import parse_bt

ANY = st.text(max_size=400)
PIECES = st.lists(
    st.sampled_from(
        [
            "Plata la POS non-BT cu card VISA;",
            "Plata la POS;",
            "P2P BTPay;Transfer din card 1234 ",
            " catre ",
            " reprezentand : ",
            "EPOS 31/02/2026 ",
            "POS 01/06/2026 ",
            "TID:12345678 ",
            "MID 0430M1RON ",
            " RO ",
            "54551234 ",
            "valoare tranzactie: ",
            "1.234,5 EUR",
            "RRN:",
            "Incasare OP;",
            ";;;",
            "REF: ",
            "\n",
            "   ",
            "¿",
            "È™",
            "BT Pay - ",
            "*",
            "SECTOR 3",
        ]
    )
    | st.text(max_size=12),
    max_size=25,
).map("".join)


@pytest.mark.parametrize(
    "text",
    [
        "BT Pay - Carrefour",
        "bt pay: Carrefour",
        "BT  PAY – Carrefour",
        "BTPAY*CARREFOUR",
        "P2P BTPay;Transfer din card 1234 Pop Ana catre Rus Dan reprezentand : suc; Rus Dan;REF: K13X1",
        "P2PBTPay\nTransfer din card 1234 Pop Ana",
        "Transfer intern - canal electronic;Transfer BT Pay; REF: 217ECIT1",
        "TransferBT PAY",
        "Schimb valutar BT Pay;Cont creditat: RO1",
        "Transfer din card 4402 Pop Ana catre Rus Dan reprezentand : suc",
    ],
)
def test_a_row_that_names_bt_pay_or_moves_money_from_card_to_card_is_a_bt_pay_transaction(text: str) -> None:
    assert is_bt_pay_transaction(text)


@pytest.mark.parametrize(
    "text",
    [
        "DEBT PAYMENT",
        "SUBTPAYROLL",
        "ABT Pay",
        "BT Payment",
        "BT Payroll office",
        "Abonament BT 24; plata",
        "Plata la POS;POS 06/06/2026 TID 61716008 LIDL RO-216 CLUJ NAPOCA ROM 54551111 RRN:000000000001",
        "",
    ],
)
def test_words_that_only_look_like_bt_pay_and_card_rows_without_a_mark_are_none(text: str) -> None:
    assert not is_bt_pay_transaction(text)


@pytest.mark.parametrize(
    "text",
    [
        "Plata la POS non-BT cu card VISA;POS 01/06/2026",
        "Platala POS non-BT cu cardVISA;POS 01/06/2026",
        "PLATĂ LA POS;POS",
        "Plat¿ OP inter - canal electronic;chirie",
        "PlatÄƒ la POS;POS",
        "Încasare Instant;salariu",
        "- 78.50 RON aferenta tranzactiei POS 01/06/2026 TID:1",
        "Pachet IZI;REF: 000",
    ],
)
def test_the_banks_own_names_of_operations_are_known_however_spoilt(text: str) -> None:
    assert is_bt_description(text)


@pytest.mark.parametrize(
    "text", ["Card payment LIDL", "Comision lunar", "Taxa drum", "Salary ACME", "", "\0"]
)
def test_other_banks_rows_are_not_taken_for_bt(text: str) -> None:
    assert not is_bt_description(text)


@given(ANY | PIECES, st.none() | ANY, st.none() | st.sampled_from(["EUR", "RON"]))
@example("´" * 9, "´", None)
@example("\ud800 Plata la POS;POS 01/01/0000 ﷺ", "\ud800", "EUR")
@example("P2P BTPay;Transfer din card 1234 İ catre ¿ reprezentand :", "¿", None)
def test_no_text_at_all_raises_anything(text: str, holder: str | None, currency: str | None) -> None:
    assert isinstance(parse_bt(text, holder=holder, account_currency=currency), BtFields)
    assert is_bt_pay_transaction(text) in (True, False)
    assert is_bt_description(text) in (True, False)
