"""The ladder: which rung answers, how sure it is, and what the money's direction changes."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.banking.categories.ladder import ACCEPT, Answer, Facts, categorise, merchant_key
from app.domain.banking.categories.taxonomy import find

GROCERIES, FUEL = "FOOD_AND_DRINK_GROCERIES", "TRANSPORTATION_GAS"
CHANNELS = """
btpay_p2p btpay_transfer btpay_merchant btpay_fx card_pos card_online card_hold transfer_in transfer_out
instant_in instant_out internal_transfer fx cash_withdrawal cash_deposit fee loan interest fund direct_debit
refund other
"""


def facts(description: str = "", **known: Any) -> Facts:
    unknown = {"merchant": None, "counterparty": None, "mcc": None, "channel": None, "direction": "out"}
    return Facts(description=description, **(unknown | {"amount": 4_990} | known))


def asked(description: str = "", **known: Any) -> Answer:
    return categorise(facts(description, **known), corrections={})


class Guesser(NamedTuple):
    """A model that always says the same."""

    category: str
    probability: float
    threshold: float = 0.5

    def predict(self, text: str) -> tuple[str, float]:
        return self.category, self.probability


def test_a_known_shop_is_answered_by_the_dictionary() -> None:
    answer = asked("KAUFLAND 4410 BRASOV ROM")
    assert (answer.category, answer.source, answer.suggestion) == (GROCERIES, "merchant", None)
    assert ACCEPT <= answer.confidence <= 100


def test_the_users_word_comes_before_everything() -> None:
    row = facts("KAUFLAND 4410 BRASOV ROM", mcc="5411")
    answer = categorise(row, corrections={merchant_key(row): "OWN_PONY"}, rule_category="TRAVEL")
    assert answer == Answer("OWN_PONY", "correction", 100, None)


def test_a_users_rule_comes_before_the_dictionary() -> None:
    answer = categorise(facts("KAUFLAND 4410"), corrections={}, rule_category="GENERAL_MERCHANDISE")
    assert (answer.category, answer.source) == ("GENERAL_MERCHANDISE", "rule")


def test_a_correction_of_one_branch_holds_for_every_branch() -> None:
    learnt = {merchant_key(facts("ATELIERUL VERDE 12 SIBIU")): "PERSONAL_CARE_HAIR_AND_BEAUTY"}
    assert categorise(facts("ATELIERUL VERDE 907 SIBIU"), corrections=learnt).source == "correction"


def test_a_correction_of_money_sent_to_somebody_reads_the_other_way_when_it_comes_back() -> None:
    learnt = {merchant_key(facts(counterparty="Ana Popa")): "TRANSFER_OUT_SAVINGS"}
    back = categorise(facts(counterparty="ANA POPA", direction="in"), corrections=learnt)
    assert back.category == "TRANSFER_IN_SAVINGS"


def test_the_provider_is_taken_at_its_word_for_a_shop_that_nobody_knows() -> None:
    answer = asked("QXZ 99", provider_category="MEDICAL_DENTAL_CARE", mcc="5411")
    assert (answer.category, answer.source) == ("MEDICAL_DENTAL_CARE", "provider")


def test_a_providers_category_that_is_not_of_the_tree_is_passed_over() -> None:
    assert asked("QXZ 99", provider_category="Dentists", mcc="8021").source == "mcc"


def test_the_code_of_the_trade_answers_for_an_unknown_shop() -> None:
    assert asked("QXZ 99", mcc="0742") == Answer("MEDICAL_VETERINARY_SERVICES", "mcc", 85, None)


def test_nothing_known_is_answered_with_nothing() -> None:
    assert asked("QXZ 99") == Answer(None, "none", 0, None)


@pytest.mark.parametrize(
    ("channel", "direction", "description", "category"),
    [
        ("cash_withdrawal", "out", "Retragere de numerar de la ATM", "TRANSFER_OUT_WITHDRAWAL"),
        ("cash_deposit", "in", "Depunere numerar ATM", "TRANSFER_IN_DEPOSIT"),
        ("fee", "out", "Comision plata OP", "BANK_FEES_OTHER_BANK_FEES"),
        ("fee", "out", "Comision retragere numerar", "BANK_FEES_ATM_FEES"),
        ("loan", "out", "Rambursare principal credit", "LOAN_PAYMENTS_OTHER_PAYMENT"),
        ("loan", "out", "Rată credit ipotecar", "LOAN_PAYMENTS_MORTGAGE_PAYMENT"),
        ("loan", "out", "Dobândă credit", "BANK_FEES_INTEREST_CHARGE"),
        ("loan", "in", "Acordare credit", "TRANSFER_IN_CASH_ADVANCES_AND_LOANS"),
        ("interest", "in", "Dobanda depozit", "INCOME_INTEREST_EARNED"),
        ("fund", "out", "Achizitie unitati de fond", "TRANSFER_OUT_INVESTMENT_AND_RETIREMENT_FUNDS"),
        ("internal_transfer", "out", "Transfer in contul de economii", "TRANSFER_OUT_SAVINGS"),
        ("internal_transfer", "in", "Transfer intern", "TRANSFER_IN_ACCOUNT_TRANSFER"),
        ("btpay_fx", "in", "Schimb valutar BT Pay", "TRANSFER_IN_ACCOUNT_TRANSFER"),
        ("btpay_p2p", "out", "P2P BTPay", "TRANSFER_OUT_OTHER_TRANSFER_OUT"),
        ("instant_in", "in", "Incasare Instant", "TRANSFER_IN_OTHER_TRANSFER_IN"),
    ],
)
def test_an_operation_says_what_the_row_is(
    channel: str, direction: str, description: str, category: str
) -> None:
    answer = asked(description, channel=channel, direction=direction)
    assert (answer.category, answer.source) == (category, "operation")


@pytest.mark.parametrize(("channel", "primary"), [("cash_withdrawal", "TRANSFER_OUT"), ("fee", "BANK_FEES")])
def test_cash_from_a_machine_at_a_shop_or_a_fee_for_paying_it_is_no_shopping(
    channel: str, primary: str
) -> None:
    answer = asked("KAUFLAND 4410 BRASOV", channel=channel)
    assert answer.source == "operation"
    assert (answer.category or "").startswith(primary)


def test_a_person_called_like_a_shop_is_not_one() -> None:
    answer = asked("Transfer din card", counterparty="PAUL LIDL", channel="btpay_p2p")
    assert answer.category == "TRANSFER_OUT_OTHER_TRANSFER_OUT"


def test_a_company_paid_by_transfer_is_known_by_its_name() -> None:
    answer = asked("Plata OP inter", counterparty="KAUFLAND ROMANIA SCS", channel="transfer_out")
    assert (answer.category, answer.source) == (GROCERIES, "merchant")


def test_money_back_from_a_shop_keeps_the_shops_category_and_is_less_sure() -> None:
    bought, returned = asked("KAUFLAND 4410"), asked("KAUFLAND 4410", direction="in", channel="refund")
    assert returned.category or returned.suggestion == GROCERIES
    assert returned.confidence < bought.confidence


def test_fuel_at_a_supermarket_is_fuel() -> None:
    assert asked("CARREFOUR FUEL STATION 12").category == FUEL


@pytest.mark.parametrize("bought", ["USB-C cable", "Kitchen scales"])
def test_goods_of_an_online_marketplace_are_no_service_that_one_of_their_words_names(bought: str) -> None:
    answer = asked(bought, merchant="eMAG")
    assert (answer.category, answer.source) == ("GENERAL_MERCHANDISE_ONLINE_MARKETPLACES", "merchant")


def test_the_banks_own_words_around_a_shop_are_no_cue() -> None:
    text = "Plata la POS;POS 12/03/2026 TID 1 QXZ 99 comision tranzactie 0.00 RON"
    assert asked(text, merchant="QXZ", channel="card_pos") == Answer(None, "none", 0, None)


def test_wages_only_ever_come_in() -> None:
    assert asked("SALARIU LUNA MAI", direction="in").category == "INCOME_WAGES"
    assert not (asked("SALARIU LUNA MAI", direction="out").category or "").startswith("INCOME")


def test_a_model_above_its_threshold_answers_where_no_rule_does() -> None:
    row = facts("QXZ 99")
    answer = categorise(row, corrections={}, model=Guesser("TRAVEL_LODGING", 0.83))
    assert answer == Answer("TRAVEL_LODGING", "model", 83, None)


def test_a_model_below_its_threshold_only_suggests() -> None:
    answer = categorise(facts("QXZ 99"), corrections={}, model=Guesser("TRAVEL_LODGING", 0.4))
    assert answer == Answer(None, "model", 40, "TRAVEL_LODGING")


def test_a_model_is_asked_before_a_bare_transfer_is_called_one() -> None:
    row = facts("Plata OP", counterparty="Ion Pop", channel="transfer_out")
    answer = categorise(row, corrections={}, model=Guesser("RENT_AND_UTILITIES_RENT", 0.9))
    assert (answer.category, answer.source) == ("RENT_AND_UTILITIES_RENT", "model")


def test_the_model_does_not_overrule_a_known_shop() -> None:
    answer = categorise(facts("KAUFLAND 4410"), corrections={}, model=Guesser("TRAVEL_LODGING", 1.0))
    assert answer.category == GROCERIES


@pytest.mark.parametrize(
    "row",
    [
        facts("KAUFLAND 4410 BRASOV ROM"),
        facts("POS 12/03", merchant="Kaufland"),
        facts("Plata la POS;POS 12/03/2026 TID 1 KAUFLAND 4410", merchant="KAUFLAND 4410"),
    ],
)
def test_a_shop_has_one_key_however_it_is_told(row: Facts) -> None:
    assert merchant_key(row) == "kaufland"


def test_a_persons_key_has_neither_accents_nor_case() -> None:
    row = facts("P2P BTPay", counterparty="ȘTEFĂNESCU  Ioana-Maria", channel="btpay_p2p")
    assert merchant_key(row) == "stefanescu ioana maria"


@pytest.mark.parametrize("text", ["", "   ", "12345", "Plata OP 2024 REF 99", "\0", "POS 12/03 RON"])
def test_a_text_that_names_nobody_has_no_key(text: str) -> None:
    assert merchant_key(facts(text)) == ""


def test_a_key_fits_its_column() -> None:
    assert len(merchant_key(facts("x", counterparty="nume " * 500))) <= 200


TEXTS = st.text(max_size=80) | st.sampled_from(
    ["LIDL", "UBER *EATS 12", "SALARIU", "RENT", "ATM FEE", "a" * 9_000]
)
rows = st.builds(
    Facts,
    description=TEXTS,
    merchant=st.none() | TEXTS,
    counterparty=st.none() | TEXTS,
    mcc=st.none() | st.text(max_size=5) | st.from_regex(r"\A[0-9]{4}\Z"),
    channel=st.none() | st.sampled_from(CHANNELS.split()) | st.text(max_size=5),
    direction=st.sampled_from(["in", "out"]),
    amount=st.integers(0, 10**12),
    provider_category=st.none() | st.sampled_from(["INCOME_WAGES", "TRAVEL", "TRANSFER_IN"]) | TEXTS,
)


@settings(max_examples=200, deadline=None)
@given(rows)
def test_any_row_gets_a_category_of_the_tree_or_none_and_in_its_direction(row: Facts) -> None:
    answer = categorise(row, corrections={})
    code = answer.category or answer.suggestion
    assert answer.category is None or answer.suggestion is None
    assert code is None or find(code) is not None
    assert (answer.confidence >= ACCEPT) == (answer.category is not None)
    wrong_way = ("TRANSFER_OUT", "LOAN_PAYMENTS") if row.direction == "in" else ("TRANSFER_IN", "INCOME")
    assert not (code or "").startswith(wrong_way)
    assert len(merchant_key(row)) <= 200


BT_ROW = (
    "Plata la POS non-BT cu card VISA;POS 07/06/2026 777 TID:80000001 {} BRASOV RO 12345678 valoare tranzactie: "
    "11.00 RON RRN:617012345680 comision tranzactie 0.00 RON;REF: 000NVPO3"
)


@pytest.mark.parametrize(
    ("merchant", "category"),
    [
        ("ZORELLA VIMBO", None), ("FARMACIA VERDE", "MEDICAL_PHARMACIES_AND_SUPPLEMENTS"), (None, None),
        ("HOTEL BELVEDERE", "TRAVEL_LODGING"), ("BT", None), ("LIDL RO-216", "FOOD_AND_DRINK_GROCERIES"),
    ],
)  # fmt: skip
def test_a_card_row_whose_grammar_was_read_is_judged_by_its_shop_alone(
    merchant: str | None, category: str | None
) -> None:
    row = BT_ROW.format(merchant or "")
    answer = asked(row, merchant=merchant, channel="card_pos", country="RO")
    assert answer.category == category
