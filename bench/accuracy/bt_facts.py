"""Stretches that rows are made of: amounts, accounts, references, shops, cards, purchases."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from bench.accuracy import bt_words as words
from bench.accuracy.bt_row import Row


def digits(rng: Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def amount(rng: Random) -> str:
    whole = rng.choice([rng.randint(0, 99), rng.randint(100, 999), rng.randint(1000, 9999)])
    return f"{whole}.{rng.randint(0, 99):02d}"


def iban(rng: Random) -> str:
    bank = rng.choice(["BTRL", "INGB", "RNCB", "BRDE", "RZBR"])
    return f"RO{digits(rng, 2)}{bank}{rng.choice(['RONCRT', 'EURCRT', '000099'])}{digits(rng, 10)}"


def reference(row: Row, start: str | None = None) -> Row:
    rng = row.rng
    start = start or rng.choice(["217ECIT", "000EWAL", "000IPAY", "215POSF", "999CRDT"])
    value = f"{start}{digits(rng, rng.choice([9, 11, 12]))}"
    row.say(row.key(rng.choice([";REF: ", "; REF: ", ";REF:"])))
    return row.say(value, reference=value)


def day(rng: Random) -> date:
    return date(2024, 1, 1) + timedelta(days=rng.randint(0, 900))


def number(rng: Random, printed: str) -> str:
    return printed.replace("#", digits(rng, rng.choice([3, 4]))).replace("RO-0", "RO-1")


def street(rng: Random, abroad: bool, spaced: bool) -> str:
    """Write an address; one with neither a street word nor a number comes only where spaces part it."""
    kind = rng.random()
    if kind < 0.45:
        return ""
    if abroad:
        return f"{rng.choice(words.STREETS_ABROAD)} {rng.randint(1, 90)}"
    if kind < 0.8:
        house = rng.choice(["", f" {rng.randint(1, 300)}", " NR. 7", " NR 12A"])
        return f"{rng.choice(words.STREETS)}{house}"
    bare = rng.choice(words.BARE_STREETS)
    return bare if spaced or rng.random() < 0.1 else f"{bare} {rng.randint(1, 300)}"


def shop(row: Row, *, online: bool, iso3: bool) -> None:
    """Write MERCHANT street CITY CC as the card network has it."""
    rng = row.rng
    if online:
        printed, merchant, city, country = rng.choice(words.ONLINE)
        address = ""
    elif not iso3 and rng.random() < 0.3:
        printed, merchant = rng.choice(words.SHOPS_ABROAD)
        city, country = rng.choice(words.ABROAD if rng.random() < 0.8 else words.PLACES_ABROAD)
    else:
        printed, merchant = rng.choice(words.SHOPS)
        city, country = rng.choice(words.CITIES if rng.random() < 0.88 else words.PLACES), "RO"
    gap = "   " if rng.random() < (0.75 if iso3 else 0.3) else " "
    if not online:
        address = street(rng, country != "RO", gap != " ")
    code = {"RO": "ROM", "IE": "IRL", "US": "USA", "NL": "NLD", "GB": "GBR"}.get(country) if iso3 else None
    fields: dict[str, Any] = {"merchant": merchant, "country": country}
    if not city.isdigit():
        fields["city"] = town(city)
    place = (
        f"{address} {city}".strip() if rng.random() < 0.7 or gap == " " else f"{address}{gap}{city}".strip()
    )
    row.keep(f"{number(rng, printed)}{gap}{place}{gap}{code or country} ", **fields)


def town(printed: str) -> str:
    """Say the town as people do: districts are Bucharest, short forms are written out."""
    short = {"SFANTU GHEORG": "SFANTU GHEORGHE", "ClujNapoca": "CLUJ NAPOCA", "TG MURES": "TARGU MURES"}
    return "BUCURESTI" if "SECT" in printed else short.get(printed, printed)


def card(row: Row) -> None:
    rng = row.rng
    first, last = rng.choice(["5455", "4244", "4119", "5167"]), digits(rng, 4)
    row.keep(f"{first}{last} ", card_ending=last)


def spent(row: Row, word: str = "tranzacție") -> None:
    """Write the amount in the currency of the purchase, the RRN and the commission."""
    rng = row.rng
    value, currency, rrn = (
        amount(rng),
        rng.choice(["RON", "RON", "EUR", "USD", "HUF", "GBP"]),
        digits(rng, 12),
    )
    row.say(row.key(f"valoare {word}: ")).say(value, 1, original_amount=value)
    row.say(f" {currency} ", original_currency=currency)
    row.say(row.key("RRN:")).say(rrn, rrn=rrn)
    fee = rng.choice(["0.00", "0.00", "0.00", "2.50"])
    row.say(f" {row.key(f'comision {word} ')}").say(f"{fee} RON", fee=fee, fee_currency="RON")


def bought(row: Row, kind: str) -> None:
    when = day(row.rng)
    row.say(f"{kind} ").say(when.strftime("%d/%m/%Y") + " ", purchased_on=when)
