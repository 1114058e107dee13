"""Measure and print the figures of docs/performance.md; see --help."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from bench import (
    accounts,
    candles,
    categories,
    document,
    first_page,
    flush,
    hostile_sockets,
    imports,
    intake,
    memory,
    portfolios,
    previews,
    replicas,
    returns,
    rules,
    screen,
    sockets,
    ticks,
    webhooks,
    wrk,
)
from bench.figures import Row, keep, machine, table
from bench.part import Part, measure
from bench.site import running_site

PARTS: dict[str, tuple[type[Part[Any, Any]], ...]] = {
    "intake": (intake.Single, intake.Batch),
    "flush": (flush.Flush,),
    "first-page": (first_page.FirstPage, first_page.Searched),
    "sockets": (sockets.Sockets,),
    "hostile-sockets": (hostile_sockets.HostileSockets,),
    "webhooks": (webhooks.Receipt, screen.Screen, webhooks.Storm),
    "imports": (imports.Imports,),
    "previews": (previews.Previews,),
    "categories": (categories.Categories,),
    "rules": (rules.Rules,),
    "accounts": (accounts.Balances,),
    "returns": (returns.Returns,),
    "portfolios": (portfolios.Snapshot, portfolios.Refresh, ticks.Ticks),
    "candles": (candles.Import, candles.Charts, candles.Resampled, candles.Minute, candles.Collected),
    "memory": (memory.Memory,),
    "replicas": (replicas.Replicas,),
}
"""In the order in which they run: the memory is that of a process that did all before it."""


def main() -> int:
    """Run the parts in one site; keep what they found, and write the document anew."""
    args = _arguments()
    print(f"Measuring on {machine()}", flush=True)
    rows: list[Row] = []
    with running_site(quick=args.quick) as site:
        for name in args.parts:
            print(f"{name}…", flush=True)
            found = [row for part in PARTS[name] for row in measure(part, site)]
            print(table(found), flush=True)
            rows += found
            if not args.quick:
                keep(name, found)
                document.renew()
    missed = [row.figure for row in rows if row.met is False]
    print("\n".join(["", f"{len(rows)} rows, {len(missed)} missed their goal", *missed]))
    return int(bool(missed))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").split(";")[0])
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; all by default")
    parser.add_argument("--quick", action="store_true", help="try it with a twentieth, and keep nothing")
    args = parser.parse_args()
    args.parts = args.parts or list(PARTS)
    if unknown := set(args.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if "intake" in args.parts and not wrk.available():
        parser.error("wrk is missing: apt-get install wrk, brew install wrk")
    return args


if __name__ == "__main__":
    sys.exit(main())
