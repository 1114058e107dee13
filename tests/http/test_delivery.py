"""Lists travel compressed, and not at all to a client that has them already."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

import brotli
import pytest
from flask.testing import FlaskClient

from tests.support.accounts import Account, Headers

LIST = "/api/categories"


@pytest.fixture
def signed_in(make_user: Callable[..., Account], sign_in: Callable[..., Headers]) -> Headers:
    return sign_in(make_user())


def test_a_long_answer_is_compressed_for_those_who_take_it(client: FlaskClient, signed_in: Headers) -> None:
    plain = client.get(LIST, headers=signed_in)
    assert "Content-Encoding" not in plain.headers
    for name, unpack in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        answer = client.get(LIST, headers=signed_in | {"Accept-Encoding": name})
        assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == (name, "Accept-Encoding")
        assert unpack(answer.data) == plain.data
        assert len(answer.data) < len(plain.data) / 3


def test_a_short_answer_stays_as_it_is(client: FlaskClient, signed_in: Headers) -> None:
    answer = client.get("/api/auth/profile", headers=signed_in | {"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in answer.headers
    assert json.loads(answer.data)["username"]


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br"])
def test_an_unchanged_list_is_not_sent_again(client: FlaskClient, signed_in: Headers, encoding: str) -> None:
    asks = signed_in | {"Accept-Encoding": encoding}
    first = client.get(LIST, headers=asks)
    again = client.get(LIST, headers=asks | {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_a_changed_answer_is_sent_whole(client: FlaskClient, signed_in: Headers) -> None:
    seen = client.get("/api/auth/profile", headers=signed_in).headers["ETag"]
    client.patch("/api/auth/profile", json={"locale": "ro-RO"}, headers=signed_in)
    again = client.get("/api/auth/profile", headers=signed_in | {"If-None-Match": seen})
    assert (again.status_code, again.json["locale"]) == (200, "ro-RO")


def test_a_problem_is_never_answered_as_unchanged(client: FlaskClient, signed_in: Headers) -> None:
    answer = client.get("/api/transactions/none", headers=signed_in | {"If-None-Match": "*"})
    assert answer.status_code == 404


def test_what_the_api_says_is_still_kept_by_nobody(client: FlaskClient, signed_in: Headers) -> None:
    first = client.get(LIST, headers=signed_in)
    again = client.get(LIST, headers=signed_in | {"If-None-Match": first.headers["ETag"]})
    assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "no-store"
