"""A web process that is asked to stop: requests end well, sockets and streams are handed to others."""

from __future__ import annotations

import json
import signal
from http.client import HTTPConnection

import psutil
import pytest
import requests

from tests.sockets.conftest import Listen
from tests.sockets.test_connect import TRANSPORTS, Make, SignIn, post, token_of
from tests.support.event_stream import OWN
from tests.support.launched import eventually
from tests.support.listener import PageListener, PythonListener, events, hears, settles, transactions
from tests.support.served import Replica


def stop(replica: Replica) -> int:
    """Ask it to stop, as an update does; return its exit status."""
    assert replica.process is not None
    replica.process.send_signal(signal.SIGTERM)
    return replica.process.wait(60)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_sockets_are_closed_so_that_their_clients_come_back_by_themselves(
    replica: Replica, listen: Listen, make_user: Make, sign_in: SignIn, transport: str
) -> None:
    token = token_of(sign_in(make_user()))
    listeners = [listen(PythonListener, replica.url, token, transport, stays=True) for _ in range(3)]
    assert all(hears(listener, "session.ready") for listener in listeners)
    assert stop(replica) == 0
    replica.start()
    for listener in listeners:
        assert settles(lambda listener=listener: len(events(listener, "session.ready")), 2) == 2


def test_the_page_misses_nothing_when_its_process_is_replaced(
    replica: Replica, make_user: Make, sign_in: SignIn
) -> None:
    ana = make_user()
    headers = sign_in(ana)
    page = PageListener(replica.url, token_of(headers))
    try:
        assert eventually(lambda: [each["data"] for each in events(page, "status")][-1:] == ["live"])
        post(replica, headers, user=ana.id, transaction_id="t-0")
        assert settles(lambda: len(transactions(page)), 1) == 1
        assert stop(replica) == 0
        replica.start()
        sent = [f"t-{number}" for number in range(6)]
        for transaction_id in sent[1:]:
            assert post(replica, headers, user=ana.id, transaction_id=transaction_id) == 200
        assert settles(lambda: len(transactions(page)), 6) == 6
        assert sorted(transactions(page)) == sent
    finally:
        page.close()


def test_an_event_stream_ends_as_an_answer_that_is_complete(
    replica: Replica, make_user: Make, sign_in: SignIn
) -> None:
    answer = requests.get(f"{replica.url}{OWN}", headers=sign_in(make_user()), stream=True, timeout=60)
    lines = answer.iter_lines()
    assert next(lines).startswith(b"retry:")
    assert stop(replica) == 0
    assert isinstance(list(lines), list)  # one that was cut off raises ChunkedEncodingError here


def test_a_request_whose_body_is_still_coming_is_answered(replica: Replica, make_user: Make) -> None:
    ana = make_user()
    body = b'{"username": "%s", "password": "%s"}' % (ana.username.encode(), ana.password.encode())
    line = HTTPConnection("127.0.0.1", replica.port, timeout=30)
    line.putrequest("POST", "/api/auth/login")
    line.putheader("Content-Type", "application/json")
    line.putheader("Content-Length", str(len(body)))
    line.endheaders(body[:10])
    assert replica.is_ready()  # what was sent before has arrived
    assert replica.process is not None
    replica.process.send_signal(signal.SIGTERM)
    assert eventually(lambda: refuses(replica))
    line.send(body[10:])
    assert line.getresponse().status == 200
    assert replica.process.wait(60) == 0


def test_the_request_that_is_being_worked_on_at_that_moment_is_answered(replica: Replica) -> None:
    """The first answer of the API's description takes a while of computing, in which the signal comes."""
    assert replica.process is not None
    process = psutil.Process(replica.process.pid)
    line, before = HTTPConnection("127.0.0.1", replica.port, timeout=30), process.cpu_times().user
    line.request("GET", "/api/openapi.json")
    assert eventually(lambda: process.cpu_times().user > before + 0.03)
    assert stop(replica) == 0
    answer = line.getresponse()
    assert (answer.status, "openapi" in json.load(answer)) == (200, True)


def refuses(replica: Replica) -> bool:
    """Tell whether it takes no new connection."""
    try:
        requests.get(f"{replica.url}/api/health", timeout=5)
    except requests.ConnectionError:
        return True
    return False
