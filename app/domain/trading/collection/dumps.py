"""Files of candles as exchanges publish them: a CSV, or a zip that holds one, with its checksum beside it.

Source: binance-public-data, README: the columns are those of the API's klines, without a header for the spot
market; times are milliseconds, from 2025 on microseconds. Pure, but for `read_folder`.
"""

from __future__ import annotations

import hashlib
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from app.domain.trading.candles.timeframes import LAST_YEAR, Timeframe
from app.domain.trading.collection.errors import UnreadableDump
from app.domain.trading.collection.klines import judged
from app.domain.trading.collection.ports import BarPage
from app.domain.trading.collection.spans import Span

MAX_BYTES = 64 * 1024 * 1024
"""Of a file, unpacked: a month of minutes is some 6 MB."""
COLUMNS = (0, 6, 1, 2, 3, 4, 5, 8)
"""The open time and the close time; open, high, low, close, volume, trades."""
NAMED = re.compile(r"(?P<symbol>[A-Z0-9]{2,30})-(?P<interval>1m|5m|15m|1h)-\d{4}-\d{2}(-\d{2})?\.(zip|csv)")
DAMAGES = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, ValueError, RuntimeError, EOFError,
)  # fmt: skip
"""What a zip that is cut, changed, locked or none is met with, by how it is packed."""
ALWAYS = Span(0, (LAST_YEAR - 1970) * 366 * 1440)


class Dump(NamedTuple):
    """A file. checksum: what stands in the file of the same name with .CHECKSUM, None where there is none."""

    name: str
    content: bytes
    checksum: str | None

    @property
    def symbol(self) -> str:
        return self._parts()["symbol"]

    @property
    def interval(self) -> Timeframe:
        return Timeframe(self._parts()["interval"])

    def _parts(self) -> dict[str, str]:
        found = NAMED.fullmatch(self.name)
        if found is None:
            raise UnreadableDump(f"{self.name} is not named like BTCUSDT-1m-2026-01.zip.")
        return found.groupdict()


def read_dump(dump: Dump) -> BarPage:
    """Read a file's candles. Raises UnreadableDump: another checksum, no zip, no CSV of klines."""
    if dump.checksum is not None and not _agrees(dump.content, dump.checksum):
        raise UnreadableDump(f"{dump.name} is not the file that its checksum stands for.")
    interval, lines = dump.interval, _unpacked(dump).lstrip(b"\xef\xbb\xbf")
    is_headed = not lines[:1].isdigit()
    rows = lines.partition(b"\n")[2] if is_headed else lines
    if not rows.strip():
        raise UnreadableDump(f"{dump.name} holds no candle.")
    try:
        table = np.loadtxt(
            io.BytesIO(rows),
            delimiter=",",
            usecols=COLUMNS,
            ndmin=2,
            dtype=np.float64,
        )
    except (ValueError, IndexError) as exc:
        raise UnreadableDump(f"{dump.name} holds a line that is no candle.") from exc
    # Microseconds have 16 digits, which a double holds exactly.
    times = table[:, :2]
    if not (np.isfinite(times).all() and (times >= 0).all() and (times < 2**53).all()):
        raise UnreadableDump(f"{dump.name} holds a line without a time.")
    page = judged(times.astype(np.int64), table[:, 2:], interval, ALWAYS)
    if not len(page.bars):
        raise UnreadableDump(f"{dump.name} holds no candle of {interval.value} that can be.")
    return page


def _agrees(content: bytes, checksum: str) -> bool:
    said = checksum.split()
    return bool(said) and said[0].lower() == hashlib.sha256(content).hexdigest()


def _unpacked(dump: Dump) -> bytes:
    if not dump.name.endswith(".zip"):
        return dump.content
    try:
        with zipfile.ZipFile(io.BytesIO(dump.content)) as archive:
            (only,) = archive.infolist()
            with archive.open(only) as packed:
                content = packed.read(MAX_BYTES + 1)
    except DAMAGES as exc:
        raise UnreadableDump(f"{dump.name} is no zip that holds one file.") from exc
    if len(content) > MAX_BYTES:
        raise UnreadableDump(f"{dump.name} is larger than any month of candles.")
    return content


def read_folder(folder: Path) -> Iterator[Dump]:
    """Yield the dump files of a folder by name, each read when its turn comes."""
    for path in sorted(folder.iterdir()):
        if NAMED.fullmatch(path.name):
            beside = path.with_name(f"{path.name}.CHECKSUM")
            said = beside.read_bytes().decode("ascii", "replace") if beside.exists() else None
            yield Dump(path.name, path.read_bytes(), said)


def months_between(first: str, last: str) -> list[str]:
    """Return the months from one to another, `2025-11`. Raises ValueError where they are none."""
    start, end = (np.datetime64(each, "M") for each in (first, last))
    return [str(each) for each in np.arange(start, end + 1)]
