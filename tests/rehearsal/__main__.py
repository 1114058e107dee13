"""`make rehearse`: start the chart's containers here, and try the whole of it from outside."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from simulators.exchange import ExchangeSimulator
from tests.rehearsal.cluster import Cluster
from tests.rehearsal.day_two import DayTwo
from tests.rehearsal.rehearsal import Rehearsal
from tests.support.launched import free_port

NEEDED = ("bwrap", "nginx", "redis-server", "tini", "psql")
DAYS = {"one": Rehearsal, "two": DayTwo}


def main() -> int:
    if missing := [name for name in NEEDED if shutil.which(name) is None]:
        print(
            f"tidewatch: the rehearsal needs {', '.join(missing)} (Debian: bubblewrap nginx-light redis-server tini postgresql)"
        )
        return 2
    for day in _days(sys.argv[1:]):
        print((day.__doc__ or "").rstrip("."), flush=True)
        _rehearse(day)
    return 0


def _days(words: list[str]) -> list[type[Rehearsal]]:
    parser = argparse.ArgumentParser(prog="python -m tests.rehearsal", description=__doc__)
    parser.add_argument("days", nargs="*", choices=[*DAYS, []], metavar="|".join(DAYS), help="default: both")
    return [DAYS[name] for name in parser.parse_args(words).days or DAYS]


def _rehearse(day: type[Rehearsal]) -> None:
    exchange = ExchangeSimulator()
    exchange.start(free_port())
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        cluster = Cluster(Path(folder), {"BINANCE_URL": exchange.url})
        try:
            _play(day(cluster))
        except BaseException:
            for pod in cluster.pods:
                print(f"── {pod.folder.name}\n{pod.log[-1500:]}")
            raise
        finally:
            cluster.down()
            exchange.stop()


def _play(rehearsal: Rehearsal) -> None:
    begun = time.monotonic()
    for step in rehearsal.steps:
        step()
        print(f"{time.monotonic() - begun:6.1f} s  {(step.__doc__ or '').rstrip('.')}", flush=True)
        for figure in rehearsal.figures:
            print(f"          {figure}", flush=True)
        rehearsal.figures.clear()


if __name__ == "__main__":
    sys.exit(main())
