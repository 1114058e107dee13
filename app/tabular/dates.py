"""Dates as banks write them, as moments."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from app.days import local_day
from app.tabular.encoding import shown
from app.texts import fold


class When(NamedTuple):
    """A moment in UTC, the civil day as the source wrote it, and whether the source gave a time."""

    at: datetime
    on: date
    has_time: bool


NOON = time(12)
_MAX_LENGTH = 40
ORDERS: tuple[Literal["dmy", "mdy", "ymd"], ...] = ("dmy", "mdy", "ymd")
_TIME = (
    r"(?:[ T,]{1,3}(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
    r" ?(?P<half>[ap]m)? ?(?P<offset>z|utc|gmt|[+-]\d\d:?\d\d)?)?"
)
_FLAGS = re.ASCII | re.IGNORECASE
_NUMBERS = re.compile(r"(\d{1,4})([-./ ]) ?(\d{1,2})[-./ ] ?(\d{1,4})\.?" + _TIME, _FLAGS)
_TOGETHER = re.compile(r"(\d{4})(\d\d)(\d\d)" + _TIME, _FLAGS)
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:[-./ ]{1,2}| de )?([a-z]{3,12})(?:[-.,/ ]{1,3}| de )?(\d{2,4})" + _TIME, _FLAGS
)
_MONTH_FIRST = re.compile(r"([a-z]{3,12})[-. ]{1,2}(\d{1,2})[-., ]{1,3}(\d{4})" + _TIME, _FLAGS)
_YEAR_FIRST = re.compile(r"(\d{4})[-./ ]{1,2}([a-z]{3,12})[-./ ]{1,2}(\d{1,2})\.?" + _TIME, _FLAGS)
# How the months begin in the languages of the headers, without accents; the longer of two is found first.
_MONTHS = (
    ("jan", "ian", "ene", "gen", "sty", "led", "tammi", "oca"),
    ("feb", "fev", "lut", "uno", "helmi", "sub"),
    ("mar", "mrz", "mrt", "bre", "maalis"),
    ("apr", "avr", "abr", "kwi", "dub", "huhti", "nis"),
    ("may", "mai", "maj", "mei", "mag", "kve", "touko"),
    ("jun", "iun", "juin", "giu", "cze", "cerven", "cer", "kesa", "haz"),
    ("jul", "iul", "juil", "lug", "lip", "cervenec", "cvc", "heina", "tem"),
    ("aug", "aou", "ago", "avg", "sie", "srp", "elo", "agu"),
    ("sep", "set", "szep", "wrz", "zar", "syys", "eyl"),
    ("oct", "okt", "ott", "out", "paz", "rij", "loka", "eki"),
    ("nov", "noi", "lis", "marras", "kas"),
    ("dec", "dez", "dic", "des", "gru", "pro", "joulu", "ara"),
)
_BEGINNINGS = sorted(
    ((name, number) for number, names in enumerate(_MONTHS, 1) for name in names),
    key=lambda each: -len(each[0]),
)


def civil_day(text: str, order: str) -> date | None:
    """Return the day that a text names when its parts stand in this order; None where it names none."""
    return _civil_day(text, order) if 6 <= len(text) <= _MAX_LENGTH else None


@lru_cache(maxsize=16_384)
def _civil_day(text: str, order: str) -> date | None:
    text = text.strip()
    if not (text[:1].isdigit() or (text[:1].isalpha() and text[-1:].isalnum())):
        return None
    try:
        day, _ = _day(fold(text), order)
    except (ValueError, OverflowError):
        return None
    return day if 1900 <= day.year <= 2200 else None


def read_moment(text: str, order: str, zone: str) -> When:
    """Read a date, with or without a time; without an offset it is the time of `zone`.

    Midnight with an offset is how programs write a day: in a zone west of it the day would be another one.
    order: 'ymd', 'dmy' or 'mdy'. Raises ValueError with a sentence.
    """
    text = text.strip()
    if not 6 <= len(text) <= _MAX_LENGTH:
        raise ValueError(f"{shown(text)} is not a date.")
    return _read_moment(text, order, zone)


@lru_cache(maxsize=4096)
def _read_moment(text: str, order: str, zone: str) -> When:
    try:
        day, found = _day(fold(text), order)
        return _moment(day, found, zone)
    except (ValueError, OverflowError):
        raise ValueError(f"{shown(text)} is not a date.") from None


def _day(text: str, order: str) -> tuple[date, re.Match[str]]:
    if found := _NUMBERS.fullmatch(text):
        first, second, third = found[1], found[3], found[4]
        parts = {"ymd": (first, second, third), "dmy": (third, second, first), "mdy": (third, first, second)}
        year, month, day = parts["ymd" if len(first) > 2 else order]
        return date(_year(year), int(month), int(day)), found
    if found := _TOGETHER.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3])), found
    if found := _DAY_FIRST.fullmatch(text):
        return date(_year(found[3]), _month(found[2]), int(found[1])), found
    if found := _MONTH_FIRST.fullmatch(text):
        return date(int(found[3]), _month(found[1]), int(found[2])), found
    if found := _YEAR_FIRST.fullmatch(text):
        return date(int(found[1]), _month(found[2]), int(found[3])), found
    raise ValueError(text)


def _year(text: str) -> int:
    if len(text) == 3:
        raise ValueError(text)
    return int(text) + (2000 if len(text) <= 2 else 0)


def _month(word: str) -> int:
    for beginning, number in _BEGINNINGS:
        if word.startswith(beginning):
            return number
    raise ValueError(word)


def _moment(day: date, found: re.Match[str], zone: str) -> When:
    if found["hour"] is None:
        return at_noon(day, zone)
    hour = int(found["hour"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"] == "pm" else 0)
    clock, offset = time(hour, int(found["minute"]), int(found["second"] or 0)), _offset(found["offset"])
    if offset is not None and clock == time(0):
        return at_noon(day, zone)
    return on_the_clock(day, clock, zone, offset)


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    if text in {"z", "utc", "gmt"}:
        return UTC
    ahead = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-ahead if text[0] == "-" else ahead)


def at_noon(day: date, zone: str) -> When:
    """A day without a time is its noon where the person is: that stays on its day."""
    return on_the_clock(day, NOON, zone)._replace(has_time=False)


def on_the_clock(day: date, clock: time, zone: str, offset: timezone | None = None) -> When:
    """Return the moment when a clock shows this, and its day where the person is, in `zone`.

    offset: the clock's own, or else it stands in `zone` too. Raises ValueError outside 1900 to 2200.
    """
    if not 1900 <= day.year <= 2200:
        raise ValueError(str(day))
    at = datetime.combine(day, clock, offset or ZoneInfo(zone)).astimezone(UTC)
    return When(at, local_day(at, zone) if offset else day, has_time=True)
