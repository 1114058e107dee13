"""Banca Transilvania rows made from the bank's grammar, each with what a person would read in it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from bench.accuracy import bt_words as words
from bench.accuracy.bt_cards import bt_epos, bt_pos, cash, foreign_acquirer, hold, refund
from bench.accuracy.bt_facts import amount, digits, iban, reference
from bench.accuracy.bt_row import Case, Row, fold


def p2p(row: Row) -> None:
    rng = row.rng
    me, other = rng.sample(words.PEOPLE, 2)
    incoming = rng.random() < 0.5
    sender, receiver = (other, me) if incoming else (me, other)
    ending, message = digits(rng, 4), rng.choice(words.MESSAGES)
    star = rng.random() < 0.15
    if star:
        row.say("Transfer din card ", operation="p2p_btpay", channel="btpay_p2p")
    else:
        row.op("P2P BTPay", "p2p_btpay", "btpay_p2p").say(row.key("Transfer din card "))
    row.say(f"{ending} ", card_ending=ending).say(sender).say(" către ")
    direction = {"direction": "in" if incoming else "out"} if (known := rng.random() < 0.8) else {}
    row.say(receiver, 14, counterparty=other if known else receiver, **direction)
    row.say(f" {row.key('reprezentând : ')}")
    row.say(message, 1, message=message).say("" if star else f"; {receiver}")
    reference(row, "000EWAL" if rng.random() < 0.5 else None)
    row.holder = written_by_themselves(rng, me) if known else None


def written_by_themselves(rng: Random, name: str) -> str:
    """Write a name as its owner has it in a profile: other order, case, hyphens or letters."""
    parts = name.split(" ")
    rng.shuffle(parts)
    return rng.choice([str, str.upper, fold])(rng.choice([" ", "  "]).join(parts)).replace(
        "-", rng.choice("- ")
    )


def simple_btpay(row: Row) -> None:
    rng = row.rng
    if rng.random() < 0.5:
        row.op("Transfer intern - canal electronic", "internal_transfer").say(
            rng.choice(["Transfer BT PAY", "Transfer BT Pay"]), channel="btpay_transfer"
        )
        reference(row, "217ECIT")
        return
    printed, merchant = rng.choice([pair for pair in words.SHOPS if "#" not in pair[0]])
    mark = rng.choice(["BT Pay - ", "BT Pay – ", "BT Pay: ", "BTPAY*", "BT  PAY - ", "bt pay -"])
    row.keep(mark).keep(
        printed, merchant=merchant, operation="btpay_merchant", channel="btpay_merchant", direction="out"
    )


def exchange(row: Row) -> None:
    rng = row.rng
    own, rate = iban(rng), rng.choice(["5.295", "4.9731", "1.0862", "5.0001"])
    in_app = rng.random() < 0.6
    row.op("Schimb valutar - canal electronic", "exchange")
    row.say("Schimb valutar BT Pay;" if in_app else "vanzare valuta;", channel="btpay_fx" if in_app else "fx")
    row.say(rng.choice(["Cont creditat: ", "Cont debitat: ", "Cont creditat:"])).say(
        own, counterparty_iban=own
    )
    row.say(f";{rng.choice(words.PEOPLE)}, {row.key('CURS SCHIMB: ')}").say(rate, 1, exchange_rate=rate)
    reference(row)


OP_FORMS = [
    ("Plată OP intra - canal electronic", "op_out_intra", "transfer_out", "out", 2),
    ("Plată OP inter - canal electronic", "op_out_inter", "transfer_out", "out", 3),
    ("Plată clienți speciali - canal electronic", "op_out_special", "transfer_out", "out", 2),
    ("Încasare OP", "op_in", "transfer_in", "in", 1),
    ("Încasare OP - canal electronic", "op_in_electronic", "transfer_in", "in", 2),
    ("Încasare OP urgente/MV", "op_in_urgent", "transfer_in", "in", 1),
    ("Încasare Instant", "instant_in", "instant_in", "in", 1),
    ("Plată Instant", "instant_out", "instant_out", "out", 1),
    ("Plată instant EUR", "instant_out", "instant_out", "out", 1),
    ("Plată valutară intra", "foreign_out", "transfer_out", "out", 2),
]


def order(row: Row) -> None:
    """Write a payment order: details, fillers, name, IBAN and BIC between semicolons."""
    rng = row.rng
    name, operation, channel, direction, before = rng.choice(OP_FORMS)
    row.op(name, operation, channel, direction)
    details, account = rng.choice(words.OP_DETAILS), iban(rng)
    row.say(details, 1, message=details).say(";")
    row.say(";".join(rng.choice(["", f"/ROC/{digits(rng, 8)}", digits(rng, 4)]) for _ in range(before - 1)))
    row.say(";" if before > 1 else "")
    party = rng.choice(words.COMPANIES + words.PEOPLE)
    row.say(digits(rng, 4) if party in words.COMPANIES and rng.random() < 0.15 else "")
    row.say(party).say(";").say(account, counterparty=party, counterparty_iban=account)
    row.say(f";{account[4:8]}RO22")
    if rng.random() < 0.1:
        rate = f"5.{digits(rng, 4)}"
        row.say(f"; CURS {rate} RON ECHIVALENT LEI {amount(rng)}", exchange_rate=rate)
    reference(row)


PLAIN_FORMS = [
    ("Comision încasare OP", "fee_op_in", "fee", "out"),
    ("Comision plată OP", "fee_op_out", "fee", "out"),
    ("Comision Plată Instant", "fee_instant", "fee", "out"),
    ("Taxă Serviciu SMS", "fee_sms", "fee", "out"),
    ("Abonament BT 24", "fee_bt24", "fee", "out"),
    ("Pachet IZI", "fee_package", "fee", "out"),
    ("Rambursare principal credit", "loan_principal", "loan", "out"),
    ("Dobândă credit", "loan_interest", "interest", "out"),
    ("Dobândă depozit", "deposit_interest", "interest", "in"),
    ("Notă contabilă individuală", "note", "other", None),
    ("Depunere numerar ATM", "cash_deposit", "cash_deposit", "in"),
    ("Achiziție unități de fond", "fund_purchase", "fund", "out"),
    ("Debitare automată carduri de credit", "card_debit", "direct_debit", "out"),
    (
        "Transfer intern - canal electronic;Transfer din contul de economii",
        "internal_transfer",
        "internal_transfer",
        "in",
    ),
    (
        "Transfer intern - canal electronic;Transfer în contul de economii",
        "internal_transfer",
        "internal_transfer",
        "out",
    ),
    (
        "Transfer intern - canal electronic;Constituire depozit",
        "internal_transfer",
        "internal_transfer",
        "out",
    ),
]


def plain(row: Row) -> None:
    rng = row.rng
    if rng.random() < 0.1:
        party, account = rng.choice(words.PEOPLE), iban(rng)
        row.say("Comision-", operation="fee_transfer", channel="fee", direction="out").say("Plată către ")
        row.say(party, 2, counterparty=party).say(", cont ").say(account, counterparty_iban=account)
        return
    name, operation, channel, direction = rng.choice(PLAIN_FORMS)
    row.op(name, operation, channel, direction)
    reference(row)


SHARES: list[tuple[Callable[[Row], None], int]] = [
    (foreign_acquirer, 32), (bt_pos, 14), (bt_epos, 7), (p2p, 14), (simple_btpay, 5), (exchange, 4),
    (order, 11), (plain, 6), (cash, 3), (hold, 2), (refund, 2),
]  # fmt: skip


def generate(rows: int = 500, seed: int = 7) -> list[Case]:
    """Return rows of every kind in about a personal account's shares; the same for the same seed."""
    rng = Random(seed)
    kinds, weights = zip(*SHARES, strict=True)
    cases = []
    for kind in rng.choices(kinds, weights, k=rows):
        row = Row(rng)
        kind(row)
        cases.append(row.case())
    return cases
