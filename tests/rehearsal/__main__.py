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
from tests.rehearsal.images import remove_unpacked
from tests.rehearsal.rehearsal import Rehearsal
from tests.support.launched import free_port

NEEDED = ("bwrap", "nginx", "redis-server", "tini", "psql")
DAYS = {"one": Rehearsal, "two": DayTwo}


def main() -> int:
    chosen = _chosen(sys.argv[1:])
    if missing := [name for name in NEEDED if shutil.which(name) is None]:
        print(
            f"tidewatch: the rehearsal needs {', '.join(missing)} (Debian: bubblewrap nginx-light redis-server tini postgresql)"
        )
        return 2
    try:
        for name in chosen.days or DAYS:
            print((DAYS[name].__doc__ or "").rstrip("."), flush=True)
            _rehearse(DAYS[name], built=chosen.images)
    finally:
        remove_unpacked()
    return 0


def _chosen(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.rehearsal", description=__doc__)
    parser.add_argument("days", nargs="*", choices=[*DAYS, []], metavar="|".join(DAYS), help="default: both")
    parser.add_argument(
        "--images", action="store_true", help="run the app in the images that `make images` built (as root)"
    )
    return parser.parse_args(words)


def _rehearse(day: type[Rehearsal], *, built: bool) -> None:
    exchange = ExchangeSimulator()
    exchange.start(free_port())
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        cluster = Cluster(Path(folder), {"BINANCE_URL": exchange.url}, built=built)
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
