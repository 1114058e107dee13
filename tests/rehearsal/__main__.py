"""`make rehearse`: start the chart's containers here, and try the whole of it from outside."""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import requests

from tests.rehearsal.cluster import Cluster
from tests.support.launched import eventually
from tests.support.listener import PageListener, transactions
from tests.support.money import row

NEEDED = ("bwrap", "nginx", "redis-server", "tini")
PASSWORD = "a password for one rehearsal"


def main() -> int:
    if missing := [name for name in NEEDED if shutil.which(name) is None]:
        print(
            f"tidewatch: the rehearsal needs {', '.join(missing)} (Debian: bubblewrap nginx-light redis-server tini)"
        )
        return 2
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        cluster = Cluster(Path(folder))
        try:
            _rehearse(cluster)
        except AssertionError:
            for pod in cluster.pods:
                print(f"── {pod.folder.name}\n{pod.log[-1500:]}")
            raise
        finally:
            cluster.down()
    return 0


def _rehearse(cluster: Cluster) -> None:
    begun = time.monotonic()
    for step in (_start, _sign_in, _event_and_row, _ended):
        step(cluster)
        print(f"{time.monotonic() - begun:6.1f} s  {(step.__doc__ or '').rstrip('.')}", flush=True)


STATE: dict[str, Any] = {}


def _start(cluster: Cluster) -> None:
    """All pods are ready."""
    cluster.up()


def _sign_in(cluster: Cluster) -> None:
    """The page is served, and a user of the database signs in."""
    who = ("create-user", "--username", "ana", "--email", "ana@example.org", "--role", "admin")
    cluster.web[0].run("flask", "--app", "wsgi", *who, "--password-stdin", given=f"{PASSWORD}\n")
    assert "<script" in requests.get(cluster.url, timeout=10).text
    answer = requests.post(
        f"{cluster.url}/api/auth/login", json={"username": "ana", "password": PASSWORD}, timeout=10
    )
    assert answer.status_code == 200, answer.text
    STATE["user"] = answer.json()["user"]["id"]
    STATE["headers"] = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    STATE["token"] = answer.json()["access_token"]


def _send(cluster: Cluster, name: str) -> None:
    body = row(user=STATE["user"], transaction_id=name)
    answer = requests.post(
        f"{cluster.url}/api/add-transaction", json=body, headers=STATE["headers"], timeout=10
    )
    assert answer.status_code == 200, answer.text


def _stored(cluster: Cluster) -> int:
    answer = requests.get(f"{cluster.url}/api/transactions?limit=100", headers=STATE["headers"], timeout=10)
    assert answer.status_code == 200, answer.text
    return len(answer.json()["items"]) if "items" in answer.json() else int(answer.json()["total"])


def _event_and_row(cluster: Cluster) -> None:
    """A transaction is heard of through the proxy, and stored by the worker; workers and beat show life."""
    page = PageListener(cluster.url, STATE["token"])
    assert eventually(lambda: ("status", {"data": "live"}) in page.heard), page.heard
    _send(cluster, "first")
    assert eventually(lambda: "first" in transactions(page)), page.heard
    assert eventually(lambda: _stored(cluster) == 1), cluster.of("worker-intake").log[-2000:]
    page.close()
    workers = [pod for pod in cluster.pods if "worker" in pod.name or "beat" in pod.name]
    assert all(pod.is_alive() for pod in workers)


def _ended(cluster: Cluster) -> None:
    """Everything ends by itself when it is asked to."""
    living = [pod for pod in cluster.pods if pod.process is not None and pod.process.poll() is None]
    for pod in sorted(living, key=lambda pod: pod.workload["kind"]):  # Deployments before StatefulSets
        assert pod.stop() == 0, (pod.name, pod.log[-1500:])


if __name__ == "__main__":
    sys.exit(main())
