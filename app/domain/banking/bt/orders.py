"""Rows between people and accounts: P2P by BT Pay, payment orders, fees for another, currency exchange."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from app.domain.banking.bt.operations import Operation
from app.domain.banking.bt.text import fold, loose, same_person
from app.domain.banking.ledger.bank_transaction import Direction

_P2P_CARD = re.compile(loose("transfer din card") + r" *(\d{4}) +", re.A)
_TO = re.compile(" " + loose("catre") + " ", re.A)
_FOR = re.compile(loose("reprezentand") + " *:? *", re.A)
_IBAN = re.compile(r"[a-z]{2}\d{2}[a-z0-9]{11,30}", re.A)
_GLUED_CODE = re.compile(r"\A\d{3,}(?=[^\W\d])")
# At the end of a row, and whatever of it is left where the row was cut off.
_REFERENCE = re.compile(r"[; ] *ref *: *[a-z0-9]{0,40}$|; *(?:r|re|ref)$", re.A)
# A reference, or a bank's code, where a name would stand.
_NO_NAME = re.compile(r" *ref *:|[a-z]{6}[a-z0-9]{2}(?:[a-z0-9]{3})?$", re.A)
_BROKEN_NAME = re.compile(r"(?<=[^\W\d_])- +(?=[^\W\d_])")
_FIELD_SIZE = 35
_FEE_FOR = re.compile(loose("catre") + r" *([^;,]{1,120}), *cont *:? *([a-z]{2}\d{2}[a-z0-9]{11,30})?", re.A)
_EXCHANGED = re.compile(r"cont *(?:creditat|debitat) *: *([a-z]{2}\d{2}[a-z0-9]{11,30})", re.A)


class Party(NamedTuple):
    """Who is on the other side, as a row tells it."""

    counterparty: str | None = None
    counterparty_iban: str | None = None
    message: str | None = None
    direction: Direction | None = None
    card_ending: str | None = None


def p2p(text: str, folded: str, *, holder: str | None, direction: Direction | None) -> Party:
    """Read 'Transfer din card NNNN A catre B reprezentand : words'."""
    card = _P2P_CARD.search(folded)
    if card is None:
        return Party(direction=direction)
    to = _TO.search(folded, card.end())
    if to is None:
        return Party(direction=direction, card_ending=card[1])
    why = _FOR.search(folded, to.end())
    sender = text[card.end() : to.start()].strip()
    receiver = text[to.end() : why.start() if why else len(text)].partition(";")[0].strip()
    sure = why is not None or ";" in text[to.end() :]
    direction = direction or _direction(sender, receiver if sure else "", holder)
    other = sender if direction == "in" else receiver if sure else None
    message = _message(text[why.end() :], fold(receiver)) if why else None
    return Party(_one_line(other or ""), None, message, direction, card[1])


def _direction(sender: str, receiver: str, holder: str | None) -> Direction | None:
    if not holder:
        return None
    if same_person(receiver, holder):
        return "in"
    return "out" if same_person(sender, holder) else None


def _message(rest: str, receiver: str) -> str | None:
    """Cut what the bank adds after a person's words: the receiver again and the reference."""
    end = _REFERENCE.search(fold(rest))
    words = rest[: end.start()] if end else rest
    before, mark, name = words.rstrip(" ;").rpartition(";")
    return (before if mark and receiver.startswith(fold(name).strip()) else words).strip(" ;") or None


def order(body: str, operation: Operation) -> Party:
    """Read what follows a payment order's name, fields between semicolons: details, ..., name, IBAN, BIC."""
    fields = body.split(";", 40)
    folded = [fold(field).replace(" ", "") for field in fields]
    at = next((n for n, each in enumerate(folded) if n and _IBAN.fullmatch(each)), None)
    name_at = at - 1 if at is not None else operation.party_at
    # Without an IBAN behind it the last field may be half a name.
    known = at is not None or name_at < len(fields) - 1
    name = _GLUED_CODE.sub("", fields[name_at].strip()) if known else ""
    if at is None and (folded[name_at : name_at + 1] == [""] or _NO_NAME.match(fold(name))):
        name = ""
    details = _details(fields[: min(name_at, len(fields) - 1)])
    return Party(_one_line(name), None if at is None else folded[at].upper(), details)


def _details(fields: list[str]) -> str | None:
    """Join what the payer wrote: the bank cuts it into fields of 35 characters."""
    words = fields[0] if fields else ""
    for before, after in pairwise(fields):
        if len(before) != _FIELD_SIZE:
            break
        words += after
    return words.strip() or None


def _one_line(name: str) -> str | None:
    """Take out what line breaks left inside a name: 'ANA- MARIA', double spaces."""
    return " ".join(_BROKEN_NAME.sub("-", name).split()) or None


def fee_for(text: str, folded: str) -> Party:
    """Read 'Comision-Plata catre B, cont IBAN'."""
    found = _FEE_FOR.search(folded)
    if found is None:
        return Party()
    return Party(text[found.start(1) : found.end(1)].strip(), found[2].upper() if found[2] else None)


def exchanged_with(folded: str) -> Party:
    """Read the holder's other account of a currency exchange."""
    found = _EXCHANGED.search(folded)
    return Party(None, found[1].upper() if found else None)


def within(folded: str) -> Direction | None:
    """Say which way money went between the holder's own accounts, where the row says it."""
    if re.search(
        loose("din") + "(?: *" + loose("contul de") + ")? *" + loose("economii") + "|lichidare", folded
    ):
        return "in"
    return "out" if re.search(loose("in contul") + "|" + loose("constituire"), folded) else None
