"""What a hostile client sends: it runs no handler of the server's, waits its turn, and is cut in the end."""

from __future__ import annotations

import itertools
import json
import time

import pytest
import requests
import websocket
from apiflask import APIFlask
from flask.testing import FlaskClient

from app.config import Settings
from app.realtime import user_room
from app.realtime.buckets import USER_MESSAGES_BURST
from app.realtime.gate import STRANGER_S
from app.realtime.line import MAX_MESSAGE_BYTES, MAX_REFUSED, MESSAGES_BURST
from app.services import services_of
from tests.sockets.conftest import Listen
from tests.sockets.test_connect import Make, SignIn, post, token_of
from tests.support.accounts import Account, Headers
from tests.support.launched import eventually
from tests.support.listener import PythonListener
from tests.support.raw import RawSocket, converse
from tests.support.served import Replica

LIFECYCLE = ('42["disconnect"]', '421["disconnect","x"]', '42["connect",{}]', '42["message"]', '42["*",1]')


def change_password(client: FlaskClient, headers: Headers, account: Account) -> None:
    body = {"current_password": account.password, "new_password": "quite another horse staple"}
    assert client.post("/api/auth/password", json=body, headers=headers).status_code == 204


def test_a_socket_that_says_disconnect_still_ends_when_the_password_changes(
    replicas: tuple[Replica, Replica], client: FlaskClient, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    mine, stolen = sign_in(ana), sign_in(ana)
    thieves = [RawSocket(each, {"token": token_of(stolen)}) for each in replicas]
    for thief in thieves:
        thief.send(*LIFECYCLE)
        assert thief.ask("ping")["last_id"] == 0
    change_password(client, mine, ana)
    for thief in thieves:
        assert thief.is_closed()
        assert any("session.ended" in each for each in thief.got)
    assert post(replicas[0], mine, user=ana.id) == 200


def test_an_admin_who_signed_out_hears_nothing_more(
    replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn
) -> None:
    ana, admin = make_user(), sign_in(make_user("admin"))
    raw = RawSocket(replica, {"token": token_of(admin)})
    assert raw.ask("subscribe", {"topic": "admin.transactions"})["ok"]
    raw.send(*LIFECYCLE)
    requests.post(f"{replica.url}/api/auth/logout", headers=admin, timeout=10)
    assert post(replica, sign_in(ana), user=ana.id) == 200
    assert raw.is_closed()
    assert not any("transactions.accepted" in each for each in raw.got)


@pytest.mark.parametrize("scopes", [["transactions:read"], ["profile:read"]])
def test_a_deleted_api_token_ends_its_sockets_on_every_replica(
    replicas: tuple[Replica, Replica], listen: Listen, client: FlaskClient, make_user: Make, sign_in: SignIn,
    scopes: list[str],
) -> None:  # fmt: skip
    headers = sign_in(make_user())
    made = client.post("/api/auth/tokens", json={"name": "t", "scopes": scopes}, headers=headers).json
    there = [RawSocket(each, {"token": made["token"]}) for each in replicas]
    for raw in there:
        raw.send(*LIFECYCLE)
    stays = listen(PythonListener, replicas[1].url, token_of(headers))
    assert client.delete(f"/api/auth/tokens/{made['id']}", headers=headers).status_code == 204
    for raw in there:
        assert raw.is_closed()
        assert any("session.ended" in each for each in raw.got)
    assert stays.ask("ping")["at"]


def test_connect_as_an_event_changes_nobodys_identity(
    replica: Replica, make_user: Make, sign_in: SignIn
) -> None:
    ana, bob = sign_in(make_user()), sign_in(make_user())
    raw = RawSocket(replica, {"token": token_of(ana)})
    raw.send(f"42{json.dumps(['connect', {'token': token_of(bob)}])}")
    assert raw.ask("connect", {"token": token_of(bob)})["error"]["code"] == "unknown_event"
    assert raw.connect({"token": token_of(bob)}).startswith("44")
    requests.post(f"{replica.url}/api/auth/logout", headers=bob, timeout=10)
    assert raw.ask("ping")["last_id"] == 0


def test_a_flood_of_events_is_answered_in_part_and_then_cut(
    replica: Replica, make_user: Make, sign_in: SignIn
) -> None:
    headers = sign_in(make_user())
    raw = RawSocket(replica, {"token": token_of(headers)})
    flood = (f'42{number}["ping",{{}}]' if number % 2 else '42["ping",{}]' for number in range(200_000))
    assert raw.is_cut_amid(flood)
    answered = sum('"at"' in each and each.startswith("43") for each in raw.got)
    refused = sum("rate_limited" in each for each in raw.got)
    assert 0 < answered <= USER_MESSAGES_BURST
    assert 0 < refused <= MAX_REFUSED
    assert requests.get(f"{replica.url}/api/auth/profile", headers=headers, timeout=10).status_code == 200
    assert "Traceback" not in replica.output


def test_a_client_a_little_too_fast_is_told_so_and_stays(
    replica: Replica, make_user: Make, sign_in: SignIn
) -> None:
    raw = RawSocket(replica, {"token": token_of(sign_in(make_user()))})
    raw.send(*(f'42{number}["ping"]' for number in range(MESSAGES_BURST + 60)))
    codes = [raw.next(f"43{number}") for number in range(MESSAGES_BURST + 60)]
    assert any("rate_limited" in each for each in codes)
    assert eventually(lambda: "at" in raw.ask("ping"))


UNREADABLE = (
    "42", "42{}", "42[]", '42[{"a":1}]', "42[1]", "43[1]", '451-["ping",{"_placeholder":true,"num":0}]', "4hello",
    "46", "4", '42["ping"', "42" + "[" * 9_000, "4" + "9" * 200, "hello", "4" + "x" * MAX_MESSAGE_BYTES,
)  # fmt: skip


def test_what_is_no_event_ends_the_connection_and_is_no_traceback(
    replica: Replica, make_user: Make, sign_in: SignIn
) -> None:
    token = token_of(sign_in(make_user()))
    for packet in UNREADABLE:
        raw = RawSocket(replica, {"token": token})
        raw.send(packet)
        assert raw.is_closed(), packet
    binary = RawSocket(replica, {"token": token})
    binary.wire.send_binary(b'2["ping"]')
    assert binary.is_closed()
    assert "Traceback" not in replica.output


def test_what_engine_io_passes_over_costs_no_more_than_an_event(
    replica: Replica, make_user: Make, sign_in: SignIn
) -> None:
    raw = RawSocket(replica, {"token": token_of(sign_in(make_user()))})
    assert raw.connect({"token": "x"}).startswith("44")
    raw.send("40/admin,{}")
    assert raw.next("44/admin").startswith("44/admin")
    assert raw.is_cut_amid(itertools.islice(itertools.cycle(("5", "3", "2", "9")), 400_000))


def test_a_message_in_endless_fragments_is_cut(replica: Replica, make_user: Make, sign_in: SignIn) -> None:
    raw = RawSocket(replica, {"token": token_of(sign_in(make_user()))})
    raw.send_fragment("42", websocket.ABNF.OPCODE_TEXT)
    for _ in range(40):
        raw.send_fragment("x" * 1_000, websocket.ABNF.OPCODE_CONT)
    assert raw.is_closed()


def test_a_replay_that_nobody_reads_holds_little_and_is_given_up(
    app: APIFlask, replica: Replica, make_user: Make, sign_in: SignIn
) -> None:
    """The answers to 60 replays of 60 MB each would be 3.6 GB; they wait in the client's own network."""
    ana = make_user()
    room, data = user_room(ana.id), json.dumps({"session": "s" * 100_000, "reason": "r"})
    kept = services_of(app).redis
    for number in range(1, 601):
        kept.xadd(
            f"rt:log:{room}", {"n": "x", "a": "2026-01-01T00:00:00Z", "d": data, "o": 0}, id=f"{number}-0"
        )
    kept.set(f"rt:seq:{room}", 600)
    raw = RawSocket(replica, {"token": token_of(sign_in(ana))}, receive_buffer=65_536)
    raw.send(*(f'42{number}["replay",{{"after":0}}]' for number in range(60)))
    time.sleep(3)
    assert raw.ask("replay", {"after": 599}, ack=99)["last_id"] == 600


def test_only_so_many_sockets_and_streams_are_open_for_one_user(
    replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn, settings: Settings
) -> None:
    headers = sign_in(make_user())
    token = token_of(headers)
    opened = [RawSocket(replica, {"token": token}) for _ in range(settings.max_sockets_per_user)]
    one_more = RawSocket(replica)
    assert "too_many_requests" in one_more.connect({"token": token})
    opened.pop().wire.close()
    assert eventually(lambda: one_more.connect({"token": token}).startswith("40"))
    url = f"{replica.url}/finance/api/bt-pay/stream/"
    streams = [requests.get(url, headers=headers, stream=True, timeout=20) for _ in range(11)]
    assert [each.status_code for each in streams] == [200] * settings.max_streams_per_user + [429]
    streams[0].close()
    assert eventually(lambda: requests.get(url, headers=headers, stream=True, timeout=20).ok)


def test_a_poll_with_a_huge_body_is_answered(replica: Replica, make_user: Make, sign_in: SignIn) -> None:
    url = f"{replica.url}/socket.io/?EIO=4&transport=polling"
    sid = requests.get(url, timeout=10).text.partition('"sid":"')[2].partition('"')[0]
    answer = requests.post(f"{url}&sid={sid}", data=b"4" * 5_000_000, timeout=10)
    assert answer.status_code == 413
    assert requests.get(f"{url}&sid={sid}", timeout=10).status_code == 400
    chunked = requests.post(f"{url}&sid=x", data=iter([b"4" * 1_000] * 9), timeout=10)
    assert chunked.status_code == 413


def test_polls_that_cannot_be_read_end_the_session(replica: Replica) -> None:
    url = f"{replica.url}/socket.io/?EIO=4&transport=polling"
    for body in (b"4hello", b"\xff", b"", b"\x1e" * 3, b"\x1e".join([b"2"] * 17), b"d=1", b"bnot-base64"):
        sid = requests.get(url, timeout=10).text.partition('"sid":"')[2].partition('"')[0]
        answer = requests.post(f"{url}&sid={sid}", data=body, timeout=10)
        assert answer.status_code in {200, 400}, body
    assert "Traceback" not in replica.output


def test_who_shows_no_token_is_cut_in_time(replica: Replica) -> None:
    assert RawSocket(replica).is_closed(STRANGER_S + 10)


def test_the_socket_protocols_before_the_standard_are_refused(replica: Replica) -> None:
    head = (
        b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\nOrigin: http://a\r\nSec-WebSocket-Key1: 1 2\r\nSec-WebSocket-Key2: 1 2\r\n\r\n"
    )
    assert b" 400 " in converse(replica, head + b"12345678").partition(b"\r\n")[0]
