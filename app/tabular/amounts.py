"""Amounts as banks write them, as plain decimal text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal, NamedTuple

from app.money import exponent, is_currency
from app.tabular.encoding import shown

Decimal = Literal[",", "."]
Thousands = Literal["", ",", ".", " ", "'"]

_SIGNS = {
    "€": "EUR", "EURO": "EUR", "EUROS": "EUR", "£": "GBP", "LEI": "RON", "ZŁ": "PLN", "KČ": "CZK",
    "FT": "HUF", "₹": "INR", "₺": "TRY", "₴": "UAH", "₽": "RUB", "R$": "BRL", "US$": "USD", "₪": "ILS",
    "₩": "KRW", "฿": "THB", "₱": "PHP",
}  # fmt: skip
_OF_MANY = {
    "$": (
        "USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP", "TWD", "UYU", "DOP", "JMD",
        "TTD", "BBD", "BMD", "BSD", "BZD", "BND", "FJD", "GYD", "KYD", "LRD", "NAD", "NIO", "SBD", "SRD",
        "XCD", "CUP",
    ),
    "¥": ("JPY", "CNY"), "KR": ("SEK", "NOK", "DKK", "ISK"), "FR.": ("CHF",),
    "RS": ("INR", "PKR", "LKR", "NPR", "MUR", "SCR"),
}  # fmt: skip
"""Signs of several currencies, the one that most people mean first."""
_BLANKS = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f", " "),
        **dict.fromkeys("\u2019\u02bc\u00b4`", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2212\u2013\ufe63\uff0d", "-"),
    }
)
_COIN = r"(?:[A-Za-z]{3}|US\$|R\$|[zZ]ł|K[čČ]|[Ff]t|[Kk]r\.?|Fr\.|Rs\.?|[€£$¥₹₺₴₽₪₩฿₱])"
_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,2})?")
"""The plainest way to write an amount, read without the long pattern."""
_COIN_BEFORE = re.compile(rf"^({_COIN}) ?\((.*)\)$")
_MARKED = r"(?:DR|CR|D|C|S|H)"
_MAX_LENGTH = 60


class Amount(NamedTuple):
    """An amount as it is written. marked: a word or a sign of its own says which way it goes."""

    plain: str
    currency: str | None
    marked: bool


@lru_cache(maxsize=64)
def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    """Groups must be whole, so that '12,34' is refused where the comma parts thousands, not read as 1234."""
    mark, group = re.escape(decimal), re.escape(thousands)
    whole = r"[0-9]+"
    if thousands:
        whole = rf"[1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}})+|[0-9]+"
    if thousands == ",":  # lakhs and crores: 12,34,567.89
        whole = rf"[1-9][0-9]?(?:,[0-9]{{2}})+,[0-9]{{3}}|{whole}"
    return re.compile(
        rf"(?P<open>\()? ?(?P<before>{_COIN})? ?(?P<sign>[+-])? ?(?P<after>{_COIN})? ?"
        rf"(?P<whole>{whole})?(?P<mark>{mark}(?P<places>[0-9]*))? ?(?P<trailing>[+-])? ?"
        rf"(?P<last>{_COIN})? ?(?P<close>\))?(?: ?(?P<word>{_MARKED})\.?)?",
        re.IGNORECASE,
    )


def read_amount(text: str, decimal: str, thousands: str) -> Amount:
    """Read '1.234,50-', '(12.00)', '$(12.34)', 'EUR -3' or '450.00 DR'. Raises ValueError with a sentence."""
    if _PLAIN.fullmatch(text) and (decimal == "." or "." not in text):
        return Amount(text, None, text[0] == "-")
    found = _found(text, decimal, thousands)
    if found is None:
        raise ValueError(f"{shown(text)} is not an amount.")
    whole = found["whole"] or "0"
    if thousands:
        whole = whole.replace(thousands, "")
    minus, marked = _sign(text, found)
    coin = found["before"] or found["after"] or found["last"]
    places = found["places"]
    plain = f"{minus}{whole}.{places}" if places else f"{minus}{whole}"
    return Amount(plain, _currency(coin) if coin else None, marked)


def plain_amount(text: str, decimal: str, thousands: str) -> tuple[str, str | None]:
    """Read an amount into plain decimal text, and the currency where one is written beside it."""
    return read_amount(text, decimal, thousands)[:2]


def _found(text: str, decimal: str, thousands: str) -> re.Match[str] | None:
    text = text.strip().translate(_BLANKS)
    if len(text) > _MAX_LENGTH:
        return None
    if text.endswith(")"):  # '$(12.34)' is '($12.34)'
        text = _COIN_BEFORE.sub(r"(\1\2)", text)
    found = _pattern(decimal, thousands).fullmatch(text)
    if found is None or not (found["whole"] or found["places"]):
        return None
    if bool(found["open"]) != bool(found["close"]):
        return None
    # '12.-' is a Swiss way to write 12.00: whether the dash is a sign cannot be told.
    return None if found["mark"] and not found["places"] and found["trailing"] else found


def _sign(text: str, found: re.Match[str]) -> tuple[str, bool]:
    signs = [found["sign"], found["trailing"], "-" if found["open"] else None]
    signs = [sign for sign in signs if sign]
    word = (found["word"] or "").upper()
    if word:
        signs.append("-" if word in {"DR", "D", "S"} else "+")
    if len(set(signs)) > 1 or (found["sign"] and found["trailing"]):
        raise ValueError(f"{shown(text)} has two signs.")
    return "-" if "-" in signs else "", bool(signs)


def _currency(coin: str) -> str | None:
    """A dollar sign is many currencies', so it names none; a word that is no currency spoils the amount."""
    if may_be(coin):
        return None
    if (code := currency_of(coin)) is None:
        raise ValueError(f"{shown(coin)} is not a currency.")
    return code


def may_be(sign: str) -> tuple[str, ...]:
    """Return the currencies that a sign stands for, where these are several: '$', 'kr.'."""
    sign = sign.strip().upper()
    return _OF_MANY.get(sign) or _OF_MANY.get(sign.rstrip("."), ())


def currency_of(word: str) -> str | None:
    """Return the currency that a code, a sign or a word is alone: 'eur', '€', 'Euro', 'zł'."""
    code = _SIGNS.get(word.strip().upper(), word.strip().upper())
    return code if is_currency(code) else None


def check_places(text: str, amount: Amount, *, thousands: str, currency: str) -> None:
    """Refuse '3.000' where it may be three or three thousand. Raises ValueError with a sentence.

    Three decimals are no euro. Where a file parts no thousands at all, its decimals are just written long.
    """
    whole, _, places = amount.plain.lstrip("-").partition(".")
    if thousands and len(places) == 3 and whole != "0" and len(whole) <= 3 and exponent(currency) != 3:
        raise ValueError(f"{shown(text)} is not an amount of {currency}.")


class Marks(NamedTuple):
    """A file's decimal mark and its thousands mark."""

    decimal: Decimal
    thousands: Thousands


ALL_MARKS = (
    Marks(".", ","), Marks(",", "."), Marks(".", "'"), Marks(",", "'"), Marks(".", " "), Marks(",", " "),
    Marks(".", ""), Marks(",", ""),
)  # fmt: skip


def fitting_marks(samples: Iterable[tuple[str, str]]) -> list[Marks]:
    """Return the marks under which most amounts can be read, the likeliest first; several where it is open.

    samples: amounts with their currencies, each shape once. Marks that read every sample alike are one.
    """
    samples = list(samples)
    tried = [(marks, _values(samples, marks)) for marks in ALL_MARKS]
    most = max((sum(value is not None for value in values) for _, values in tried), default=0)
    best: dict[tuple[str | None, ...], Marks] = {}
    for marks, values in tried:
        if sum(value is not None for value in values) == most:
            best.setdefault(tuple(values), marks)
    return list(best.values())


def _values(samples: list[tuple[str, str]], marks: Marks) -> list[str | None]:
    amounts = [_amount(text, currency, marks) for text, currency in samples]
    written = {len(amount.partition(".")[2]) for amount in amounts if amount is not None}
    if not marks.thousands and len(written) > 1 and 3 in written:
        # Decimals that are written long are written long everywhere: beside '12', '3.000' is no three.
        amounts = [None if amount and len(amount.partition(".")[2]) == 3 else amount for amount in amounts]
    return [
        amount and f"{amount.partition('.')[0]}.{amount.partition('.')[2].rstrip('0')}" for amount in amounts
    ]


def _amount(text: str, currency: str, marks: Marks) -> str | None:
    try:
        amount = read_amount(text, *marks)
        check_places(text, amount, thousands=marks.thousands, currency=currency)
    except ValueError:
        return None
    return amount.plain


def guess_marks(samples: list[str]) -> tuple[str, str]:
    """Guess a file's decimal mark and its thousands mark from some of its amounts."""
    comma = sum(bool(re.search(r",[0-9]{1,2}\D{0,5}$", text[-60:])) for text in samples)
    point = sum(bool(re.search(r"\.[0-9]{1,2}\D{0,5}$", text[-60:])) for text in samples)
    decimal, other = (",", ".") if comma > point else (".", ",")
    bare = [text.translate(_BLANKS) for text in samples]
    for thousands in (other, "'", " "):
        if any(re.search(rf"[0-9]{re.escape(thousands)}[0-9]{{3}}", text[:60]) for text in bare):
            return decimal, thousands
    return decimal, other
