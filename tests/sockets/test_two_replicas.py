"""Two replicas, each transport, each official client: every event exactly once."""

from __future__ import annotations

import itertools
from pathlib import Path

from apiflask import APIFlask

from app.config import Settings
from tests.sockets.conftest import Listen
from tests.sockets.test_connect import TRANSPORTS, Make, SignIn, post, token_of
from tests.support.launched import eventually
from tests.support.listener import JavaScriptListener, PythonListener, events, hears, settles, transactions
from tests.support.money import count_stored, flush
from tests.support.served import Replica, Worker


def test_every_client_hears_every_event_once_whichever_replica_it_is_on(
    replicas: tuple[Replica, Replica], listen: Listen, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    listeners = [
        listen(kind, replica.url, token_of(headers), transport)
        for kind in (PythonListener, JavaScriptListener)
        for replica in replicas
        for transport in TRANSPORTS
    ]
    assert all(hears(listener, "session.ready") for listener in listeners)
    sent = [f"t-{number}" for number in range(60)]
    for replica, transaction_id in zip(itertools.cycle(replicas), sent, strict=False):
        assert post(replica, headers, user=ana.id, transaction_id=transaction_id) == 200
    for listener in listeners:
        assert settles(lambda listener=listener: len(transactions(listener)), 60) == 60
        assert sorted(transactions(listener)) == sorted(sent)
        # Two replicas' events may overtake each other on the way; the ids say the order.
        assert sorted(each["id"] for each in events(listener, "transaction.created")) == list(range(1, 61))


def test_a_topic_reaches_the_subscribers_of_both_replicas(
    replicas: tuple[Replica, Replica], listen: Listen, make_user: Make, sign_in: SignIn
) -> None:
    ana, token = make_user(), token_of(sign_in(make_user("admin")))
    headers = sign_in(ana)
    there = [
        listen(JavaScriptListener, replica.url, token, "websocket", ("admin.transactions",))
        for replica in replicas
    ]
    assert all(hears(listener, "subscribed") for listener in there)
    for number, replica in enumerate(replicas):
        post(replica, headers, user=ana.id, transaction_id=f"t-{number}")
    for listener in there:
        assert settles(lambda listener=listener: len(events(listener, "transactions.accepted")), 2) == 2
        assert sorted(transactions(listener)) == ["t-0", "t-1"]


def test_a_celery_worker_reaches_clients_on_both_replicas(
    app: APIFlask, replicas: tuple[Replica, Replica], settings: Settings, listen: Listen,
    make_user: Make, sign_in: SignIn, tmp_path: Path,
) -> None:  # fmt: skip
    """A row that contradicts a stored one is found by the flush, which runs in the worker."""
    ana = make_user()
    headers = sign_in(ana)
    post(replicas[0], headers, user=ana.id, amount=1)
    flush(app)
    listeners = [listen(PythonListener, replica.url, token_of(headers)) for replica in replicas]
    post(replicas[0], headers, user=ana.id, amount=2)
    worker = Worker(settings, tmp_path / "worker.log")
    worker.start()
    try:
        for listener in listeners:
            assert settles(lambda listener=listener: len(events(listener, "transaction.updated")), 1) == 1
            assert events(listener, "transaction.updated")[0]["data"]["reason"] == "conflict"
    finally:
        worker.stop()
    assert count_stored(app) == 1


def test_the_totals_of_a_watcher_follow_the_flush(
    app: APIFlask, replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    listener = listen(PythonListener, replica.url, token_of(headers))
    listener.ask("subscribe", {"topic": "bank"})
    post(replica, headers, user=ana.id, amount=1050, status="PENDING")
    flush(app)
    assert hears(listener, "metrics.updated")
    assert eventually(lambda: events(listener, "metrics.updated")[-1]["data"]["pending"]["count"] == 1)
