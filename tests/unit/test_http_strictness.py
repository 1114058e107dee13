"""Requests that two readers may read differently are refused (RFC 9112)."""

from __future__ import annotations

import io
import socket
import time
from typing import Any

import pytest
from werkzeug.exceptions import BadRequest

from launch.http import BadHead, Body, Head, TimedSocket, read_head
from launch.websocket import unmask

GOOD = b"GET /api/health HTTP/1.1\r\n"


def head(*lines: bytes, request: bytes = GOOD) -> Head:
    return read_head(request, [*(line + b"\r\n" for line in lines), b"\r\n"])


@pytest.mark.parametrize(
    "lines",
    [
        (b"Host: a.example",),
        (b"Host: [::1]:8000", b"Content-Length: 5"),
        (b"host:a", b"Transfer-Encoding: Chunked"),
        (b"Host: a", b"X-Text: caf\xc3\xa9 \t;=,"),
        (b"Host: a", b"X-Empty:"),
    ],
)
def test_what_honest_clients_send_is_read(lines: tuple[bytes, ...]) -> None:
    assert head(*lines).fields.get("HOST")


@pytest.mark.parametrize(
    "lines",
    [
        (b"Host: a", b"Content-Length: 5", b"Content-Length: 6"),
        (b"Host: a", b"Content-Length: 5", b"content-length: 5"),
        (b"Host: a", b"Content-Length: 5, 5"),
        (b"Host: a", b"Content-Length: +5"),
        (b"Host: a", b"Content-Length: -1"),
        (b"Host: a", b"Content-Length: 1_0"),
        (b"Host: a", b"Content-Length:"),
        (b"Host: a", b"Content-Length : 5"),
        (b"Host : a",),
        (b"Host: a", b"no colon"),
        (b"Host: a", b" folded: line"),
        (b"Host: a", b"X-Bare: a\rb"),
        (b"Host: a", b"X-Nul: a\x00b"),
        (b"Host: a", b": no name"),
        (b"Host: a", b"Transfer-Encoding: gzip, chunked"),
        (b"Host: a", b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"),
        (b"Host: a", b"Transfer-Encoding: xchunked"),
        (b"Host: a", b"Transfer-Encoding: chunked", b"Content-Length: 5"),
        (b"Host: a", b"Host: a"),
        (b"Host: a/b",),
        (b"Host: a b",),
        (b"X-Other: a",),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(lines: tuple[bytes, ...]) -> None:
    with pytest.raises(BadHead):
        head(*lines)


@pytest.mark.parametrize(
    ("request_line", "lines"),
    [
        (GOOD, [b"Host: a\n", b"\r\n"]),
        (GOOD, [b"Host: a\r\n", b"\n"]),
        (GOOD, [b"Host: a\r\n", b""]),
        (b"GET / HTTP/1.1\n", [b"Host: a\r\n", b"\r\n"]),
    ],
)
def test_a_line_that_ends_without_a_carriage_return_is_refused(
    request_line: bytes, lines: list[bytes]
) -> None:
    with pytest.raises(BadHead):
        read_head(request_line, lines)


@pytest.mark.parametrize(
    "line", [b"GET  / HTTP/1.1\r\n", b"GET / x HTTP/1.1\r\n", b"GE(T / HTTP/1.1\r\n", b"GET /\r\n"]
)
def test_a_malformed_request_line_is_refused(line: bytes) -> None:
    with pytest.raises(BadHead) as bad:
        head(b"Host: a", request=line)
    assert bad.value.status == 400


@pytest.mark.parametrize("version", [b"0.9", b"2.0", b"3.0"])
def test_another_version_of_http_is_refused_by_its_own_status(version: bytes) -> None:
    with pytest.raises(BadHead) as bad:
        head(b"Host: a", request=b"GET / HTTP/" + version + b"\r\n")
    assert bad.value.status == 505


def test_http_1_0_needs_no_host() -> None:
    assert head(request=b"GET / HTTP/1.0\r\n").version == "HTTP/1.0"


def test_a_field_is_found_whatever_its_case_and_without_the_blanks_around_it() -> None:
    read = head(b"hOST: a", b"X-One:\t 1 \t", b"X-Two: a:b", b"x-one: 3", request=b"PUT /a\xa0b HTTP/1.1\r\n")
    assert (read.method, read.target, read.version) == ("PUT", "/a\xa0b", "HTTP/1.1")
    assert (read.fields.get("x-ONE"), read.fields.all("x-one")) == ("1", ["1", "3"])
    assert (read.fields.get("X-Two"), read.fields.get("X-Three"), read.fields.get("X-Three", "")) == (
        "a:b",
        None,
        "",
    )


def test_a_wait_of_our_own_does_not_count_against_the_sender() -> None:
    sender, receiver = socket.socketpair()
    with sender, receiver:
        timed = TimedSocket(receiver, deadline_s=0.1)
        sender.sendall(b"GET /")
        assert timed.readinto(bytearray(5)) == 5
        timed.pause(lambda: time.sleep(0.2))
        sender.sendall(b" HTTP")
        assert timed.readinto(bytearray(5)) == 5


def body_of(sent: bytes) -> Any:
    return Body(io.BufferedReader(io.BytesIO(sent)), None, None, chunked_input=True)


def test_a_chunked_body_is_read_to_its_end_and_no_further() -> None:
    rest = b"GET /next HTTP/1.1\r\n"
    body = body_of(b"5;name=value\r\nhello\r\n006\r\n world\r\n0\r\nTrailer: x\r\n\r\n" + rest)
    assert (body.read(3), body.read(), body.read(), body.rfile.read()) == (b"hel", b"lo world", b"", rest)


def test_a_chunked_body_is_read_by_lines() -> None:
    body = body_of(b"3\r\na\nb\r\n3\r\nc\nd\r\n0\r\n\r\n")
    assert [body.readline() for _ in range(4)] == [b"a\n", b"bc\n", b"d", b""]


@pytest.mark.parametrize(
    "sent",
    [
        b"-1\r\nx\r\n0\r\n\r\n", b"+1\r\nx\r\n0\r\n\r\n", b"0x1\r\nx\r\n0\r\n\r\n", b"1_0\r\nx\r\n0\r\n\r\n",
        b" 1\r\nx\r\n0\r\n\r\n", b"1\nx\r\n0\r\n\r\n", b"1\r\nxy\r\n0\r\n\r\n", b"1\r\nx\n0\r\n\r\n",
        b"\r\n", b"1;" + b"e" * 300 + b"\r\nx\r\n0\r\n\r\n", b"fffffffff\r\nx", b"5\r\nhel",
        b"0\r\nno colon\r\n\r\n", b"1\r\nx\r\n0\r\n" + b"A: b\r\n" * 30 + b"\r\n",
    ],
)  # fmt: skip
def test_malformed_chunks_are_refused_and_nothing_after_them_is_read(sent: bytes) -> None:
    body = body_of(sent + b"5\r\nmore!\r\n0\r\n\r\n")
    for _ in range(2):
        with pytest.raises(BadRequest):
            body.read()


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 1000])
@pytest.mark.parametrize("offset", [0, 1, 2, 3])
def test_a_masked_frame_is_unmasked_as_the_standard_says(size: int, offset: int) -> None:
    mask, data = (1, 2, 3, 254), bytes(number % 256 for number in range(size))
    expected = bytes(each ^ mask[(offset + place) % 4] for place, each in enumerate(data))
    assert unmask(data, mask, length=size, offset=offset) == expected
