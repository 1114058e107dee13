"""Candles: a year from dump files beside a COPY of its rows, charts beside bare Flask, a minute of many."""

from __future__ import annotations

import hashlib
import io
import statistics
import subprocess
import sys
import time
import zipfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import requests

from app.db import transaction
from app.domain.trading.candles.cache import clear_charts
from app.domain.trading.candles.logic import BAR, Bars
from app.domain.trading.candles.service import store_candles
from app.domain.trading.candles.timeframes import MINUTES, Timeframe, minute_of, moment_of
from app.domain.trading.collection.adapters.binance import Binance
from app.domain.trading.collection.live import follow_exchange
from app.domain.trading.collection.ports import BarPage
from app.domain.trading.collection.run import run_collection
from app.domain.trading.collection.service import get_collection, start_collection
from app.domain.trading.collection.spans import Span
from app.domain.trading.instruments.service import InstrumentDraft, get_instrument, keep_instrument
from app.extensions import redis
from bench.figures import Row, all_of, percentile
from bench.part import Part, timed
from bench.references.served import serve
from bench.site import Site
from simulators import ExchangeSimulator

DAY, YEAR = MINUTES[Timeframe.D1], 365
FIRST = minute_of(datetime(2025, 1, 1, tzinfo=UTC))
LAST = FIRST + 2 * YEAR * DAY
CHARTS = 60
"""Charts of each timeframe, each with another end, so that none is in the cache."""
SYMBOLS = 100
MAX_MEMORY_MB = 400
RESAMPLED = {
    "open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum", "trades": "sum",
}  # fmt: skip


def made_up(days: int, end: int, instrument: int = 0) -> Bars:
    """Make up minutes that end with one: a random walk, the same each time."""
    chance, count = np.random.default_rng(1), days * DAY
    closed = np.round(100 * np.exp(np.cumsum(chance.normal(0, 0.0005, count))), 2)
    bars = np.zeros(count, dtype=BAR)
    bars["instrument"], bars["start"], bars["parts"] = instrument, np.arange(end - count, end), 1
    bars["close"], bars["open"] = closed, np.concatenate(([100.0], closed[:-1]))
    bars["high"] = np.maximum(bars["open"], closed) + 0.01
    bars["low"] = np.minimum(bars["open"], closed) - 0.01
    bars["volume"] = np.round(chance.exponential(5.0, count) + 0.00001, 5)
    bars["trades"] = chance.poisson(30, count)
    return bars


def write_dumps(folder: Path, bars: Bars) -> None:
    """Write bars as an exchange's files of months, packed, with their checksums."""
    months = bars["start"].astype("M8[m]").astype("M8[M]")
    for month in np.unique(months):
        lines = (
            f"{start * 60_000_000},{o},{h},{low},{c},{volume},0,0,{trades},0,0,0\n"
            for _, start, o, h, low, c, volume, trades, _ in bars[months == month].tolist()
        )
        packed, name = io.BytesIO(), f"BENCHUSDT-1m-{month}"
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{name}.csv", "".join(lines))
        content = packed.getvalue()
        (folder / f"{name}.zip").write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        (folder / f"{name}.zip.CHECKSUM").write_text(f"{digest}  {name}.zip\n")


class Import(Part[tuple[float, float], float]):
    """A year of minutes in a process of its own, whose memory is known; then a COPY of the very rows."""

    rounds = 3

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        self.total = site.size(YEAR) * DAY
        self.dumps = site.folder / "dumps"
        self.dumps.mkdir()
        write_dumps(self.dumps, made_up(site.size(YEAR), FIRST + self.total))

    def load(self) -> tuple[float, float]:
        with self.site.cursor() as cursor:
            cursor.execute("TRUNCATE candles, rolled_bars, candle_gaps, instruments CASCADE")
        words = [sys.executable, "-m", "bench.candles", self.site.settings.database_url,
                 self.site.settings.redis_url, str(self.dumps)]  # fmt: skip
        took, memory = subprocess.check_output(words, text=True).split()
        return float(took), float(memory)

    def reference(self) -> float:
        rows = io.StringIO()
        with self.site.cursor() as cursor:
            cursor.copy_expert("COPY (SELECT * FROM candles ORDER BY minute) TO STDOUT", rows)
            cursor.execute("DROP TABLE IF EXISTS bench_candles")
            cursor.execute("CREATE TABLE bench_candles (LIKE candles INCLUDING ALL)")
        rows.seek(0)
        begun = time.perf_counter()
        with self.site.cursor() as cursor:
            cursor.copy_expert("COPY bench_candles FROM STDIN", rows)
        return time.perf_counter() - begun

    def rows(self, loads: list[tuple[float, float]], references: list[float]) -> list[Row]:
        with self.site.cursor() as cursor:
            cursor.execute("SELECT sum(parts) FROM rolled_bars WHERE timeframe = '1M'")
            stored = int(cursor.fetchone()[0])
        took, memory = statistics.median(s for s, _ in loads), max(mb for _, mb in loads)
        what = f"import of {self.total:,} minutes with all longer bars"
        return [
            Row(what, took, "s", "COPY of the same rows", statistics.median(references), at_most=5),
            Row("the same: memory of the process", memory, "MB", "allowed", MAX_MEMORY_MB, at_most=1),
            all_of("the same: minutes stored", stored, "rows", ("in the files", self.total)),
        ]


class Charts(Part[dict[tuple[str, int, bool], list[float]], list[float]]):
    """500 bars of any timeframe over HTTP, out of one year and of five: first read, then from the cache."""

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        ((_, token),) = site.add_users(1, "charts")
        self.session = until.enter_context(requests.Session())
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.hello = serve(site, "hello", until)
        self.years = {"YEAR1USDT": 1, "YEAR5USDT": 5}
        for symbol, years in self.years.items():
            days = years * site.size(YEAR)
            add(site, symbol, lambda number, count=days: made_up(count, LAST, number))
        with site.cursor() as cursor:
            cursor.execute("ANALYZE candles, rolled_bars")

    def load(self) -> dict[tuple[str, int, bool], list[float]]:
        found: dict[tuple[str, int, bool], list[float]] = {}
        for at in range(self.site.size(CHARTS)):
            before = moment_of(LAST - at * 7).strftime("%Y-%m-%dT%H:%M:%SZ")
            for frame in Timeframe:
                for symbol, years in self.years.items():
                    url = f"{self.site.replicas[0].url}/api/user/instruments/{symbol}/data/{frame}"
                    for kept in (False, True):
                        took = self._get(url, {"limit": "500", "before": before})
                        found.setdefault((frame.value, years, kept), []).append(took)
        return found

    def _get(self, url: str, params: dict[str, str]) -> float:
        begun = time.perf_counter()
        answer = self.session.get(url, params=params, timeout=30)
        took = (time.perf_counter() - begun) * 1000
        if answer.status_code != 200:
            raise RuntimeError(answer.text)
        return took

    def reference(self) -> list[float]:
        asked = range(self.site.size(CHARTS) * 16)
        return [self._get(f"{self.hello.url}/api/health/ready", {}) for _ in asked]

    def rows(
        self, loads: list[dict[tuple[str, int, bool], list[float]]], references: list[list[float]]
    ) -> list[Row]:
        (found,), (bare,) = loads, references
        by = {
            (years, kept): [took for key, each in found.items() if key[1:] == (years, kept) for took in each]
            for years in (1, 5)
            for kept in (False, True)
        }
        kept, read, hello = (percentile(each, 0.95) for each in (by[5, True], by[5, False], bare))
        what, route = "charts of 500 bars, 5 years stored", "a bare Flask route, p95"
        return [
            Row(f"{what}, p95", kept, "ms", route, hello, at_most=3, note="all timeframes, asked again"),
            Row("the same, asked first", read, "ms", route, hello, note="read from PostgreSQL"),
            Row("the same, asked first, median", statistics.median(by[5, False]), "ms",
                "1 year stored, median", statistics.median(by[1, False]), at_most=1.3),
        ]  # fmt: skip


class Resampled(Part[float, float]):
    """A chart of hours that nobody has asked for, and pandas making it of the stored year."""

    rounds = 5
    symbol = "PANDASUSDT"

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        ((_, token),) = site.add_users(1, "pandas")
        self.session = until.enter_context(requests.Session())
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.url = f"{site.replicas[0].url}/api/user/instruments/{self.symbol}/data/1h?limit=500"
        add(site, self.symbol, lambda number: made_up(site.size(YEAR), LAST, number))

    def load(self) -> float:
        with self.site.app.app_context(), transaction():
            clear_charts(get_instrument(self.symbol))
        took, answer = timed(lambda: self.session.get(self.url, timeout=30).json())
        if answer["candle_count"] != min(500, self.site.size(YEAR) * 24):
            raise RuntimeError(answer)
        return took * 1000

    def reference(self) -> float:
        return timed(self._resample)[0] * 1000

    def _resample(self) -> None:
        wanted = "SELECT c.* FROM candles c JOIN instruments i ON i.id = c.instrument_id WHERE i.symbol = %s"
        with self.site.cursor() as cursor:
            cursor.execute(f"{wanted} ORDER BY c.minute", (self.symbol,))
            names = [each.name for each in cursor.description]
            table = pd.DataFrame.from_records(cursor.fetchall(), columns=names)
        table.index = pd.to_datetime(table["minute"], unit="m")
        table.resample("1h").agg(RESAMPLED).tail(500)

    def rows(self, loads: list[float], references: list[float]) -> list[Row]:
        ours, pandas = statistics.median(loads), statistics.median(references)
        what = "500 hours of a stored year, asked first"
        return [Row(what, ours, "ms", "pandas resampling the year", pandas, at_most=0.02)]


class Minute(Part[float, float]):
    """One new minute of a hundred symbols: from an exchange that answers at once to the last push."""

    rounds = 3

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        self.exchange = Ready(FIRST + 400 * DAY)
        for number in range(SYMBOLS):
            add(site, f"M{number}USDT", lambda n: made_up(1, self.exchange.minute, n))

    def load(self) -> float:
        self.exchange.minute += 1
        with self.site.app.app_context():
            took, count = timed(lambda: follow_exchange(self.exchange))
        if count < SYMBOLS:
            raise RuntimeError(f"{count} bars of {SYMBOLS} came")
        return took

    def reference(self) -> float:
        return 1.0

    def rows(self, loads: list[float], references: list[float]) -> list[Row]:
        what = f"a new minute of {SYMBOLS} symbols, all timeframes, pushed"
        return [Row(what, statistics.median(loads), "s", "allowed", references[0], at_most=1)]


class Ready:
    """An exchange that answers at once, whose clock a test turns."""

    name = "ready"

    def __init__(self, minute: int) -> None:
        self.minute = minute

    def listing(self, symbol: str) -> InstrumentDraft:
        return InstrumentDraft(symbol, symbol, "crypto", symbol[:-4], "USDT")

    def now_minute(self) -> int:
        return self.minute

    def first_minute(self, symbol: str, interval: Timeframe) -> int | None:
        return 0

    def bars(self, symbol: str, interval: Timeframe, span: Span) -> BarPage:
        return BarPage(made_up(1, span.end)[-span.bars(1) :], np.empty(0, dtype=np.int64))


class Collected(Part[float, float]):
    """Thirty days from the simulated exchange, over sockets, without a limit."""

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        self.exchange = until.enter_context(ExchangeSimulator(weight_limit=10**6))
        ((self.user, _),) = site.add_users(1, "collected")

    def load(self) -> float:
        with self.site.app.app_context():
            with transaction():
                number = start_collection(self.user, "BTCUSDT", 30).id
            took, _ = timed(lambda: run_collection(Binance(self.exchange.url, redis()), number))
            if get_collection(number).state != "done":
                raise RuntimeError(get_collection(number).message)
        return took

    def reference(self) -> float:
        return 10.0

    def rows(self, loads: list[float], references: list[float]) -> list[Row]:
        return [Row("30 days of minutes collected", loads[0], "s", "allowed", references[0], at_most=1)]


def add(site: Site, symbol: str, bars: Any) -> None:
    """Store an instrument that users see; bars: made for its number."""
    with site.app.app_context(), transaction():
        made = keep_instrument(InstrumentDraft(symbol, symbol, "crypto", symbol[:-4], "USDT"), "1m")
        made.has_data = made.models_trained = True
        store_candles(bars(made.id), Timeframe.M1)


def main(database_url: str, redis_url: str, folder: str) -> None:
    """Import the files of a folder; print the seconds and the most memory that it took, in MB."""
    from app.bootstrap import create_app
    from app.config import Settings
    from app.domain.trading.collection.bulk import bring_dumps
    from app.domain.trading.collection.dumps import read_folder

    app = create_app(Settings(database_url=database_url, redis_url=redis_url, secret_key="x" * 32,
                              log_dir=Path(folder), log_level="WARNING"))  # fmt: skip
    with app.app_context():
        took, _ = timed(lambda: bring_dumps(read_folder(Path(folder)), lambda _: None))
    print(took, most_memory_mb())


def most_memory_mb() -> float:
    """Return the most memory that this process has had; getrusage tells of the one that started it, too."""
    (line,) = [each for each in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in each]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
