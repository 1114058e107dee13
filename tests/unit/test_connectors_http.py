"""Asking a provider: what its answers may be, and what becomes of those that are none."""

from __future__ import annotations

import contextlib
import gzip
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest

from app import clock
from app.outbound import http
from app.outbound.errors import BrokenAnswer, ForeignLink, ProviderAway, ProviderError, ProviderRefused
from app.outbound.http import Http, pages
from tests.support.provider_stub import ProviderStub, Reply, provider_stub


@pytest.fixture
def stub() -> Iterator[ProviderStub]:
    with provider_stub() as running:
        yield running


def get(stub: ProviderStub, *path: str, **headers: str) -> Any:
    return Http(f"{stub.url}/", title="Bank").get(*(path or ("rows",)), headers=headers)


def failure(stub: ProviderStub, reply: Reply) -> ProviderError:
    stub.answer = lambda _: reply
    with pytest.raises(ProviderError) as caught:
        get(stub)
    return caught.value


def test_numbers_with_a_point_arrive_exact(stub: ProviderStub) -> None:
    stub.answer = lambda _: Reply(b'{"amount": 0.10000000000000000001}')
    assert get(stub)["amount"] == Decimal("0.10000000000000000001")


def test_segments_of_the_path_are_escaped(stub: ProviderStub) -> None:
    get(stub, "users", "a/../b?c#d%2e")
    assert stub.paths() == ["/users/a%2F..%2Fb%3Fc%23d%252e"]


@pytest.mark.parametrize("segment", ["", ".", ".."])
def test_a_segment_that_climbs_is_not_asked_for(stub: ProviderStub, segment: str) -> None:
    with pytest.raises(BrokenAnswer):
        get(stub, "users", segment)
    assert stub.asked == []


@pytest.mark.parametrize("value", ["a\r\nHost: evil", "żółw", "\ud800"])
def test_a_header_that_cannot_be_sent_is_a_broken_answer(stub: ProviderStub, value: str) -> None:
    with pytest.raises(BrokenAnswer):
        get(stub, consumer=value)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b'{"data": [1, 2'),
        Reply(b"<html>", headers={"Content-Type": "text/html"}),
        Reply(b'{"data": "' + b"x" * 2000 + b'"}', cut=True),
        Reply(b"not gzip", headers={"Content-Encoding": "gzip"}),
        Reply(b"\xff\xfe"),
        Reply(b"[" * 100_000),
        Reply(b"1e99999999999999999999"),
        Reply(b"NaN"),
        Reply(status=204, body=b""),
        Reply(status=302, headers={"Location": "/elsewhere"}),
        Reply(status=404),
        Reply(status=501),
    ],
)
def test_an_answer_that_cannot_be_used_is_broken(stub: ProviderStub, reply: Reply) -> None:
    assert type(failure(stub, reply)) is BrokenAnswer
    assert stub.paths() == ["/rows"]


def test_a_redirect_is_not_followed(stub: ProviderStub) -> None:
    failure(stub, Reply(status=307, headers={"Location": "/elsewhere"}))
    assert stub.paths() == ["/rows"]


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_larger_than_any_is_cut_short(
    stub: ProviderStub, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    monkeypatch.setattr(http, "MAX_ANSWER_BYTES", 100_000)
    body = b'"' + b"x" * 100_000 + b'"'
    reply = Reply(gzip.compress(body), headers={"Content-Encoding": "gzip"}) if packed else Reply(body)
    assert "larger" in str(failure(stub, reply))


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_a_provider_in_trouble_is_away(stub: ProviderStub, status: int) -> None:
    away = failure(stub, Reply(status=status))
    assert isinstance(away, ProviderAway)
    assert away.retry_after_s is None


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("17", 17),
        ("999999999", http.MAX_WAIT_S),
        ("Sun, 01 Mar 2026 12:00:30 GMT", 30),
        ("Sun, 01 Mar 2026 12:00:30 -0000", 30),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("Sun, 01 Mar 9999 11:00:00 GMT", http.MAX_WAIT_S),
        ("soon", None),
        ("-1", None),
        ("", None),
    ],
)
def test_the_provider_says_how_long_to_wait(stub: ProviderStub, said: str, seconds: int | None) -> None:
    clock.freeze(datetime(2026, 3, 1, 12, tzinfo=UTC))
    away = failure(stub, Reply(status=429, headers={"Retry-After": said}))
    assert isinstance(away, ProviderAway)
    assert away.retry_after_s == seconds


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_keeps_the_providers_own_name_of_it(stub: ProviderStub, status: int) -> None:
    refused = failure(stub, Reply({"type_name": "UnauthorizedError"}, status=status))
    assert isinstance(refused, ProviderRefused)
    assert (refused.status, refused.reason) == (status, "UnauthorizedError")


def test_a_provider_that_is_not_there_is_away() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        with pytest.raises(ProviderAway):
            Http(f"http://127.0.0.1:{unused.getsockname()[1]}", title="Bank").get("rows", headers={})


def test_a_provider_that_says_nothing_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "READ_TIMEOUT_S", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ProviderAway):
        Http(f"http://127.0.0.1:{silent.getsockname()[1]}", title="Bank").get("rows", headers={})


def test_a_password_in_netrc_is_not_sent(
    stub: ProviderStub, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    get(stub, Authorization="Bearer ours")
    assert stub.asked[0].headers["authorization"] == "Bearer ours"


def test_cookies_are_not_carried_from_one_persons_request_to_the_next(stub: ProviderStub) -> None:
    stub.answer = lambda _: Reply(headers={"Set-Cookie": "person=1"})
    asking = Http(stub.url, title="Bank")
    for _ in range(2):
        asking.get("rows", headers={})
    assert "cookie" not in stub.asked[1].headers


@pytest.mark.parametrize("base", ["", "au-api.basiq.io", "ftp://x", "file:///etc/passwd", "https://"])
def test_a_base_address_that_is_none_is_refused(base: str) -> None:
    with pytest.raises(ValueError):
        Http(base, title="Bank")


@pytest.mark.parametrize(
    "link", ["https://api.bank.example/x?next=1", "https://API.bank.example:443/x", "/x?next=1", "?next=1"]
)
def test_a_link_to_the_same_host_is_its_own(link: str) -> None:
    assert Http("https://api.bank.example", title="Bank").require_own(link)


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/x?next=1",
        "http://api.bank.example/x",
        "https://api.bank.example:8443/x",
        "https://api.bank.example@evil.example/x",
        "https://api.bank.example.evil.example/x",
        "//evil.example/x",
        "file:///etc/passwd",
        "http://169.254.169.254/latest",
    ],
)
def test_a_link_to_another_host_is_foreign(link: str) -> None:
    with pytest.raises(ForeignLink):
        Http("https://api.bank.example", title="Bank").require_own(link)


@pytest.mark.parametrize("link", ["https://[::1", "https://api.bank.example:99999999/"])
def test_a_link_that_is_none_is_a_broken_answer(link: str) -> None:
    with pytest.raises(BrokenAnswer):
        Http("https://api.bank.example", title="Bank").require_own(link)


def test_pages_are_read_to_the_end() -> None:
    book: dict[str | None, tuple[list[Any], str | None]] = {
        None: ([1], "b"),
        "b": ([2], "c"),
        "c": ([3], None),
    }
    assert list(pages(lambda cursor: book[cursor], title="Bank")) == [1, 2, 3]


def test_pages_that_go_round_are_broken() -> None:
    book: dict[str | None, tuple[list[Any], str | None]] = {
        None: ([1], "b"),
        "b": ([2], "c"),
        "c": ([3], "b"),
    }
    with pytest.raises(BrokenAnswer, match="circle"):
        list(pages(lambda cursor: book[cursor], title="Bank"))


def test_pages_that_do_not_end_are_broken() -> None:
    with pytest.raises(BrokenAnswer, match="end"):
        list(pages(lambda cursor: ([], f"{cursor}x"), title="Bank"))


@contextmanager
def server_of(serve: Callable[[socket.socket], None]) -> Iterator[tuple[str, list[socket.socket]]]:
    """A server that treats each connection by a function; yield its address and the connections that came."""
    connections: list[socket.socket] = []

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = listener.accept()
                connections.append(line)
                with line:
                    serve(line)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", connections
        listener.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(OSError):  # the last one may be kept open by the other side
            connections[-1].shutdown(socket.SHUT_RDWR)
        thread.join(60)


def test_a_kept_connection_that_was_closed_meanwhile_costs_no_answer() -> None:
    def serve(line: socket.socket) -> None:
        """Answer the first request of a connection, and close it at the second."""
        line.recv(65_536)
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        line.recv(65_536)

    with server_of(serve) as (url, connections):
        asking = Http(url, title="Bank")
        assert [asking.get("rows", headers={}) for _ in range(3)] == [{}] * 3
        assert len(connections) == 3


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_not_answered_in_time_or_changes_something_is_not_asked_twice(
    monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    monkeypatch.setattr(http, "READ_TIMEOUT_S", 0.1)

    def serve(line: socket.socket) -> None:
        line.recv(65_536)
        if method == "get":
            line.recv(1)  # until the other side gives up

    with server_of(serve) as (url, connections):
        asking = Http(url, title="Bank")
        with pytest.raises(ProviderAway):
            asking.get("rows", headers={}) if method == "get" else asking.post_json(
                "rows", json={}, headers={}
            )
        assert len(connections) == 1


def test_any_answer_can_be_had_but_trouble() -> None:
    with provider_stub() as stub:
        asking = Http(stub.url, title="Platform")
        for status in (200, 302, 304, 401, 404, 422, 501):
            stub.answer = lambda _, status=status: Reply(b"", status=status, headers={"X-Said": "yes"})
            answer = asking.get_any("rows", headers={})
            assert (answer.status, answer.body, answer.headers["x-said"]) == (status, b"", "yes")
        for status in (408, 425, 429, 500, 503):
            stub.answer = lambda _, status=status: Reply(b"", status=status)
            with pytest.raises(ProviderAway):
                asking.get_any("rows", headers={})
