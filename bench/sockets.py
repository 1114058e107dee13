"""How long a transaction takes from its POST to the screens, with 500 sockets on two replicas."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from bench.figures import Figure, percentile
from bench.site import Site
from tests.support.launched import ROOT

SOCKETS = 500
PER_SECOND = 20
SECONDS = 20


def measure(site: Site) -> list[Figure]:
    """Send every event to all 500: one person with as many tabs, the hardest case of that many sockets."""
    p99, wrong, beside = _listen(site, users=1)
    name = f"{SOCKETS} sockets on 2 replicas, {PER_SECOND} events/s to each, p99"
    return [
        Figure(name, p99, "ms", at_most=50, beside=beside),
        Figure("the same: missed or doubled", wrong, "receipts", at_most=0),
    ]


def _listen(site: Site, *, users: int) -> tuple[float, float, str]:
    """Return the 99th percentile in ms, how many were missed or came twice, and a sentence on the rest."""
    order = {
        "urls": [replica.url for replica in site.replicas],
        "users": site.add_users(users, f"socket-{users}"),
        "sockets": SOCKETS, "perSecond": PER_SECOND, "seconds": SECONDS,
    }  # fmt: skip
    path = os.pathsep.join([str(ROOT / ".venv/bin"), os.environ.get("PATH", os.defpath)])
    said = subprocess.run(
        ["node", str(Path(__file__).with_suffix(".mjs"))], input=json.dumps(order), text=True,
        capture_output=True, check=False, env={**os.environ, "PATH": path},
    )  # fmt: skip
    if said.returncode:
        raise RuntimeError(said.stderr)
    seen = json.loads(said.stdout)
    wrong = seen["expected"] - seen["received"] + seen["doubled"] + seen["failed"]
    took = seen["latencies"]
    beside = f"p50 {percentile(took, 0.5):.0f} ms, slowest {max(took):.0f} ms, {len(took):,} receipts"
    return percentile(took, 0.99), wrong, beside
