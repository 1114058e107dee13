"""Card rows: either acquirer's payments, cash machines, holds and refunds."""

from __future__ import annotations

from bench.accuracy import bt_words as words
from bench.accuracy.bt_facts import amount, bought, card, digits, reference, shop, spent, town
from bench.accuracy.bt_row import Row


def foreign_acquirer(row: Row, *, refund: bool = False) -> None:
    rng = row.rng
    kind = rng.choices(["POS", "EPOS", "UNKNOWN"], [5, 4, 1])[0]
    scheme = rng.choice(["VISA", "MASTERCARD"])
    if refund:
        row.op(f"Returnare POS non-BT cu card {scheme}", "refund", "refund", "in")
    else:
        channel = "card_online" if kind == "EPOS" else "card_pos"
        row.op(f"Plată la POS non-BT cu card {scheme}", "pos_non_bt", None, "out")
    bought(row, kind)
    if not refund:
        row.pieces[-1].fields["channel"] = channel
    mid = digits(rng, rng.choice([8, 10, 15]))
    row.say(f"{mid} ", mid=mid)
    if kind == "EPOS" and rng.random() < 0.12:
        printed, merchant, city, country = rng.choice(
            [("Revolut**1234*", "Revolut", "Vilnius", "LT"), ("Trading 212", "Trading 212", "LONDON", "GB")]
        )
        row.say("TID: ").keep(f"{printed} {city} {country} ", merchant=merchant, city=city, country=country)
    else:
        tid = rng.choice([digits(rng, 8), "P" + digits(rng, 7), "LCN" + digits(rng, 5)])
        row.say(row.key("TID:")).say(f"{tid} ", tid=tid)
        shop(row, online=kind == "EPOS", iso3=False)
    card(row)
    spent(row)
    if rng.random() < 0.8:
        row.say(f"; {rng.choice(words.PEOPLE)}")
    reference(row)


def bt_pos(row: Row) -> None:
    rng = row.rng
    row.op("Plată la POS", "pos_bt", "card_pos", "out")
    bought(row, "POS")
    tid, rrn = digits(rng, 8), digits(rng, 12)
    row.say(row.key("TID ")).say(f"{tid} ", tid=tid)
    shop(row, online=False, iso3=True)
    card(row)
    row.say(row.key("RRN:")).say(rrn, rrn=rrn)
    reference(row)


def bt_epos(row: Row) -> None:
    rng = row.rng
    row.op("Plată la POS", "pos_bt", None, "out")
    bought(row, "EPOS")
    row.pieces[-1].fields["channel"] = "card_online"
    mid = f"0{digits(rng, 3)}M{digits(rng, 7)}"
    row.say("MID ").say(f"{mid}{rng.choice(['RON', 'EUR'])} ", mid=mid)
    shop(row, online=True, iso3=True)
    spent(row, "trz")
    row.say(f"  OD Order {digits(rng, 6)}")
    reference(row)


def cash(row: Row) -> None:
    rng = row.rng
    row.op("Retragere de numerar de la ATM BT", "atm", "cash_withdrawal", "out")
    bought(row, "ATM")
    tid, rrn, city = digits(rng, 8), digits(rng, 12), rng.choice(words.CITIES)
    row.say(row.key("TID ")).say(f"{tid} ", tid=tid)
    row.keep(
        f"AGENTIA {rng.choice(words.STREETS)} {rng.randint(1, 90)} {city} ROM ", city=town(city), country="RO"
    )
    card(row)
    row.say(row.key("RRN:")).say(rrn, rrn=rrn)
    reference(row)


def hold(row: Row) -> None:
    rng = row.rng
    value = amount(rng)
    row.say(rng.choice(["SUME BLOCATE ", "SUME BLOCATE: ", ""]))
    row.say(f"- {value} RON ", original_amount=value, original_currency="RON")
    row.say(row.key("aferentă tranzacției "), operation="hold", channel="card_hold", direction="out")
    bought(row, "POS")
    tid = digits(rng, 8)
    row.say(row.key("TID:")).say(f"{tid} ", tid=tid)
    shop(row, online=False, iso3=rng.random() < 0.5)
    if rng.random() < 0.7:
        card(row)


def refund(row: Row) -> None:
    foreign_acquirer(row, refund=True)
