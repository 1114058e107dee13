"""The European Central Bank's files of rates: eurofxref-daily.xml, -hist-90d.xml and -hist.xml."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from xml.etree.ElementTree import ParseError

from app.domain.fx.errors import UnreadableRates
from app.errors import TooLarge

MAX_FILE_BYTES = 16 * 1024 * 1024
"""The whole history since 1999 has half of it."""
_RATE = re.compile(r"(?=.*[1-9])[0-9]{1,9}(\.[0-9]{1,18})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class EuroRate(NamedTuple):
    """What one euro was worth on a day, in units of a currency."""

    on: date
    currency: str
    rate: Decimal


def read_ecb(content: bytes) -> list[EuroRate]:
    """Read all rates of a file; of one that is not right from end to end, none.

    Raises UnreadableRates, also for a document type or entities, and TooLarge.
    """
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    if len(content) > MAX_FILE_BYTES:
        raise TooLarge(f"A file of rates may have {MAX_FILE_BYTES // 2**20} MiB at most.")
    cubes = _Cubes()
    parser = DefusedXMLParser(target=cubes, forbid_dtd=True)
    try:
        parser.feed(content)
        parser.close()
    except DefusedXmlException as exc:
        raise UnreadableRates("A file with a document type or entities is not read.") from exc
    except (ParseError, ValueError, LookupError) as exc:
        raise UnreadableRates(f"{UnreadableRates.__doc__} {exc}") from exc
    if not cubes.rates:
        raise UnreadableRates("The file holds no rates.")
    return cubes.rates


class _Cubes:
    """Takes the rates from the elements as they come; no tree of a quarter of a million is built.

    <Cube time="2015-01-16"><Cube currency="USD" rate="1.1588"/>…
    """

    def __init__(self) -> None:
        self.rates: list[EuroRate] = []
        self._day: date | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition("}")[2] != "Cube":
            return
        if "time" in attributes:
            self._day = _day(attributes["time"])
        if "currency" in attributes:
            self.rates.append(self._rate(attributes))

    def _rate(self, attributes: dict[str, str]) -> EuroRate:
        currency, rate = attributes["currency"], attributes.get("rate", "")
        if self._day is None:
            raise ValueError("A rate stands under no day.")
        if not re.fullmatch("[A-Z]{3}", currency) or not _RATE.fullmatch(rate):
            raise ValueError(f"{currency[:20]!r} at {rate[:40]!r} on {self._day} is no rate.")
        return EuroRate(self._day, currency, Decimal(rate))

    def close(self) -> None:
        """Called at the document's end."""


def _day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is no day.")
    return date.fromisoformat(text)
