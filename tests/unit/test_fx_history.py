"""The shipped history: the European Central Bank's own figures, read a currency at a time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import pytest

from app.domain.fx.history import newest_shipped_day, shipped_currencies, shipped_rate, shipped_rates
from launch.exchange_rates import pack


# eurofxref-hist.csv, the lines of these days
@pytest.mark.parametrize(
    ("currency", "on", "rate"),
    [
        ("USD", date(1999, 1, 4), "1.1789"),
        ("ROL", date(2005, 6, 30), "36030"),
        ("RON", date(2005, 7, 1), "3.603"),
        ("HRK", date(2022, 12, 30), "7.5365"),
        ("BGN", date(2025, 12, 31), "1.9558"),
        ("RUB", date(2022, 3, 1), "117.201"),
        ("TRY", date(2026, 10, 30), "55.8015"),
    ],
)
def test_a_days_rate_is_the_banks(currency: str, on: date, rate: str) -> None:
    assert shipped_rate(currency, on) == Decimal(rate)


@pytest.mark.parametrize("on", [date(2026, 10, 31), date(2026, 4, 3), date(1998, 12, 31)])
def test_weekends_holidays_and_days_before_the_euro_have_no_rate(on: date) -> None:
    assert shipped_rate("USD", on) is None


def test_a_range_begins_with_the_last_rate_before_it() -> None:
    weekend = list(shipped_rates("USD", date(2026, 10, 24), date(2026, 10, 26)))
    assert [on for on, _ in weekend] == [date(2026, 10, 23), date(2026, 10, 26)]


def test_a_gap_of_years_is_bridged_by_the_rate_before_it() -> None:
    """The krona had no rate from December 2008 to February 2018."""
    assert list(shipped_rates("ISK", date(2012, 1, 1), date(2012, 1, 31))) == [
        (date(2008, 12, 9), Decimal(290))
    ]


def test_before_the_first_rate_there_is_none_and_none_of_later_days() -> None:
    assert list(shipped_rates("RON", date(2005, 1, 1), date(2005, 6, 30))) == []


@pytest.mark.parametrize("code", ["EUR", "XXX", "SOURCE", "days", "", "../days"])
def test_what_is_no_currency_of_the_file_has_no_rate(code: str) -> None:
    assert code not in shipped_currencies()
    assert list(shipped_rates(code, date(1999, 1, 1), date(2026, 12, 31))) == []


def test_the_file_names_its_source_and_is_small() -> None:
    path = Path("app/domain/fx/data/ecb.zip")
    with ZipFile(path) as archive:
        source = archive.read("SOURCE").decode()
    assert "European Central Bank" in source
    assert newest_shipped_day().isoformat() in source
    assert path.stat().st_size < 1_000_000


def test_a_table_of_the_bank_is_packed_by_currency(tmp_path: Path) -> None:
    table = "Date,USD,HRK,\n2023-01-02,1.0683,N/A,\n2022-12-30,1.0666,7.5365,\n"
    with ZipFile(tmp_path / "hist.zip", "w") as archive:
        archive.writestr("eurofxref-hist.csv", table)
    pack(tmp_path / "hist.zip", tmp_path / "packed.zip")
    with ZipFile(tmp_path / "packed.zip") as archive:
        packed = {name: archive.read(name).decode() for name in archive.namelist()}
    assert packed.pop("SOURCE").splitlines()[0].endswith("2022-12-30 to 2023-01-02:")
    assert packed == {"days": "2022-12-30\n2023-01-02", "USD": "1.0666\n1.0683", "HRK": "7.5365\n"}
