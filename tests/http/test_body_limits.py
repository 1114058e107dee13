"""A body over the limit is 413 wherever one is read, chunked or not, and nothing of it is taken."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.http.test_intake import ADD, BATCH
from tests.support.accounts import bearer
from tests.support.money import queued
from tests.support.person import Person

LIMIT = 20_000
pytestmark = pytest.mark.settings(max_body_bytes=LIMIT)
JSON, NDJSON = "application/json", "application/x-ndjson"


def post(ana: Person, path: str, body: bytes, kind: str, *, chunked: bool) -> TestResponse:
    """Send a body with its length, or in chunks, whose end the server marks and whose length nobody knows."""
    more: dict[str, Any] = {"environ_overrides": {"wsgi.input_terminated": True}} if chunked else {}
    given = {"input_stream": io.BytesIO(body)} if chunked else {"data": body}
    return ana.client.post(path, content_type=kind, headers=ana.headers, **given, **more)


def lines(size: int) -> bytes:
    """NDJSON of exactly so many bytes, each of its rows whole; it is cut at the end of a row."""
    rows, number = b"", 0
    while len(rows) < size - 1_000:
        number += 1
        said = {"transaction_id": f"t-{number:04}", "amount": 1, "status": "SUCCESS"}
        rows += json.dumps(said).encode() + b"\n"
    return rows + b"\n" * (size - len(rows))


def one(size: int) -> bytes:
    said = json.dumps({"transaction_id": "t-1", "amount": 1, "status": "SUCCESS"}).encode()
    return said + b" " * (size - len(said))


def many(size: int) -> bytes:
    rows = [json.loads(line) for line in lines(size - 2_000).splitlines() if line]
    said = json.dumps(rows, separators=(",", ":")).encode()
    return said + b" " * (size - len(said))


def sign_in(size: int) -> bytes:
    said = json.dumps({"username": "nobody", "password": "nothing at all"}).encode()
    return said + b" " * (size - len(said))


DOORS = [
    pytest.param(BATCH, NDJSON, lines, 202, id="batch of lines"),
    pytest.param(BATCH, JSON, many, 202, id="batch array"),
    pytest.param(ADD, JSON, one, 200, id="one"),
    pytest.param("/api/auth/login", JSON, sign_in, 401, id="sign-in"),
]


@pytest.mark.parametrize("chunked", [False, True], ids=["with its length", "chunked"])
@pytest.mark.parametrize(("path", "kind", "make", "fine"), DOORS)
def test_a_byte_over_the_limit_is_413_and_nothing_is_taken(
    ana: Person, path: str, kind: str, make: Any, fine: int, chunked: bool
) -> None:
    answer = post(ana, path, make(LIMIT + 1), kind, chunked=chunked)
    assert (answer.status_code, answer.content_type, queued(ana.app)) == (413, "application/problem+json", 0)
    assert post(ana, path, make(LIMIT * 3), kind, chunked=chunked).status_code == 413


@pytest.mark.parametrize("chunked", [False, True], ids=["with its length", "chunked"])
@pytest.mark.parametrize(("path", "kind", "make", "fine"), DOORS)
def test_a_body_of_exactly_the_limit_is_read(
    ana: Person, path: str, kind: str, make: Any, fine: int, chunked: bool
) -> None:
    assert post(ana, path, make(LIMIT), kind, chunked=chunked).status_code == fine


def test_a_form_in_chunks_is_refused_as_well(ana: Person) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="note"\r\n\r\n' + b"a" * LIMIT + b"\r\n--x--\r\n"
    answer = post(ana, "/api/rules", body, "multipart/form-data; boundary=x", chunked=True)
    assert answer.status_code in {413, 415}


def test_a_token_without_rights_is_told_so_before_its_body_is_read(ana: Person) -> None:
    ana.headers = bearer("nonsense")
    assert post(ana, BATCH, lines(LIMIT * 2), NDJSON, chunked=True).status_code == 401
