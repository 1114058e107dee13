"""Merchant names and generic words out of bank descriptions, as banks write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.banking.categories.brands import brands
from app.domain.banking.categories.cues import cue_category
from app.domain.banking.categories.merchants import detect_merchant
from app.domain.banking.categories.text import as_name, fold, words

# --- words ---------------------------------------------------------------------------------------


def test_accents_case_and_apostrophes_do_not_change_a_word() -> None:
    assert words("CĂRTUREȘTI Joe’s") == words("carturesti JOES")


def test_and_is_the_same_word_as_the_ampersand_and_a_plus_is_spoken() -> None:
    assert words("Marks and Spencer") == words("MARKS & SPENCER")
    assert words("CANAL+ 12") == ["canal", "plus", "12"]


def test_folding_reads_no_more_than_a_description_can_hold() -> None:
    assert len(fold("x" * 100_000)) == 300


def test_only_shouted_words_change_their_case() -> None:
    assert as_name(["CASA", "DE", "PAINE", "iFlow"]) == "Casa de Paine iFlow"


# --- known brands --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("description", "name"),
    [
        ("CHECKCARD 0312 WHATABURGER 733 AUSTIN TX", "Whataburger"),
        ("MCDONALD S F20911", "McDonald's"),
        ("POS PURCHASE NON-PIN TRADER JOE S #552", "Trader Joe's"),
        ("WHOLEFDS HAR 10259", "Whole Foods Market"),
        ("PAYPAL *PATREON", "Patreon"),
        ("SQ *PHILZ COFFEE", "Philz Coffee"),
        ("PAYU*ALTEX.RO", "Altex"),
        ("MEGAIMAGE0344 BUCURESTI", "Mega Image"),
        ("KARTENZAHLUNG EDEKA CENTER 4411", "EDEKA"),
        ("PAIEMENT CB MONOPRIX 1203 LYON", "Monoprix"),
        ("Cărturești Verona SRL", "Cărturești"),
        ("KLARNA*H&M", "H&M"),
    ],
)
def test_a_brand_is_found_in_what_banks_write(description: str, name: str) -> None:
    found = detect_merchant(description)
    assert found is not None
    assert (found.name, found.known) == (name, True)


@pytest.mark.parametrize(
    ("description", "name", "category"),
    [
        ("UBER *EATS", "Uber Eats", "FOOD_AND_DRINK_RESTAURANT"),
        ("UBER *TRIP", "Uber", "TRANSPORTATION_TAXIS_AND_RIDE_SHARES"),
        ("BOLT FOOD RO", "Bolt Food", "FOOD_AND_DRINK_RESTAURANT"),
        ("COSTCO GAS #0117", "Costco", "TRANSPORTATION_GAS"),
        ("COSTCO WHSE #0117", "Costco", "FOOD_AND_DRINK_GROCERIES"),
        ("DELTA DENTAL", "Delta Dental", "GENERAL_SERVICES_INSURANCE"),
    ],
)
def test_the_longer_name_wins_over_the_shorter_one(description: str, name: str, category: str) -> None:
    found = detect_merchant(description)
    assert found is not None
    assert (found.name, found.category) == (name, category)


def test_the_seller_comes_before_the_shop_it_delivers_for_but_a_processor_does_not() -> None:
    delivered, processed = detect_merchant("DOORDASH*WENDYS"), detect_merchant("PAYPAL *WENDYS")
    assert delivered is not None
    assert processed is not None
    assert (delivered.name, processed.name) == ("DoorDash", "Wendy's")


def test_a_name_that_the_bank_cut_off_is_known_with_less_confidence() -> None:
    whole, cut = detect_merchant("BUFFALO WILD WINGS"), detect_merchant("COLD STONE CREAME")
    assert whole is not None
    assert cut is not None
    assert cut.name == "Cold Stone Creamery"
    assert cut.confidence <= whole.confidence


def test_the_country_settles_a_name_that_two_countries_share() -> None:
    here, there = detect_merchant("E.ON 4411", country="RO"), detect_merchant("E.ON 4411", country="DE")
    assert here is not None
    assert there is not None
    assert (here.website, there.website) == ("eon.ro", "eon.de")


# --- what is no brand ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "description",
    [
        "BARBU ION",
        "PAUL POPESCU",
        "MOLDOVAN DAN",
        "REAL ESTATE PARTNERS",
        "ORANGE GROVE DELI",
        "NEXTDOOR LTD",
    ],
)
def test_a_part_of_a_word_or_of_a_name_is_no_brand(description: str) -> None:
    found = detect_merchant(description)
    assert found is None or not found.known


def test_a_common_word_is_a_brand_where_only_a_number_or_a_town_follows() -> None:
    for description in ("NEXT 0231 LEEDS", "POS PAUL BUCURESTI RO", "MOL 1204", "TARGET 00012345"):
        found = detect_merchant(description)
        assert found is not None, description
        assert found.known, description


@pytest.mark.parametrize(
    "description",
    [
        "ACH TRANSFER",
        "PAYMENT RECEIVED",
        "CHECK 881",
        "ATM WITHDRAWAL 0021",
        "DIRECT DEPOSIT",
        "MONTHLY SERVICE FEE",
        "ZELLE FROM WENDY S",
        "TRANSFER TO WENDY S",
        "P2P BTPay;Transfer catre Popa Ana",
        "",
        "* 12/03 *",
    ],
)
def test_generic_bank_texts_name_nobody(description: str) -> None:
    assert detect_merchant(description) is None


@pytest.mark.parametrize(
    ("description", "name"),
    [
        ("SQ *BLUE DOOR BAKERY Portland OR", "Blue Door Bakery"),
        ("TST* JOE'S DINER - Brooklyn NY", "Joe's Diner"),
        ("POS DEBIT 0311 VERDANT MARKETS LLC", "Verdant Markets"),
        ("SumUp *Ana Blum 0171", "Ana Blum"),
        ("COFETARIA LĂMÂIȚA SRL CLUJ NAPOCA RO", "Cofetaria Lămâița"),
    ],
)
def test_an_unknown_merchant_comes_back_tidied_and_unsure(description: str, name: str) -> None:
    found = detect_merchant(description)
    assert found is not None
    assert (found.name, found.known) == (name, False)
    assert found.confidence < 50


@given(st.text(max_size=400))
def test_no_text_breaks_the_rules(text: str) -> None:
    found, cue = detect_merchant(text), cue_category(text)
    assert found is None or (found.name and 0 <= found.confidence <= 100)
    assert cue is None or 0 <= cue[1] <= 100


# --- the bank's own words, short names and generic beginnings -------------------------------------

OPENINGS = [
    "CARD PAYMENT TO {}", "POS PURCHASE {}", "POS PURCHASE NON-BT {}", "POS non-BT {}", "Kartenzahlung {}",
    "PAIEMENT PAR CARTE {}", "PAIEMENT CB {} 1203", "BETALING {}", "BEA, Betaalpas {}", "BEA, Google Pay {}",
    "SumUp *{}", "PAYPAL *{}", "SQ *{}", "Google Pay {}", "COMPRA TARJ. 1234 {}", "Dankort-nota {}",
    "PAGAMENTO POS {}", "Platba kartou {}", "Kortköp {}", "Cumparare POS {} comision 0.00 RON",
    "{} TID:80000001 RRN:617012345680", "{} valoare tranzactie: 11.00 RON comision tranzactie 0.00 RON",
    "Card purchase {} GBP 3.00",
]  # fmt: skip


@pytest.mark.parametrize("opening", OPENINGS)
def test_what_banks_say_around_a_shop_is_no_shop(opening: str) -> None:
    found = detect_merchant(opening.format("ZORELLA VIMBO"))
    assert found is not None
    assert (found.name, found.known) == ("Zorella Vimbo", False)
    assert cue_category(opening.format("ZORELLA VIMBO")) is None


@pytest.mark.parametrize("opening", OPENINGS)
def test_the_word_of_an_unknown_shop_is_heard_beside_the_banks(opening: str) -> None:
    cue = cue_category(opening.format("FARMACIA VERDE"))
    assert cue is not None
    assert cue[0] == "MEDICAL_PHARMACIES_AND_SUPPLEMENTS"


@pytest.mark.parametrize(
    "description",
    [
        "O2 TUB SRL", "EE COM SRL", "EE ZORELLA", "DM INVEST SRL", "DB ZORELLA", "BP CONSULT SRL",
        "BP ZORELLA", "H&M GRUP SRL", "OMV IMPEX SRL", "AXA TRANS", "PROFI CONSULT SRL", "INDEX MOB SRL",
        "BT ZORELLA", "TUI NAILS", "VIA ROMA", "SKY BAR", "LOTTO ZORELLA SRL", "TARGET CONSULT SRL", "EE GMBH",
    ],
)  # fmt: skip
def test_a_short_or_everyday_name_in_anothers_is_no_brand(description: str) -> None:
    found = detect_merchant(description)
    assert found is None or not found.known


@pytest.mark.parametrize(
    ("description", "name"),
    [
        ("EE LIMITED", "EE"), ("O2 0231", "O2"), ("BP 1204", "BP"), ("BP BENZINARIE", "BP"), ("OMV 1229", "OMV"),
        ("OMV MILITARI", "OMV"), ("KFC DRUMUL TABEREI", "KFC"), ("DM DROGERIE", "dm"), ("H&M", "H&M"),
        ("REAL SUPERMARKET", "Real"), ("BT GROUP PLC", "BT"),
    ],
)  # fmt: skip
def test_a_short_name_with_its_context_is_one(description: str, name: str) -> None:
    found = detect_merchant(description)
    assert found is not None
    assert (found.name, found.known) == (name, True)


@pytest.mark.parametrize("description", ["BT", "EE", "EE 1204", "THREE"])
def test_a_short_name_is_none_in_a_country_where_it_has_no_shops(description: str) -> None:
    abroad, home = detect_merchant(description, country="RO"), detect_merchant(description, country="GB")
    assert abroad is None or not abroad.known
    assert home is not None
    assert home.known


def test_the_code_of_a_shops_trade_supports_a_short_name() -> None:
    found = detect_merchant("BP ZORELLA", trade="TRANSPORTATION_GAS")
    assert found is not None
    assert found.name == "BP"


@pytest.mark.parametrize(
    "description",
    [
        "RESTAURANT LA VATRA", "RESTAURANT LA", "FARMACIA", "FARMACIA DO", "SUPERMARKET", "SUPERMERCADO DI",
        "BAR CENTRAL", "CAFE", "CASA DE", "HOTEL", "PIZZERIA LA", "LIBRARIA",
    ],
)  # fmt: skip
def test_a_generic_beginning_is_no_brand_that_was_cut_off(description: str) -> None:
    found = detect_merchant(description)
    assert found is None or not found.known


# --- cues ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("description", "category"),
    [
        ("PIZZERIA DA MARIO", "FOOD_AND_DRINK_FAST_FOOD FOOD_AND_DRINK_RESTAURANT"),
        ("FARMACIE SF MARIA", "MEDICAL_PHARMACIES_AND_SUPPLEMENTS"),
        ("ROSENAPOTHEKE BONN", "MEDICAL_PHARMACIES_AND_SUPPLEMENTS"),
        ("SMILE DENTAL", "MEDICAL_DENTAL_CARE"),
        ("PLATA SALARIU MAI", "INCOME_WAGES"),
        ("CHIRIE IUNIE", "RENT_AND_UTILITIES_RENT"),
        ("ATM FEE", "BANK_FEES_ATM_FEES"),
        ("INTEREST PAID", "INCOME_INTEREST_EARNED"),
        ("INTEREST CHARGE ON PURCHASES", "BANK_FEES_INTEREST_CHARGE"),
        ("STATE TAX REFUND", "INCOME_TAX_REFUND"),
        ("TAXI 204", "TRANSPORTATION_TAXIS_AND_RIDE_SHARES"),
    ],
)
def test_a_generic_word_speaks_of_its_category(description: str, category: str) -> None:
    cue = cue_category(description)
    assert cue is not None
    assert cue[0] in category.split()


def test_a_cue_is_a_whole_word() -> None:
    assert cue_category("BARBU VETURIA") is None


# --- the packaged names --------------------------------------------------------------------------


def test_every_packaged_category_is_one_of_the_taxonomy() -> None:
    from app.domain.banking.categories import taxonomy

    used = {brand.category for found in brands().values() for brand in found if brand.category}
    known = {
        text for value in vars(taxonomy).values() if isinstance(value, dict | frozenset) for text in value
    }
    assert used <= known


def test_no_packaged_key_is_a_bare_number_or_a_single_letter() -> None:
    assert not [key for key in brands() if key.isdigit() or len(key) < 2]
