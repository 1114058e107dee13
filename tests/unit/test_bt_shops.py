"""Where a shop's name ends, which nothing in a card row marks."""

from __future__ import annotations

import pytest

from app.domain.banking.bt.countries import alpha2
from app.domain.banking.bt.merchant import clean_merchant
from app.domain.banking.bt.shop import split_shop


@pytest.mark.parametrize(
    ("block", "merchant", "city"),
    [
        ("COFETARIA DULCE DOR TIMISOARA", "COFETARIA DULCE DOR", "Timișoara"),
        (
            "COFETARIA DULCE DOR SOS PIPERA 12 DROBETA TURNU SEVERIN",
            "COFETARIA DULCE DOR",
            "Drobeta Turnu Severin",
        ),
        ("COFETARIA DULCE DOR STR,EROILOR NR.4,xx FLORESTI", "COFETARIA DULCE DOR", "Florești"),
        ("ATELIERUL 21 BARNOVA", "ATELIERUL", "BARNOVA"),
        ("MOARA SRL POIANA LUI STAN", "MOARA", "POIANA LUI STAN"),
        ("MOARA   JUCU DE SUS", "MOARA", "JUCU DE SUS"),
        ("MOARA   BLD 21 DECEMBRIE CORBEANCA", "MOARA", "CORBEANCA"),
        ("MOARA VECHE BUCURESTI SECTOR 1", "MOARA VECHE", "București"),
        ("MOARA VECHE SECTORUL 6", "MOARA VECHE", "București"),
        ("MOARA VECHE SECTOR 1 BUCURESTI", "MOARA VECHE", "București"),
        ("MOARA VECHE TG. MURES", "MOARA VECHE", "Târgu Mureș"),
        ("MOARA Strada Trifoiului ClujNapoca", "MOARA", "Cluj-Napoca"),
        ("KAUFLAND VASILE MILEA BRASOV", "KAUFLAND", "Brașov"),
        ("5 TO GO IASI", "5 TO GO", "Iași"),
        ("BRASOV", "BRASOV", None),
        ("", None, None),
    ],
)
def test_the_name_ends_at_a_street_a_number_a_legal_form_a_gap_or_the_town(
    block: str, merchant: str | None, city: str | None
) -> None:
    assert split_shop(block, "RO") == (merchant, city)


@pytest.mark.parametrize(
    ("block", "country", "merchant", "city"),
    [
        ("THE CROOKED PINT HIGH STREET 85 LONDON", "GB", "THE CROOKED PINT", "London"),
        ("TRATTORIA NONNA VIA ROMA 3 TREVISO", "IT", "TRATTORIA NONNA", "TREVISO"),
        ("NETFLIX.COM LOS GATOS", "US", "NETFLIX.COM", "Los Gatos"),
        ("APPLE.COM/BILL Hollyhill Estate CORK", "IE", "APPLE.COM", "Cork"),
        ("PAYPAL *STEAM GAMES 35314369001", "GB", "STEAM GAMES", None),
    ],
)
def test_foreign_addresses_follow_their_own_customs(
    block: str, country: str, merchant: str, city: str | None
) -> None:
    assert split_shop(block, country) == (merchant, city)


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("MPY*CASA DE LEMN", "CASA DE LEMN"),
        ("PAYU*EMAG.RO/MARKET", "EMAG.RO"),
        ("Pago*Digi(RCS RDS)", "Digi(RCS RDS)"),
        ("NYX*MOARASRL", "MOARA"),
        ("PAYPAL *ZORK", "ZORK"),
        ("* VREMEA BUNA", "VREMEA BUNA"),
        ("ANTHROPIC* CLAUDE SUB", "ANTHROPIC"),
        ("UBER *TRIP", "UBER"),
        ("WWW.ORANGE.RO/YOXO", "ORANGE.RO"),
        ("SC MOARA VECHE S.R.L.", "MOARA VECHE"),
        ("APPLEADS/AB164", "APPLEADS"),
        ("***", None),
    ],
)
def test_facilitators_legal_forms_and_codes_are_no_part_of_a_name(printed: str, name: str | None) -> None:
    assert clean_merchant(printed) == name


@pytest.mark.parametrize(
    ("code", "country"),
    [("ROM", "RO"), ("rou", "RO"), ("GBR", "GB"), ("UK", "GB"), ("de", "DE"), ("ZZ", None)],
)
def test_country_codes_of_both_lengths_are_brought_to_two_letters(code: str, country: str | None) -> None:
    assert alpha2(code) == country
