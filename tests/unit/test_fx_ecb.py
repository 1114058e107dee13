"""The European Central Bank's files: read whole and exactly, or not at all."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.fx import ecb
from app.domain.fx.ecb import EuroRate, read_ecb
from app.domain.fx.errors import UnreadableRates
from app.errors import TooLarge
from tests.support.rates import ecb_file

GOOD = b'<Cube time="2026-03-02"><Cube currency="USD" rate="1.0890"/></Cube>'


def test_every_rate_is_read_with_its_day_and_all_its_digits() -> None:
    content = ecb_file(
        {"2026-11-03": {"USD": "1.0890", "JPY": "175.68"}, "2026-11-02": {"IDR": "20275.1712345678"}}
    )
    assert read_ecb(content) == [
        EuroRate(date(2026, 11, 3), "USD", Decimal("1.0890")),
        EuroRate(date(2026, 11, 3), "JPY", Decimal("175.68")),
        EuroRate(date(2026, 11, 2), "IDR", Decimal("20275.1712345678")),
    ]
    assert str(read_ecb(content)[0].rate) == "1.0890"


def test_byte_order_marks_and_other_encodings_are_read() -> None:
    text = ecb_file({"2026-11-03": {"USD": "1.1"}}).decode().replace("UTF-8", "UTF-16")
    assert len(read_ecb(text.encode("utf-16"))) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"", b"rates", b"<a/>", b"<a", b"\xff\xfe<", b"<a>" * 1000,
        b'<?xml version="1.0" encoding="nonsense"?><a/>',
        b'<?xml version="1.0" encoding="utf-7"?><a/>',
        b'<Cube currency="USD" rate="1.1"/>',
        b'<Cube time="2026-02-30"><Cube currency="USD" rate="1.1"/></Cube>',
        b'<Cube time="20260302"><Cube currency="USD" rate="1.1"/></Cube>',
    ],
)  # fmt: skip
def test_what_is_no_file_of_rates_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableRates):
        read_ecb(content)


@pytest.mark.parametrize(
    "rate", ["", "0", "0.000", "-1.1", "1,1", "1e3", "NaN", "Infinity", "N/A", "1" * 10, "١"]
)
def test_a_rate_that_is_none_refuses_the_file_and_is_named(rate: str) -> None:
    content = ecb_file({"2026-11-03": {"JPY": "175.68", "USD": rate}})
    with pytest.raises(UnreadableRates, match=r"'USD' at .* on 2026-11-03 is no rate"):
        read_ecb(content)


@pytest.mark.parametrize("code", ["usd", "US", "USDX", "U$D", ""])
def test_a_code_that_is_none_refuses_the_file(code: str) -> None:
    with pytest.raises(UnreadableRates):
        read_ecb(ecb_file({"2026-11-03": {code: "1.1"}}))


@pytest.mark.parametrize(
    "head",
    [
        b"<!DOCTYPE a>",
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd">',
        b'<!DOCTYPE a [<!ENTITY x "1.1">]>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE a [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]>',
    ],
)
def test_a_document_type_and_entities_are_refused(head: bytes) -> None:
    with pytest.raises(UnreadableRates, match="document type or entities"):
        read_ecb(head + GOOD)
    assert read_ecb(GOOD)


def test_a_file_larger_than_any_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ecb, "MAX_FILE_BYTES", len(GOOD))
    assert read_ecb(GOOD)
    with pytest.raises(TooLarge):
        read_ecb(GOOD + b" ")
