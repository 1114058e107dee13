"""How Banca Transilvania words its rows: card payments, BT Pay between people, transfers, fees, holds."""

from __future__ import annotations

import random
import string
from datetime import datetime

HOLDER = "MIRUNA CODRESCU-VALE"
FRIENDS = ("VLAD IOAN TARNAVEANU", "ILINCA BRADEANU", "SORIN LUNCASU", "DELIA-MARIA PETRISOREAN")
NOTES = (
    "Transfer BT Pay",
    "Transfer BT PAY",
    "parcare",
    "pizza de vineri",
    "multam",
    "scoala si rata",
    "cadou Delia",
)
EMPLOYER, LANDLORD = "ATELIER NORDVEST SRL", "GHEORGHE SALISTEANU"
PLACES = (
    ("STR. FABRICII 12", "CLUJ NAPOCA"),
    ("BD. MIHAI VITEAZU 40", "TURDA"),
    ("STR. ALBA 3", "BUCURESTI"),
)
CARD = "42441186"


def iban(chance: random.Random, country: str = "RO", bank: str = "BTRL") -> str:
    """An invented account number whose check digits are right (ISO 13616)."""
    account = bank + "RONCRT" + _digits(chance, 10)
    spelled = "".join(str(int(sign, 36)) for sign in account + country + "00")
    return f"{country}{98 - int(spelled) % 97:02d}{account}"


def card_payment(chance: random.Random, merchant: str, amount: str, at: datetime, *, online: bool) -> str:
    """A card row; the bank words its own terminals' rows in another way than other banks'."""
    place = _place(chance)
    means, day, rrn = ("EPOS" if online else "POS"), f"{at:%d/%m/%Y}", _digits(chance, 12)
    if chance.random() < 0.4:
        tid = _digits(chance, 8)
        where = f"{merchant}   {place}   ROM {CARD}"
        return f"Plata la POS;{means} {day} TID {tid} {where} RRN:{rrn} ;{_ref(chance)}"
    shop, tid = _digits(chance, 15), "".join(chance.choices(string.ascii_uppercase + string.digits, k=8))
    return (
        f"Plata la POS non-BT cu card VISA;{means} {day} {shop} TID:{tid} {merchant} {place} RO {CARD} "
        f"valoare tranzactie: {amount} RON RRN:{rrn} comision tranzactie 0.00 RON; {HOLDER};{_ref(chance)}"
    )


def hold(chance: random.Random, merchant: str, amount: str, *, online: bool) -> str:
    """An amount that is blocked until the shop settles."""
    means = "EPOS" if online else "POS"
    return f"- {amount} RON aferenta tranzactiei {means} {merchant} {_place(chance)} card {CARD[-4:]}"


def between_people(chance: random.Random, *, incoming: bool) -> str:
    """BT Pay from a card to a phone number; who is paid stands after `catre`."""
    friend = chance.choice(FRIENDS)
    payer, payee = (friend, HOLDER) if incoming else (HOLDER, friend)
    note = NOTES[0] if chance.random() < 0.5 else chance.choice(NOTES)
    said = f"Transfer din card {CARD[-4:]} {payer} catre {payee} reprezentand : {note}"
    return f"P2P BTPay;{said}; {payee};REF: 000EWAL{_digits(chance, 9)}"


def exchange(chance: random.Random, *, incoming: bool) -> str:
    side, rate = ("debitat" if incoming else "creditat"), f"5.{chance.randrange(50, 320):03d}"
    return (
        "Schimb valutar - canal electronic;Schimb valutar BT Pay;"
        f"Cont {side}: {iban(chance)};{HOLDER}, CURS SCHIMB: {rate};{_ref(chance)}"
    )


def salary(chance: random.Random, at: datetime) -> str:
    sender = f"{EMPLOYER};{iban(chance)};BTRLRO22"
    return f"Incasare OP - canal electronic;;Salariu {at:%m.%Y};{sender};{_ref(chance)}"


def rent(chance: random.Random, at: datetime) -> str:
    return (
        f"Plata OP inter - canal electronic;;Chirie {at:%m.%Y};;"
        f"{LANDLORD};{iban(chance, bank='INGB')};INGBROBU;{_ref(chance)}"
    )


def fee(chance: random.Random) -> str:
    named = chance.choice(("Taxa Serviciu SMS", "Comision plata OP", "Abonament BT 24", "Pachet IZI"))
    return f"{named};{_ref(chance)}"


def _place(chance: random.Random) -> str:
    return " ".join(chance.choice(PLACES))


def _ref(chance: random.Random) -> str:
    return f"REF: 217ECIT{_digits(chance, 9)}"


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choices(string.digits, k=count))
