"""Dump files of candles: packed or not, in milliseconds or microseconds, with a header or without."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.trading.candles.timeframes import minute_of
from app.domain.trading.collection.bulk import draft_of
from app.domain.trading.collection.dumps import Dump, months_between, read_dump, read_folder
from app.domain.trading.collection.errors import UnreadableDump

FIRST = minute_of(datetime(2025, 1, 1, tzinfo=UTC))
NAME = "BTCUSDT-1m-2025-01"
HEADER = (
    "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
    "taker_buy_quote_volume,ignore\n"
)


def lines(count: int = 3, unit: int = 1) -> str:
    rows = []
    for n in range(count):
        begun = (FIRST + n) * 60_000 * unit
        rows.append(
            f"{begun},93576.0{n},93610.93,93537.50,93610.{n}3,8.21827000,{begun + 59_999},1.0,2631,4.0,1.0,0"
        )
    return "\n".join(rows) + "\n"


def zipped(content: str, *, files: int = 1) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(files):
            archive.writestr(f"{NAME}{n or ''}.csv", content)
    return packed.getvalue()


@pytest.mark.parametrize("unit", [1, 1000], ids=["milliseconds", "microseconds"])
@pytest.mark.parametrize("header", ["", HEADER, "\ufeff"])
def test_every_form_holds_the_same_candles(unit: int, header: str) -> None:
    text = header + lines(unit=unit)
    for dump in (Dump(f"{NAME}.csv", text.encode(), None), Dump(f"{NAME}.zip", zipped(text), None)):
        page = read_dump(dump)
        assert page.bars["start"].tolist() == [FIRST, FIRST + 1, FIRST + 2]
        assert page.bars[0].tolist() == (0, FIRST, 93576.0, 93610.93, 93537.5, 93610.03, 8.21827, 2631, 1)
        assert (dump.symbol, dump.interval, len(page.refused)) == ("BTCUSDT", "1m", 0)


def test_a_file_is_what_its_checksum_stands_for() -> None:
    content = zipped(lines())
    digest = hashlib.sha256(content).hexdigest()
    for said in (f"{digest}  {NAME}.zip\n", digest.upper()):
        assert len(read_dump(Dump(f"{NAME}.zip", content, said)).bars) == 3
    for said in ("", "0" * 64, f"{NAME}.zip  {digest}"):
        with pytest.raises(UnreadableDump, match="checksum"):
            read_dump(Dump(f"{NAME}.zip", content, said))


@pytest.mark.parametrize(
    "content",
    [
        b"<html><body>Not found</body></html>", b"\x00\x01", b"1,2,3\n", lines().encode() + b"1735689780000,x,1,1,1,1,1,1,1,1,1,0\n",
        b"nan,1,1,1,1,1,1,1,1,1,1,0\n", b"1e300,1,1,1,1,1,1,1,1,1,1,0\n",
    ],
)  # fmt: skip
def test_what_is_no_file_of_candles_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableDump):
        read_dump(Dump(f"{NAME}.csv", content, None))


@pytest.mark.parametrize(
    "content", [b"no zip", zipped(lines(), files=2), zipped(lines())[:60]], ids=["no zip", "two", "cut"]
)
def test_what_is_no_zip_of_one_file_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableDump):
        read_dump(Dump(f"{NAME}.zip", content, None))


def test_candles_that_cannot_be_are_left_out() -> None:
    good = lines()
    page = read_dump(Dump(f"{NAME}.csv", good.replace("93537.50", "99999.0", 1).encode(), None))
    assert (page.bars["start"].tolist(), page.refused.tolist()) == ([FIRST + 1, FIRST + 2], [FIRST])


def test_a_file_of_another_interval_than_its_name_says_is_refused() -> None:
    for minutes in (5, 60):
        hour = (
            lines().splitlines()[0].replace(str(FIRST * 60_000 + 59_999), str((FIRST + minutes) * 60_000 - 1))
        )
        with pytest.raises(UnreadableDump, match="no candle of 1m that can be"):
            read_dump(Dump(f"{NAME}.csv", hour.encode(), None))


def test_a_file_of_seconds_is_refused() -> None:
    seconds = lines().replace(str(FIRST * 60_000), str(FIRST * 60)).splitlines()[0]
    with pytest.raises(UnreadableDump):
        read_dump(Dump(f"{NAME}.csv", seconds.encode(), None))


@pytest.mark.parametrize("way", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED])
def test_a_damaged_zip_is_refused_however_it_is_packed(way: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", way) as archive:
        archive.writestr(f"{NAME}.csv", lines(200))
    content = bytearray(packed.getvalue())
    content[60:90] = bytes(30)
    with pytest.raises(UnreadableDump):
        read_dump(Dump(f"{NAME}.zip", bytes(content), None))


def test_a_checksum_that_is_no_text_is_no_agreement(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}.csv").write_text(lines())
    (tmp_path / f"{NAME}.csv.CHECKSUM").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableDump, match="checksum"):
        [read_dump(dump) for dump in read_folder(tmp_path)]


@pytest.mark.parametrize(
    "name", ["candles.csv", "BTCUSDT-2m-2025-01.csv", "btcusdt-1m-2025-01.zip", "BTCUSDT-1m.csv"]
)
def test_a_name_that_tells_no_symbol_is_refused(name: str) -> None:
    with pytest.raises(UnreadableDump, match="named like"):
        read_dump(Dump(name, lines().encode(), None))


def test_months_are_counted_over_the_turn_of_a_year() -> None:
    assert months_between("2025-11", "2026-02") == ["2025-11", "2025-12", "2026-01", "2026-02"]
    with pytest.raises(ValueError):
        months_between("November", "2026-02")


def test_a_symbols_letters_show_what_it_is_priced_in() -> None:
    told = {
        symbol: (draft_of(symbol).base, draft_of(symbol).quote) for symbol in ("BTCUSDT", "ETHBTC", "XYZ")
    }
    assert told == {"BTCUSDT": ("BTC", "USDT"), "ETHBTC": ("ETH", "BTC"), "XYZ": ("XYZ", "")}
