"""Card rows and the facts that any row may carry after its name: numbers, amounts, rates, references."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from app.domain.banking.bt.countries import alpha2
from app.domain.banking.bt.shop import Shop, split_shop
from app.domain.banking.bt.text import LOST, loose

_TRADE = rf"(?:{loose('tranzactie')}|trz)"
_AMOUNT = r"(-?\d[\d.,]{0,20}) *([a-z]{3}(?![a-z]))?"
_BOUGHT = re.compile(r"(?:(epos|pos|unknown|atm) *)?(?<!\d)(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?!\d)", re.A)
# A pattern that begins with its letters is found several times as fast as one that begins by looking back.
_RRN = re.compile(r"rrn(?<![a-z]rrn) *:? *(\d{12})(?!\d)", re.A)
_TID = re.compile(r"(?<![a-z0-9])tid *:? *(?:(\d{8}(?!\d)|(?=[a-z]*\d)[a-z0-9]{8}(?![a-z0-9*])))?", re.A)
_MID = re.compile(r" *(?:mid *:? *)?((?=[a-z]*\d)[a-z0-9]{4,20}?)(ron|eur|usd|gbp|huf|chf)?(?= |$)", re.A)
_SPENT = re.compile(rf"{loose('valoare')} *{_TRADE} *: *{_AMOUNT}", re.A)
_FEE = re.compile(rf"{loose('comision')} *{_TRADE} *:? *{_AMOUNT}", re.A)
_HELD = re.compile(rf"{_AMOUNT} *{loose('aferenta')}", re.A)
_HELD_AT = re.compile(rf"{loose('aferenta tranzactie')}i? *(?:(epos|pos|unknown|atm)(?![a-z]) *)?", re.A)
_HELD_CARD = re.compile(r" *(?<![a-z])card *(?:nr\.? *)?[\d*x]{0,12}(\d{4})(?!\d)", re.A)
_RATE = re.compile(rf"curs(?<![a-z]curs)(?: *{loose('schimb')})? *:? *(\d{{1,6}}[.,]\d{{1,8}})(?!\d)", re.A)
_REFERENCE = re.compile(r"ref(?<![a-z]ref) *: *([a-z0-9]{6,40})", re.A)
_BLOCK_END = re.compile(rf";|{loose('valoare')} *{_TRADE}|(?<![a-z])rrn *:?|{loose('comision')} *{_TRADE}")
_CARD = re.compile(r"(?:^|(?<= ))(\d{4})[\dx*.]{0,8}(\d{4})$", re.A)
_PARTIAL = re.compile(rf" (?:\d{{1,7}}|valoare *[ranziet{LOST}c]{{0,10}}|va?l?o?a?r?|rr?n?|co?m?i?s?i?o?n?)$")
_COUNTRY = re.compile(r"(?:^|(?<= ))([a-z]{2,3})$", re.A)


class Purchase(NamedTuple):
    """What a card row says of the purchase. kind: 'epos' is online, 'pos' in a shop."""

    kind: str | None = None
    purchased_on: date | None = None
    tid: str | None = None
    mid: str | None = None
    shop: Shop = Shop(None, None)
    country: str | None = None
    card_ending: str | None = None


class Amount(NamedTuple):
    """Decimal text and the currency's code, each None where the row does not say."""

    amount: str | None = None
    currency: str | None = None


class Facts(NamedTuple):
    """What stands in the tail of a row."""

    rrn: str | None
    original: Amount
    fee: Amount
    exchange_rate: str | None
    reference: str | None


def purchase(text: str, folded: str) -> Purchase:
    """Read the date, the terminal, the shop and the card of a tidied row and its folded twin."""
    bought = _BOUGHT.search(folded)
    if bought is None:
        return _held_purchase(text, folded)
    tid = _TID.search(folded, bought.end(), bought.end() + 60)
    mid = _MID.match(folded, bought.end(), tid.start() if tid else len(folded))
    repeated = re.match(rf" *{tid[1]} ", folded[tid.end() :][:20]) if tid and tid[1] else None
    start = tid.end() if tid else mid.end() if mid else bought.end()
    start += repeated.end() if repeated else 0
    return _shop_at(text, folded, start)._replace(
        kind=bought[1],
        purchased_on=_day(bought),
        tid=tid[1].upper() if tid and tid[1] else None,
        mid=mid[1].upper() if mid else None,
    )


def _held_purchase(text: str, folded: str) -> Purchase:
    """Read a blocked amount: 'aferenta tranzactiei POS', the shop, and the card's last digits."""
    held = _HELD_AT.search(folded)
    if held is None:
        return Purchase()
    card = _HELD_CARD.search(folded, held.end())
    end = card.start() if card else len(folded)
    found = _shop_at(text[:end], folded[:end], held.end())
    return found._replace(kind=held[1], card_ending=card[1] if card else found.card_ending)


def _shop_at(text: str, folded: str, start: int) -> Purchase:
    """Read the shop, the country and the card from where they begin."""
    end = _BLOCK_END.search(folded, start)
    block = folded[start : end.start()].rstrip() if end else _without_cut_words(folded[start:].rstrip())
    card = _CARD.search(block)
    block = block[: card.start()].rstrip() if card else block
    country = _COUNTRY.search(block)
    code = alpha2(country[1]) if country else None
    size = country.start() if country and code else len(block)
    shop = split_shop(text[start : start + size], code)
    return Purchase(shop=shop, country=code, card_ending=card[2] if card else None)


def _without_cut_words(block: str) -> str:
    """Drop the beginnings of the next words from a row that was cut off: 'ROM 4244', 'RO 42441234 VALO'."""
    partial = _PARTIAL.search(block)
    rest = block[: partial.start()].rstrip() if partial else block
    country = _COUNTRY.search(rest)
    return rest if _CARD.search(rest) or (country and alpha2(country[1])) else block


def facts(folded: str, account_currency: str | None) -> Facts:
    """Read what any row may carry. A rate's 'RON ECHIVALENT LEI 78.91' is no amount of the row."""
    rrn, rate = _RRN.search(folded), _RATE.search(folded)
    references = _REFERENCE.findall(folded)
    return Facts(
        rrn[1] if rrn else None,
        _amount(_SPENT.search(folded) or _held(folded), account_currency),
        _amount(_FEE.search(folded), account_currency),
        rate[1].replace(",", ".") if rate else None,
        references[-1].upper() if references else None,
    )


def _held(folded: str) -> re.Match[str] | None:
    return _HELD.search(folded[:200]) if "feren" in folded else None


def _amount(found: re.Match[str] | None, account_currency: str | None) -> Amount:
    if found is None:
        return Amount()
    return Amount(_decimal(found[1]), found[2].upper() if found[2] else account_currency)


def _decimal(printed: str) -> str:
    """Write '1,234.56', '1.234,56' and '71,19' as plain decimals; a comma before three digits groups them."""
    digits = printed.lstrip("-").rstrip(".,")
    mark = max(digits.rfind("."), digits.rfind(","))
    whole, places = (digits[:mark], digits[mark + 1 :]) if mark > 0 else (digits, "")
    if len(places) == 3 and digits[mark] == ",":
        whole, places = digits, ""
    whole = whole.replace(".", "").replace(",", "")
    return f"{whole}.{places}" if places else whole


def _day(bought: re.Match[str]) -> date | None:
    try:
        return date(int(bought[4]), int(bought[3]), int(bought[2]))
    except ValueError:
        return None
