"""The bank's names of operations: which one a row begins with, and what that says."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from app.domain.banking.bt.fields import Channel
from app.domain.banking.bt.text import LOST, fold, loose, tidy
from app.domain.banking.ledger.bank_transaction import Direction


class Operation(NamedTuple):
    """name: folded and without spaces, as rows begin. own: only Banca Transilvania words it so.

    party_at: which field after the name holds the other party, where the row has no IBAN to go by.
    """

    name: str
    code: str
    channel: Channel
    direction: Direction | None = None
    own: bool = True
    party_at: int = 0


UNKNOWN = Operation("", "unknown", "other", own=False)
P2P = Operation("p2pbtpay", "p2p_btpay", "btpay_p2p")
MERCHANT = Operation("btpay", "btpay_merchant", "btpay_merchant", "out")
HOLD = Operation("sumeblocate", "hold", "card_hold", "out")

_OPERATIONS = [
    P2P,
    HOLD,
    Operation("platalaposnon-bt", "pos_non_bt", "card_pos", "out"),
    Operation("platalapos", "pos_bt", "card_pos", "out"),
    Operation("returnare", "refund", "refund", "in", own=False),
    Operation("retragere", "atm", "cash_withdrawal", "out", own=False),
    Operation("retragerenumerar", "atm", "cash_withdrawal", "out", own=False),
    Operation("retrageredenumerardelaatm", "atm", "cash_withdrawal", "out"),
    Operation("depunerenumerar", "cash_deposit", "cash_deposit", "in", own=False),
    Operation("depunerenumeraratm", "cash_deposit", "cash_deposit", "in"),
    Operation("schimbvalutar", "exchange", "fx", own=False),
    Operation("schimbvalutar-canalelectronic", "exchange", "fx"),
    Operation("transferintern", "internal_transfer", "internal_transfer", own=False),
    Operation("transferintern-canalelectronic", "internal_transfer", "internal_transfer"),
    Operation("incasare", "op_in", "transfer_in", "in", own=False, party_at=1),
    Operation("incasareop", "op_in", "transfer_in", "in", party_at=1),
    Operation("incasareop-canalelectronic", "op_in_electronic", "transfer_in", "in", party_at=2),
    Operation("incasareopurgente", "op_in_urgent", "transfer_in", "in", party_at=2),
    Operation("incasareopurgente/mv", "op_in_urgent", "transfer_in", "in", party_at=2),
    Operation("incasareinstant", "instant_in", "instant_in", "in", party_at=1),
    Operation("platainstant", "instant_out", "instant_out", "out", party_at=1),
    Operation("platainstanteur", "instant_out", "instant_out", "out", party_at=1),
    Operation("plataop", "op_out", "transfer_out", "out", party_at=2),
    Operation("plataopintra", "op_out_intra", "transfer_out", "out", party_at=2),
    Operation("plataopintra-canalelectronic", "op_out_intra", "transfer_out", "out", party_at=2),
    Operation("plataopinter", "op_out_inter", "transfer_out", "out", party_at=3),
    Operation("plataopinter-canalelectronic", "op_out_inter", "transfer_out", "out", party_at=3),
    Operation("plataclientispeciali", "op_out_special", "transfer_out", "out", party_at=2),
    Operation("plataclientispeciali-canalelectronic", "op_out_special", "transfer_out", "out", party_at=2),
    Operation("platavalutara", "foreign_out", "transfer_out", "out", party_at=2),
    Operation("platavalutaraintra", "foreign_out", "transfer_out", "out", party_at=2),
    Operation("comision", "fee_other", "fee", "out", own=False),
    Operation("comisionincasareop", "fee_op_in", "fee", "out"),
    Operation("comisionplataop", "fee_op_out", "fee", "out"),
    Operation("comisionplatainstant", "fee_instant", "fee", "out"),
    Operation("comision-platacatre", "fee_transfer", "fee", "out"),
    Operation("taxa", "fee_other", "fee", "out", own=False),
    Operation("taxaserviciusms", "fee_sms", "fee", "out"),
    Operation("abonamentbt24", "fee_bt24", "fee", "out"),
    Operation("pachetizi", "fee_package", "fee", "out"),
    Operation("rambursareprincipalcredit", "loan_principal", "loan", "out"),
    Operation("ratacredit", "loan_principal", "loan", "out", own=False),
    Operation("dobanda", "interest", "interest", own=False),
    Operation("dobandacredit", "loan_interest", "interest", "out"),
    Operation("dobandadepozit", "deposit_interest", "interest", "in", own=False),
    Operation("notacontabila", "note", "other", own=False),
    Operation("notacontabilaindividuala", "note", "other"),
    Operation("achizitieunitatidefond", "fund_purchase", "fund", "out"),
    Operation("rascumparareunitatidefond", "fund_sale", "fund", "in"),
    Operation("debitareautomatacarduridecredit", "card_debit", "direct_debit", "out"),
]
# The longest name first, so that 'Plata la POS non-BT' is not taken for 'Plata la POS'.
_BY_LENGTH = sorted(_OPERATIONS, key=lambda each: -len(each.name))

_P2P_BODY = re.compile(loose("transfer din card") + r" *\d{4} ")
_MARK = re.compile(r"(?:(?<![^\W_])|(?<=p2p)|(?<=transfer)|(?<=valutar))bt[ _-]{0,3}pay(?![^\W_])")
MERCHANT_MARK = re.compile(r"bt[ _-]{0,3}pay *[*:\u2013\u2014-]")
_HOLD = re.compile(loose("aferenta tranzactie"))


def find_operation(folded: str) -> Operation:
    """Return the operation that a tidied and folded row is about, or UNKNOWN."""
    named = _named(folded[:120].partition(";")[0].replace(" ", ""))
    if named is not None:
        return named
    if _P2P_BODY.match(folded):
        return P2P
    if MERCHANT_MARK.match(folded):
        return MERCHANT
    return HOLD if _HOLD.search(folded[:200]) else UNKNOWN


@lru_cache(maxsize=1024)
def _named(head: str) -> Operation | None:
    return next((each for each in _BY_LENGTH if _begins(head, each.name)), None)


def _begins(head: str, name: str) -> bool:
    if LOST not in head:
        return head.startswith(name)
    return len(head) >= len(name) and all(
        theirs in (ours, LOST) for ours, theirs in zip(name, head, strict=False)
    )


def after_name(folded: str, operation: Operation) -> int:
    """Return where the row goes on after the operation's name: statements have a line break there, no ';'."""
    left, at = len(operation.name), 0
    while left and at < len(folded):
        left -= folded[at] != " "
        at += 1
    while folded[at : at + 1] == " ":
        at += 1
    return at + (folded[at : at + 1] == ";")


def has_btpay_mark(folded: str) -> bool:
    """Tell whether BT Pay is named as such: not inside another word, and not 'BT Payment'."""
    return _MARK.search(folded) is not None


def is_bt_pay_transaction(text: str) -> bool:
    """Tell whether a description names BT Pay, or is a transfer from card to card, which only BT Pay makes.

    A shop paid by phone looks like any other card row: the bank leaves no mark there.
    """
    folded = fold(tidy(text))
    return has_btpay_mark(folded) or _P2P_BODY.match(folded) is not None


def is_bt_description(text: str) -> bool:
    """Tell whether a description is worded as only Banca Transilvania words its rows."""
    folded = fold(tidy(text))
    return find_operation(folded).own or has_btpay_mark(folded)
