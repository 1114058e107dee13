"""The demo's exchange: candles of invented coins, over the same REST paths as the real one's."""

from __future__ import annotations

import os
import signal

from launch.plan import read_plan
from simulators.exchange import ExchangeSimulator


def main() -> None:
    """Serve until a signal comes; a real exchange that the settings name is asked instead of it."""
    plan = read_plan()
    if os.environ.get("BINANCE_URL") == plan.simulated["exchange"]:
        ExchangeSimulator().start(plan.simulated_port("exchange"))
    signal.pause()


if __name__ == "__main__":
    main()
