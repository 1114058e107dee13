"""`flask simulate basiq|apideck|bt-pay|exchange`, and the same as `python -m simulators`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from simulators.options import NAMES, Options, Trouble
from simulators.runner import run

DESCRIPTION = """Stand in for a bank's provider: serve its API on this machine, let an invented household
live, and send its signed webhooks to Tidewatch at a steady rate, a line printed for each. Or stand in for an
exchange of coins, which answers and sends nothing. Ctrl-C ends it."""
SECRETS = """Secrets come from the environment, never from arguments:
  basiq    BASIQ_API_KEY, BASIQ_WEBHOOK_SECRET (whsec_...)
  apideck  APIDECK_API_KEY (also signs the webhooks), APIDECK_APP_ID
  bt-pay   BT_PAY_SECRET (the inbox's secret, shown once when it was linked)
  exchange none

Example:
  BT_PAY_SECRET=... flask --app wsgi simulate bt-pay --connection 3 --rate 2 --duplicates 0.05 --disorder 0.05

Tidewatch must know where the simulated API is: start it with BASIQ_URL, APIDECK_URL or BINANCE_URL set to the
address that is printed (choose a --port, so that it stays the same), and with the same keys and secrets."""


def main(arguments: Sequence[str] | None = None) -> int:
    said = vars(_parser().parse_args(arguments))
    try:
        return run(said.pop("name"), Options(**said))
    except Trouble as exc:
        print(f"simulators: {exc}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="flask --app wsgi simulate", description=DESCRIPTION, epilog=SECRETS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    usual = Options()
    add = parser.add_argument
    add("name", choices=NAMES, help="whom to stand in for")
    add("--rate", type=float, default=usual.rate, metavar="N", help="events a second (default: %(default)g)")
    add("--target", default=usual.target, metavar="URL", help="where Tidewatch is (default: %(default)s)")
    add(
        "--port",
        type=int,
        default=usual.port,
        metavar="N",
        help="port of the simulated API (default: any free one)",
    )
    add(
        "--connection",
        metavar="ID",
        help="bt-pay: the inbox's id; basiq: the connection id; apideck: the service id",
    )
    add("--user", metavar="ID", help="basiq: the user id; apideck: the consumer id")
    add(
        "--secret-env",
        metavar="NAME",
        help="take the webhooks' secret from this environment variable instead",
    )
    add("--duplicates", type=float, default=0.0, metavar="P", help="probability that a webhook is sent twice")
    add(
        "--disorder",
        type=float,
        default=0.0,
        metavar="P",
        help="probability that one is overtaken by later ones",
    )
    add(
        "--seed",
        type=int,
        default=usual.seed,
        metavar="N",
        help="the same seed lives the same life (default: 1)",
    )
    add("--count", type=int, metavar="N", help="end after N events (default: go on)")
    add("--hurry", type=float, default=usual.hurry, metavar="N",
        help="divide the waits between retries by this (default: %(default)g)")  # fmt: skip
    add("--gaps", type=float, default=0.0, metavar="P", help="exchange: probability of an outage on a day")
    add("--outages", type=float, default=0.0, metavar="P", help="exchange: how many of the requests fail")
    add("--weight-limit", type=int, default=usual.weight_limit, metavar="N",
        help="exchange: how much may be asked for in a minute (default: %(default)s)")  # fmt: skip
    return parser


if __name__ == "__main__":
    sys.exit(main())
