"""The demo's exchange: candles of invented coins, over the same REST paths as the real one's."""

from __future__ import annotations

import os
import signal

from launch.demo.markets import fill_markets
from launch.plan import read_plan
from simulators.exchange import ExchangeSimulator


def main() -> None:
    """Serve until a signal comes, and have two coins collected and trained meanwhile.

    Where the settings name a real exchange that one is asked instead, and nothing is collected unasked.
    """
    plan = read_plan()
    if os.environ.get("BINANCE_URL") == plan.simulated["exchange"]:
        ExchangeSimulator().start(plan.simulated_port("exchange"))
        if plan.demo_markets:
            fill_markets(plan.instance, plan.url, trains=plan.trainer)
    signal.pause()


if __name__ == "__main__":
    main()
