"""Pack the European Central Bank's history of rates for the next release.

curl -O https://www.ecb.europa.eu/stats/eurofxref/eurofxref-hist.zip
python -m launch.exchange_rates eurofxref-hist.zip
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from launch.plan import ROOT

PACKED = ROOT / "app/domain/fx/data/ecb.zip"
SOURCE = """European Central Bank, euro foreign exchange reference rates, {first} to {last}:
how many units of each currency one euro was worth. The bank's statistics may be reused freely
where the source is named. One file for each currency: line n is its rate on line n of `days`,
empty where the bank said none.
"""


def pack(history: Path, packed: Path = PACKED) -> None:
    """Write a table of days and currencies as one compressed column for each currency."""
    with ZipFile(history) as archive:
        text = archive.read(archive.namelist()[0]).decode()
    header, *newest_first = csv.reader(io.StringIO(text))
    rows = newest_first[::-1]
    members = {"SOURCE": SOURCE.format(first=rows[0][0], last=rows[-1][0])}
    members["days"] = "\n".join(row[0] for row in rows)
    for place, currency in enumerate(header):
        if currency.isupper():
            members[currency] = "\n".join(row[place].replace("N/A", "") for row in rows)
    with ZipFile(packed, "w") as archive:
        for name, content in members.items():
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED, 9)


if __name__ == "__main__":
    pack(Path(sys.argv[1]))
