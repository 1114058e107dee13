"""Requests that two readers may read differently are refused (RFC 9112)."""

from __future__ import annotations

import io
from typing import Any

import pytest
from werkzeug.exceptions import BadRequest

from launch.http import Body, fault_of
from launch.websocket import unmask

GOOD = b"GET /api/health HTTP/1.1\r\n"


def fault(*lines: bytes, request: bytes = GOOD) -> str | None:
    return fault_of(request, [*(line + b"\r\n" for line in lines), b"\r\n"])


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
    assert fault(*lines) is None


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
    assert fault(*lines) is not None


def test_a_line_that_ends_without_a_carriage_return_is_refused() -> None:
    assert fault_of(GOOD, [b"Host: a\n", b"\r\n"])
    assert fault_of(GOOD, [b"Host: a\r\n", b"\n"])
    assert fault_of(b"GET / HTTP/1.1\n", [b"Host: a\r\n", b"\r\n"])


@pytest.mark.parametrize(
    "line", [b"GET  / HTTP/1.1\r\n", b"GET / x HTTP/1.1\r\n", b"GE(T / HTTP/1.1\r\n", b"GET /\r\n"]
)
def test_a_malformed_request_line_is_refused(line: bytes) -> None:
    assert fault(b"Host: a", request=line)


def test_http_1_0_needs_no_host() -> None:
    assert fault(request=b"GET / HTTP/1.0\r\n") is None


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
