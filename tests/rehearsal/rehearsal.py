"""What is rehearsed, step by step; each step's docstring is the line that is printed when it has passed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import requests

from tests.rehearsal.cluster import Cluster, end
from tests.rehearsal.crowd import Crowd, Follower
from tests.rehearsal.visitor import PASSWORD, Visitor
from tests.support.launched import eventually
from tests.support.listener import PageListener, transactions
from tests.support.sender import Senders

BACKLOG = 60_000
"""Transactions that wait when the worker is told to end: more than it flushes in a second."""
BATCH = 10_000
LOST_EVENTS = 20
CROWD_USERS, SOCKETS_EACH = 4, 25
EVENTS_PER_S = 50
ROLLOUT_EVENTS = 3_000
UNFINISHED = {"queued", "planned", "running"}


class Rehearsal:
    """One release, used from outside while its pods come and go."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.count = 0
        self.figures: list[str] = []

    @property
    def steps(self) -> list[Callable[[], None]]:
        return [
            self.start, self.sign_in, self.live, self.deliver, self.train, self.lose, self.drain, self.roll, self.end,
        ]  # fmt: skip

    def start(self) -> None:
        """All pods are ready."""
        self.cluster.up()

    def sign_in(self) -> None:
        """The page is served, and people of the database sign in."""
        self._create("ana", "admin")
        assert "<script" in requests.get(self.cluster.url, timeout=60).text
        self.ana = Visitor(self.cluster.url, "ana")

    def live(self) -> None:
        """What one web pod takes is heard on both, and stored by a worker; workers and beat show life."""
        with self._pages() as pages:
            self.ana.send("first")
            assert all(eventually(lambda page=page: "first" in transactions(page)) for page in pages)
        self._stores(1)
        workers = [pod for pod in self.cluster.pods if "worker" in pod.name or "beat" in pod.name]
        assert all(pod.is_alive() for pod in workers)

    def deliver(self) -> None:
        """A bank's signed webhook is a row on the page that follows it."""
        with self._pages() as pages:
            self.link = self.ana.link()
            self.link.deliver("coffee")
            assert all(eventually(lambda page=page: len(transactions(page)) == 1) for page in pages)
        self._stores(1)

    def train(self) -> None:
        """Candles are collected and a model is trained, though its worker ends in the middle and another goes on."""
        job = self.ana.ask("POST", "/api/admin/collections", {"symbol": "BTCUSDT", "days": 140})
        assert self._ends("collections", job["id"]) == "done"
        job = self.ana.ask(
            "POST", "/api/admin/trainings", {"symbol": "BTCUSDT", "mode": ["log-HAR", "GARCH"]}
        )
        assert eventually(lambda: self._job("trainings", job["id"]).get("fraction") or 0)
        begun = time.monotonic()
        assert self.cluster.of("worker-training").stop() == 0
        self.figures.append(f"a trainer in the middle of a fit ended within {time.monotonic() - begun:.0f} s")
        self.cluster.start("worker-training")
        assert self._ends("trainings", job["id"]) == "done"

    def lose(self) -> None:
        """A web pod is killed: its page comes back through the other and misses nothing."""
        page = PageListener(self.cluster.url, self.ana.token)
        assert eventually(lambda: ("status", {"data": "live"}) in page.heard), page.heard
        self.cluster.lose(self.cluster.web[0])
        sender = self._sender(self.ana, LOST_EVENTS, pause_s=0)
        sender.start()
        sender.join(300)
        assert eventually(lambda: set(sender.confirmed) <= set(transactions(page))), page.heard[-3:]
        page.close()
        self._stores(LOST_EVENTS)
        self.cluster.scale_up()

    def drain(self) -> None:
        """The intake's worker is told to end in the middle of a backlog: nothing is lost or doubled."""
        before = self.ana.stored()
        for first in range(0, BACKLOG, BATCH):
            self.ana.send_many([f"backlog-{number}" for number in range(first, first + BATCH)])
        assert eventually(lambda: self.ana.stored() > before)
        worker = self.cluster.of("worker-intake")
        assert worker.stop() == 0, worker.log[-1500:]
        self.figures.append(
            f"{self.ana.stored() - before} of {BACKLOG} rows were stored when the worker ended"
        )
        self.cluster.start("worker-intake")
        self._stores(BACKLOG)

    def roll(self) -> None:
        """All web pods are replaced under load: no client misses an event."""
        people = [self._person(f"crowd{number}") for number in range(CROWD_USERS)]
        crowd = Crowd(people, SOCKETS_EACH)
        each_s, count = CROWD_USERS / EVENTS_PER_S, ROLLOUT_EVENTS // CROWD_USERS
        senders = [self._sender(who, count, pause_s=each_s) for who in people]
        for each in senders:
            each.start()
        for pod in list(self.cluster.web):
            self.cluster.replace(pod)
        for each in senders:
            each.join(600)
        assert crowd.heard_all({who.id: each.confirmed for who, each in zip(people, senders, strict=True)})
        assert [len(each.confirmed) for each in senders] == [count] * CROWD_USERS
        self.figures.append(
            f"{crowd.reconnections()} reconnections, away p50 {crowd.away_ms(0.5):.0f} ms, p99 {crowd.away_ms(0.99):.0f} ms; "
            f"answers while rolling: {sorted(set().union(*(each.answers for each in senders)))}"
        )
        crowd.leave()

    def end(self) -> None:
        """Everything ends by itself when it is asked to."""
        for kind in ("Deployment", "StatefulSet"):
            end(self.cluster.living(kind))

    def _sender(self, who: Visitor, count: int, *, pause_s: float, prefix: str = "t") -> Senders:
        return Senders(
            lambda: self.cluster.url,
            who.headers,
            who.id,
            count=count,
            threads=1,
            pause_s=pause_s,
            prefix=prefix,
        )

    def _create(self, name: str, role: str) -> None:
        who = ("create-user", "--username", name, "--email", f"{name}@example.org", "--role", role)
        self.cluster.web[0].run("flask", "--app", "wsgi", *who, "--password-stdin", given=f"{PASSWORD}\n")

    def _person(self, name: str) -> Visitor:
        self._create(name, "user")
        return Visitor(self.cluster.url, name)

    @contextmanager
    def _pages(self) -> Iterator[list[Follower]]:
        """Follow the person on every web pod."""
        pages = [Follower(self.ana, self.cluster.cookie_of(pod)) for pod in self.cluster.web]
        yield pages
        for page in pages:
            page.close()

    def _stores(self, more: int) -> None:
        """Wait until the rows sent since the last time are stored, and no other."""
        self.count += more
        assert eventually(lambda: self.ana.stored() >= self.count), (self.ana.stored(), self.count)
        assert self.ana.stored() == self.count

    def _job(self, kind: str, number: int) -> dict[str, object]:
        found: dict[str, object] = self.ana.ask("GET", f"/api/admin/{kind}/{number}")
        return found

    def _ends(self, kind: str, number: int) -> object:
        """Wait for a job's end; return its state."""
        assert eventually(lambda: self._job(kind, number)["state"] not in UNFINISHED), self._job(kind, number)
        return self._job(kind, number)["state"]
