"""A fast feed is gathered, a slow client is bounded; neither loses anything."""

from __future__ import annotations

import json
import socket
import time
from collections import Counter

import requests
import websocket
from apiflask import APIFlask

from app.extensions import socketio
from app.realtime import user_room
from app.realtime.replica import MAX_QUEUED_MESSAGES
from tests.sockets.conftest import Listen
from tests.sockets.test_connect import Make, SignIn, post, token_of
from tests.support.accounts import Headers
from tests.support.launched import eventually
from tests.support.listener import PythonListener, events, settles, transactions
from tests.support.money import row
from tests.support.served import Replica


def send_batch(replica: Replica, headers: Headers, user: int, ids: list[str]) -> None:
    body = [row(user, transaction_id) for transaction_id in ids]
    answer = requests.post(f"{replica.url}/api/transactions/batch", json=body, headers=headers, timeout=20)
    assert answer.json() == {"accepted": len(ids), "rejected": []}


def test_a_topic_gets_at_most_20_messages_a_second_that_hold_everything(
    replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    admin = listen(PythonListener, replica.url, token_of(sign_in(make_user("admin"))))
    admin.ask("subscribe", {"topic": "admin.transactions"})
    begun = time.monotonic()
    ids = [f"t-{number}" for number in range(3_000)]
    for start in range(0, 3_000, 20):
        send_batch(replica, headers, ana.id, ids[start : start + 20])
    assert settles(lambda: len(transactions(admin)), 3_000) == 3_000
    passed_s = time.monotonic() - begun
    assert sorted(transactions(admin)) == sorted(ids)
    assert len(events(admin, "transactions.accepted")) <= 20 * passed_s + 1


def test_a_burst_to_one_user_comes_one_by_one_and_then_gathered(
    replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn
) -> None:
    """100 may leave at once; what follows faster than 20 a second is gathered."""
    ana = make_user()
    headers = sign_in(ana)
    listener = listen(PythonListener, replica.url, token_of(headers))
    send_batch(replica, headers, ana.id, [f"first-{number}" for number in range(100)])
    send_batch(replica, headers, ana.id, [f"then-{number}" for number in range(900)])
    assert settles(lambda: len(transactions(listener)), 1_000) == 1_000
    assert Counter(transactions(listener)).most_common(1)[0][1] == 1
    assert len(events(listener, "transaction.created")) == 100
    assert 1 <= len(events(listener, "transactions.created")) <= 5


def test_what_a_message_has_no_room_for_is_counted(
    replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn
) -> None:
    """A message holds the newest thousand."""
    ana = make_user()
    headers = sign_in(ana)
    listener = listen(PythonListener, replica.url, token_of(headers))
    send_batch(replica, headers, ana.id, [f"t-{number}" for number in range(4_000)])
    assert eventually(lambda: transactions(listener))
    (envelope,) = events(listener, "transactions.created")
    assert (len(envelope["data"]), envelope["omitted"]) == (1_000, 3_000)
    assert envelope["data"][-1]["transaction_id"] == "t-3999"


def test_a_client_that_stops_reading_is_cut_and_replays_when_it_returns(
    app: APIFlask, replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    stalled = connect_and_stop_reading(replica, token_of(headers))
    reader = listen(PythonListener, replica.url, token_of(headers))
    post(replica, headers, user=ana.id, transaction_id="while-stalled")
    for number in range(MAX_QUEUED_MESSAGES + 300):
        # At the pace of the one who reads: he is not to be cut.
        assert eventually(lambda number=number: len(events(reader, "padding")) > number - 100)
        socketio.emit("padding", {"id": 0, "data": "x" * 20_000, "number": number}, to=user_room(ana.id))
    assert eventually(lambda: cut(replica, sign_in(make_user("admin"))) == 1)
    assert (
        settles(lambda: len(events(reader, "padding")), MAX_QUEUED_MESSAGES + 300)
        == MAX_QUEUED_MESSAGES + 300
    )
    stalled.close()
    back = listen(PythonListener, replica.url, token_of(headers))
    assert back.ask("replay", {"after": 0})["replayed"] == 1
    assert transactions(back) == ["while-stalled"]


def connect_and_stop_reading(replica: Replica, token: str) -> websocket.WebSocket:
    """Join by hand, for every real client reads."""
    address = f"{replica.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket"
    small = (socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    raw = websocket.create_connection(address, timeout=10, sockopt=[small])
    assert str(raw.recv()).startswith("0")  # Engine.IO: open
    raw.send(f"40{json.dumps({'token': token})}")  # Socket.IO: connect
    while not str(raw.recv()).startswith("40"):
        pass
    return raw


def cut(replica: Replica, admin: Headers) -> int:
    answer = requests.get(f"{replica.url}/ws/stats", headers=admin, timeout=10).json()
    return int(answer["totals"]["dropped"])
