"""`flask import-candles`: years of candles from files, whole or not at all for each file."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from apiflask import APIFlask
from click.testing import Result

from app import clock
from app.domain.trading.candles.logic import bars_of
from app.domain.trading.candles.timeframes import Timeframe, minute_of
from app.domain.trading.instruments.service import find_instrument
from tests.support.candles import by_pandas, rolled, walk
from tests.support.exchange import stored
from tests.support.provider_stub import ProviderStub, Reply, provider_stub

MONTHS = {"2025-01": 31, "2025-02": 28}
EVERY = 30
"""A bar in half an hour is enough."""


def rows_of(month: str) -> list[tuple[float, ...]]:
    first = minute_of(datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC))
    return walk(1, first, MONTHS[month] * 1440 // EVERY, step=EVERY)


@cache
def packed(month: str) -> bytes:
    """Made once: an archive holds the time of its making, and its checksum with it."""
    unit = 1000
    text = "".join(
        f"{start * 60_000 * unit},{o},{h},{low},{c},{v},0,0,{trades},0,0,0\n"
        for _, start, o, h, low, c, v, trades, _ in rows_of(month)
    )
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(f"BTCUSDT-1m-{month}.csv", text)
    return content.getvalue()


def checksum(content: bytes, month: str) -> str:
    return f"{hashlib.sha256(content).hexdigest()}  BTCUSDT-1m-{month}.zip\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for month in MONTHS:
        content = packed(month)
        (tmp_path / f"BTCUSDT-1m-{month}.zip").write_bytes(content)
        (tmp_path / f"BTCUSDT-1m-{month}.zip.CHECKSUM").write_text(checksum(content, month))
    (tmp_path / "notes.txt").write_text("not a dump")
    return tmp_path


@pytest.fixture
def server() -> Iterator[ProviderStub]:
    with provider_stub() as stub:
        base = "/data/spot/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-"
        files: dict[str, bytes] = {}
        for month in MONTHS:
            files[f"{base}{month}.zip"] = packed(month)
            files[f"{base}{month}.zip.CHECKSUM"] = checksum(packed(month), month).encode()
        stub.answer = lambda asked: Reply(files[asked.path]) if asked.path in files else Reply(status=404)
        yield stub


def run(app: APIFlask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["import-candles", *words])


def everything() -> list[tuple[float, ...]]:
    return [row for month in MONTHS for row in rows_of(month)]


def test_the_files_of_a_folder_are_brought_with_all_longer_bars(app: APIFlask, folder: Path) -> None:
    for _ in range(2):
        done = run(app, str(folder))
        assert (done.exit_code, done.output.splitlines()) == (
            0,
            ["BTCUSDT-1m-2025-01.zip: 1,488 candles, 43,123 missing between them",
             "BTCUSDT-1m-2025-02.zip: 1,344 candles, 38,947 missing between them"],
        )  # fmt: skip
        assert stored(app) == len(everything())
    with app.app_context():
        instrument = find_instrument("BTCUSDT")
        assert instrument is not None
        assert (instrument.name, instrument.has_data) == ("BTC/USDT", True)
    for frame in list(Timeframe)[1:]:
        assert rolled(app, instrument.id, frame) == by_pandas(bars_of(everything()), frame)


def test_the_files_of_a_server_are_brought(app: APIFlask, server: ProviderStub) -> None:
    done = run(app, server.url, "--symbol", "BTCUSDT", "--from", "2025-01", "--to", "2025-02")
    assert done.exit_code == 0, done.output
    assert stored(app) == len(everything())


def test_a_month_that_the_server_has_not_is_named(app: APIFlask, server: ProviderStub) -> None:
    done = run(app, server.url, "--symbol", "BTCUSDT", "--from", "2025-02", "--to", "2025-03")
    assert done.exit_code == 1
    assert "The server has no BTCUSDT-1m-2025-03.zip." in done.output
    assert stored(app) == len(rows_of("2025-02"))


def test_a_file_that_was_damaged_is_refused_and_those_before_it_stay(app: APIFlask, folder: Path) -> None:
    (folder / "BTCUSDT-1m-2025-02.zip").write_bytes(packed("2025-01"))
    done = run(app, str(folder))
    assert done.exit_code == 1
    assert "BTCUSDT-1m-2025-02.zip is not the file that its checksum stands for." in done.output
    assert stored(app) == len(rows_of("2025-01"))


def test_bars_of_another_length_than_those_that_are_kept_are_refused(app: APIFlask, folder: Path) -> None:
    run(app, str(folder))
    (folder / "BTCUSDT-1h-2025-03.csv").write_text("1740787200000,1,1,1,1,1,0,0,1,0,0,0\n")
    done = run(app, str(folder))
    assert done.exit_code == 1
    assert "BTCUSDT is kept in bars of 1m" in done.output


def line_of(minute: int, high: str = "2") -> str:
    return f"{minute * 60_000},1,{high},1,1,1,{minute * 60_000 + 59_999},0,1,0,0,0\n"


def test_what_a_file_lacks_or_holds_of_impossible_candles_is_told(app: APIFlask, tmp_path: Path) -> None:
    first = minute_of(datetime(2025, 3, 1, tzinfo=UTC))
    lines = [line_of(first), line_of(first + 1, "0.5"), line_of(first + 2), line_of(first + 9)]
    (tmp_path / "BTCUSDT-1m-2025-03.csv").write_text("".join(lines))
    told = "BTCUSDT-1m-2025-03.csv: 3 candles, 1 impossible left out, 6 missing between them"
    assert run(app, str(tmp_path)).output.strip() == told


@pytest.mark.parametrize("ahead", [1, 60, 365 * 1440])
def test_a_file_with_candles_that_are_still_to_come_is_refused(
    app: APIFlask, tmp_path: Path, ahead: int
) -> None:
    """The newest stored candle is what the live ones are fetched after: one of next year would end them."""
    clock.freeze(datetime(2025, 3, 1, 12, tzinfo=UTC))
    noon = minute_of(clock.now())
    file = tmp_path / "BTCUSDT-1m-2025-03.csv"
    file.write_text(line_of(noon - 2) + line_of(noon - 2 + ahead + 1))
    done = run(app, str(tmp_path))
    assert (done.exit_code, stored(app)) == (1, 0)
    assert "still to come by this machine's clock" in done.output
    file.write_text(line_of(noon - 2) + line_of(noon - 1))
    assert (run(app, str(tmp_path)).exit_code, stored(app)) == (0, 2)


@pytest.mark.parametrize(
    "words",
    [
        ["/no/such/folder"],
        ["http://127.0.0.1:1"],
        ["http://127.0.0.1:1", "--symbol", "X", "--from", "x", "--to", "y"],
    ],
)
def test_a_source_that_cannot_be_used_is_told(app: APIFlask, words: list[str]) -> None:
    done = run(app, *words)
    assert done.exit_code in {1, 2}
    assert "Error" in done.output
    assert "Traceback" not in done.output
