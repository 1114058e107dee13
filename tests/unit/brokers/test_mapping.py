"""Any table, by a person's own mapping, which can be kept as a preset."""

from __future__ import annotations

import msgspec
import pytest

from app.domain.portfolio.drafts.errors import UnreadableBrokerFile
from app.domain.portfolio.drafts.kinds import Kind
from app.domain.portfolio.drafts.mapping import Cost, Mapping, Skip
from tests.support.brokers import activities, problems, read, row, skipped

OWN = Mapping(
    columns={
        "date": ("Handelstag",), "action": ("Vorgang",), "symbol": ("Kürzel",), "quantity": ("Stück",),
        "price": ("Kurs",), "amount": ("Betrag",), "currency": ("Währung",), "external_id": ("Nr",),
    },
    actions={"zugang": Kind.BUY, "abgang": Kind.SELL, "ausschüttung*": Kind.DIVIDEND, "storno": Kind.CANCEL},
    skip=(Skip(column="Status", words=("offen",), reason="It is not executed yet."),),
    fees=(Cost(column="Spesen"), Cost(column="Provision", currency="Provision in")),
    taxes=(Cost(column="Steuer"),),
    trade_amount="gross",
    income_amount="net",
)  # fmt: skip
HEADER = (
    "Handelstag;Vorgang;Kürzel;Stück;Kurs;Betrag;Währung;Spesen;Provision;Provision in;Steuer;Status;Nr\n"
)


def test_a_mapping_reads_a_table_that_nobody_knows() -> None:
    content = HEADER + (
        "31.01.2024;Zugang;ACME;10;5,50;55,00;EUR;1,00;2,00;EUR;;fertig;n1\n"
        "01.02.2024;Abgang;ACME;4;6,00;24,00;EUR;1,00;;;0,50;fertig;n2\n"
        "02.02.2024;Ausschüttung 2023;ACME;;;8,00;EUR;;;;2,00;fertig;n3\n"
        "03.02.2024;Zugang;ACME;1;5,00;5,00;EUR;;0,30;USD;;fertig;n4\n"
        "04.02.2024;Zugang;ACME;1;5,00;5,00;EUR;;;;;offen;n5\n"
    )
    assert activities(content, mapping=OWN) == [
        row("2024-01-31", "buy", "EUR", "ACME", quantity=10, unit_price="5.50", amount=58, fee=3),
        row("2024-02-01", "sell", "EUR", "ACME", quantity=4, unit_price=6, amount="22.50", fee=1, tax="0.50"),
        row("2024-02-02", "dividend", "EUR", "ACME", amount=10, tax=2),
        row("2024-02-03", "buy", "EUR", "ACME", quantity=1, unit_price=5, amount=5),
        row("2024-02-03", "fee", "USD", "ACME", amount="0.30"),
    ]
    assert skipped(content, mapping=OWN) == {6: "It is not executed yet."}
    assert read(content, mapping=OWN).preset == "mapping"


def test_a_mapping_can_be_kept_and_read_again() -> None:
    assert msgspec.json.decode(msgspec.json.encode(OWN), type=Mapping) == OWN


def test_a_mapping_with_an_unknown_word_in_it_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"columns": {"day": ["x"]}}', type=Mapping)


def test_words_of_the_action_that_the_mapping_lacks_are_problems() -> None:
    content = HEADER + "31.01.2024;Umtausch;ACME;10;5,50;55,00;EUR;;;;;fertig;n1\n"
    assert problems(content, mapping=OWN)[2].startswith(
        "'Umtausch' is not an action that is read. Say what the word means"
    )


def test_a_table_of_trades_without_words_goes_by_the_sign_of_the_quantity() -> None:
    mapping = Mapping(
        columns={"date": ("day",), "symbol": ("paper",), "quantity": ("units",), "price": ("price",)},
        action=Kind.TRADE,
        currency="USD",
    )
    content = "day,paper,units,price\n2024-01-31,ACME,10,5.5\n2024-02-01,ACME,-4,6.5\n"
    assert activities(content, mapping=mapping) == [
        row("2024-01-31", "buy", "USD", "ACME", quantity=10, unit_price="5.5"),
        row("2024-02-01", "sell", "USD", "ACME", quantity=4, unit_price="6.5"),
    ]


@pytest.mark.parametrize(
    ("costs", "written", "fee"),
    [
        ("any", "-2.5", "2.5"),
        ("positive", "2.5", "2.5"),
        ("positive", "-2.5", "-2.5"),
        ("negative", "-2.5", "2.5"),
    ],
)
def test_the_sign_of_costs_is_said_by_the_mapping(costs: str, written: str, fee: str) -> None:
    mapping = msgspec.structs.replace(
        OWN, columns={"date": ("d",), "symbol": ("s",), "quantity": ("q",), "amount": ("a",)}, actions={},
        action=Kind.BUY, fees=(Cost(column="f"),), taxes=(), skip=(), currency="EUR", costs=costs, trade_amount="net",
    )  # fmt: skip
    (found,) = activities(f"d,s,q,a,f\n2024-01-31,ACME,10,55.5,{written}\n", mapping=mapping)
    assert str(found["fee"]) == fee


def test_cash_goes_by_its_sign() -> None:
    mapping = Mapping(
        columns={"date": ("d",), "action": ("w",), "amount": ("a",)},
        actions={"bank": Kind.CASH, "zins": Kind.INTEREST, "gebühr": Kind.FEE, "steuer": Kind.TAX},
        signed=True,
        currency="EUR",
    )
    content = (
        "d,w,a\n2024-01-31,Bank,100.5\n2024-01-31,Bank,-50.5\n2024-01-31,Zins,1.5\n2024-01-31,Zins,-1.5\n"
        "2024-01-31,Gebühr,-2.5\n2024-01-31,Gebühr,2.5\n2024-01-31,Steuer,-3.5\n2024-01-31,Steuer,3.5\n"
    )
    assert activities(content, mapping=mapping) == [
        row("2024-01-31", "deposit", "EUR", amount="100.5"),
        row("2024-01-31", "withdrawal", "EUR", amount="50.5"),
        row("2024-01-31", "interest", "EUR", amount="1.5"),
        row("2024-01-31", "fee", "EUR", amount="1.5"),
        row("2024-01-31", "fee", "EUR", amount="2.5"),
        row("2024-01-31", "fee", "EUR", fee="-2.5"),
        row("2024-01-31", "tax", "EUR", amount="3.5"),
        row("2024-01-31", "tax", "EUR", tax="-3.5"),
    ]


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        (
            Mapping(columns={"date": ("nowhere",), "amount": ("a",)}),
            "Not all columns of the mapping are in this file: 1 of 2",
        ),
        (Mapping(columns={"amount": ("a",)}), "Say which column holds the date."),
    ],
)
def test_a_mapping_that_does_not_fit_the_file_is_refused(mapping: Mapping, sentence: str) -> None:
    with pytest.raises(UnreadableBrokerFile, match=sentence):
        read("d,w,a\n2024-01-31,Bank,100.5\n", mapping=mapping)


def test_rows_without_a_word_for_what_they_are_need_one() -> None:
    mapping = Mapping(columns={"date": ("d",), "amount": ("a",)}, currency="EUR")
    assert problems("d,w,a\n2024-01-31,Bank,100.5\n", mapping=mapping)[2].startswith(
        "Nothing says what this row is."
    )


def test_a_sign_that_contradicts_the_currency_is_a_problem() -> None:
    content = (
        HEADER
        + "31.01.2024;Zugang;ACME;10;5,50;55,00 $;EUR;;;;;fertig;n1\n31.01.2024;Zugang;ACME;10;5,50;£55,00;EUR;;;;;fertig;n1\n"
    )
    assert problems(content, mapping=OWN) == {
        3: "The amount is in GBP, but the row says EUR. Correct one of them."
    }


def test_a_purchase_for_nothing_hints_at_bonus_shares() -> None:
    content = HEADER + "31.01.2024;Zugang;ACME;10;0,00;0,00;EUR;;;;;fertig;n1\n"
    assert "1 for 1 is a split of 2" in read(content, mapping=OWN, decimal=",").rows[0].warnings[0]
