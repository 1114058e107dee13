"""Bytes that a web process should not accept: requests read in two ways, too slow, too many, too large."""

from __future__ import annotations

import json
import socket
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import requests

from tests.support.databases import Databases
from tests.support.launched import eventually
from tests.support.raw import converse, read_to_end
from tests.support.served import Replica


@pytest.fixture
def database_url(databases: Databases, tmp_path: Path) -> str:
    """No row is read or written; one kind is enough here."""
    return databases.empty_sqlite(tmp_path)


HEAD = b"POST /api/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
NEXT = b"GET /api/health HTTP/1.1\r\nHost: a\r\n\r\n"
LAX = (
    HEAD + b"Content-Length: 2\r\nContent-Length: 44\r\n\r\n{}" + NEXT,
    HEAD + b"X : y\r\nContent-Length: 44\r\n\r\n" + NEXT,
    HEAD + b"no colon\r\nContent-Length: 2\r\n\r\n{}" + NEXT,
    HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n" + NEXT,
    HEAD.replace(b"Host: a\r\n", b"") + b"Content-Length: 2\r\n\r\n{}" + NEXT,
    HEAD + b"Host: b\r\nContent-Length: 2\r\n\r\n{}" + NEXT,
    HEAD.replace(b"\r\n", b"\n") + b"Content-Length: 2\n\n{}" + NEXT,
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n0x2\r\n{}\r\n0\r\n\r\n" + NEXT,
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n2;" + b"e" * 200_000 + b"\r\n{}\r\n0\r\n\r\n" + NEXT,
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}x\r\n0\r\n\r\n" + NEXT,
)


def test_a_lax_request_is_refused_and_nothing_after_it_is_a_request(replica: Replica) -> None:
    for sent in LAX:
        said = converse(replica, sent)
        assert said.startswith(b"HTTP/1.1 400 "), (sent[:200], said[:200])
        assert said.count(b"HTTP/1.1 ") == 1, sent[:200]
        assert b'"status": 400' in said
    assert b" 422 " in converse(
        replica, HEAD + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n2;a=b\r\n{}\r\n0\r\n\r\n"
    )
    assert "Traceback" not in replica.output


LONG = {
    b"GET /%b HTTP/1.1\r\nHost: a\r\n\r\n" % (b"x" * 20_000): 414,
    b"GET / HTTP/1.1\r\nHost: a\r\nX: %b\r\n\r\n" % (b"x" * 10_000): 431,
    b"GET / HTTP/1.1\r\nHost: a\r\n%b\r\n" % (b"X: %b\r\n" % (b"x" * 5_000) * 20): 431,
    b"GET / HTTP/1.1\r\nHost: a\r\n%b\r\n" % (b"X: y\r\n" * 200): 431,
}


def test_what_the_server_itself_refuses_is_a_problem_with_safe_headers_too(replica: Replica) -> None:
    for sent, status in LONG.items():
        head, _, body = converse(replica, sent + NEXT).decode().partition("\r\n\r\n")
        assert head.startswith(f"HTTP/1.1 {status} "), (sent[:50], head)
        assert json.loads(body)["status"] == status
        assert {"X-Content-Type-Options: nosniff", "X-Frame-Options: DENY"} <= set(head.split("\r\n"))


@pytest.mark.settings(request_deadline_s=3.0, max_connections_per_address=20)
def test_slow_requests_are_given_up_and_one_address_has_so_many_connections(replica: Replica) -> None:
    """Each piece comes long before the time-out of one read."""
    begun = time.monotonic()
    whole = HEAD + b"Content-Length: 1000\r\n\r\n" + b" " * 1000
    lines = [socket.create_connection(("127.0.0.1", replica.port), timeout=20) for _ in range(2)]
    for place in range(0, 60):
        for line, start in zip(lines, (0, len(HEAD)), strict=True):
            drip(line, whole[: start + 30] if place == 0 else whole[start + 29 + place : start + 30 + place])
        if time.monotonic() - begun > 8:
            break
        time.sleep(0.2)
    assert [read_to_end(line)[:13] for line in lines] == [b"HTTP/1.1 408 "] * 2
    held = [socket.create_connection(("127.0.0.1", replica.port), timeout=20) for _ in range(20)]
    assert eventually(lambda: b" 429 " in converse(replica, NEXT, within_s=5))
    for line in held:
        line.close()
    assert eventually(replica.is_ready)


def drip(line: socket.socket, piece: bytes) -> None:
    try:
        line.sendall(piece)
    except OSError:
        return  # the server has closed, as it should


def test_who_sends_too_large_a_body_sees_the_answer(replica: Replica) -> None:
    """urllib asks for the connection to be closed, and sends the whole body before it reads."""
    asked = urllib.request.Request(
        f"{replica.url}/api/auth/login",
        data=b'"' + b"x" * 10_000_000 + b'"',
        headers={"Content-Type": "application/json"},
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(asked, timeout=30)
    assert refused.value.code == 413
    headers = {"Content-Type": "application/json"}
    answer = requests.post(f"{replica.url}/api/auth/login", b"x" * 10_000_000, headers=headers, timeout=30)
    assert answer.status_code == 413
