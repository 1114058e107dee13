"""Measure and print the figures of docs/performance.md; see --help."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from bench import (
    accounts,
    categories,
    first_page,
    flush,
    hostile_sockets,
    imports,
    intake,
    previews,
    returns,
    rules,
    sockets,
    webhooks,
    wrk,
)
from bench.figures import Figure, keep, machine, table
from bench.site import Site, running_site

PARTS: dict[str, Callable[[Site], list[Figure]]] = {
    "intake": intake.measure,
    "flush": flush.measure,
    "first-page": first_page.measure,
    "sockets": sockets.measure,
    "hostile-sockets": hostile_sockets.measure,
    "webhooks": webhooks.measure,
    "imports": imports.measure,
    "previews": previews.measure,
    "categories": categories.measure,
    "rules": rules.measure,
    "returns": returns.measure,
    "accounts": accounts.measure,
}


def main() -> int:
    """Run the parts in one site, so that the memory at the end is that of a process that did it all."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=(__doc__ or "").split(";")[0])
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; all by default")
    chosen = parser.parse_args().parts or list(PARTS)
    if unknown := set(chosen) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if "intake" in chosen and not wrk.available():
        parser.error("wrk is missing: apt-get install wrk, brew install wrk")
    print(f"Measuring on {machine()}", flush=True)
    figures: list[Figure] = []
    with running_site() as site:
        fresh_mb = site.memory_mb()
        for name in chosen:
            print(f"{name}…", flush=True)
            found = PARTS[name](site)
            keep(name, found)
            figures += found
        beside = f"{fresh_mb:.0f} MB when it started"
        memory = [
            Figure(
                "memory of a web process after all that", site.memory_mb(), "MB", at_most=160, beside=beside
            )
        ]
        keep("memory", memory)
        figures += memory
    print(f"\n{table(figures)}")
    return int(any(each.met is False for each in figures))


if __name__ == "__main__":
    sys.exit(main())
