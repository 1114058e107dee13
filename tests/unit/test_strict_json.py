"""JSON that could be read in two ways, or not at all, is refused."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import AppError, BadRequest, UnsupportedType
from app.strict_json import StrictRequest, read_json

texts = st.text(st.characters(exclude_categories=["Cs"]))
leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts
values = st.recursive(leaves, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=20)


@settings(derandomize=True)
@given(values, st.booleans())
def test_any_json_is_read_as_what_it_says(value: Any, escaped: bool) -> None:
    assert read_json(json.dumps(value, ensure_ascii=escaped).encode()) == value


@settings(derandomize=True)
@given(st.binary())
def test_any_bytes_are_read_or_refused_and_nothing_else(body: bytes) -> None:
    with suppress(BadRequest):
        read_json(body)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "Expecting value"),
        (b"{", "Expecting property name"),
        (b"{'a': 1}", "Expecting property name"),
        (b"[1] [2]", "Extra data"),
        (b"NaN", "NaN is not JSON"),
        (b"[Infinity]", "Infinity is not JSON"),
        (b'{"a": -Infinity}', "-Infinity is not JSON"),
        (b'{"a": 1, "a": 1}', "same key twice"),
        (b'{"a": 1, "\\u0061": 2}', "same key twice"),
        (b'[{"b": {"a": 1, "a": 2}}]', "same key twice"),
        (b'"\xff"', "not UTF-8"),
        ('"é"'.encode("latin-1"), "not UTF-8"),
        ('"a"'.encode("utf-16"), "not UTF-8"),
        (b"\xef\xbb\xbf{}", "BOM"),
        (b'"\\ud800"', "half a surrogate pair"),
        (b'{"\\udfff": 1}', "half a surrogate pair"),
        (b"[" * 100_000, "nested too deeply"),
        (b"1" * 5_000, "4300 digits"),
    ],
    ids=lambda value: repr(value[:20]) if isinstance(value, bytes) else "",
)
def test_a_refusal_says_why(body: bytes, reason: str) -> None:
    with pytest.raises(BadRequest) as caught:
        read_json(body)
    assert reason in caught.value.detail


def test_a_whole_surrogate_pair_is_one_character() -> None:
    assert read_json(b'"\\ud83d\\ude00"') == "\N{GRINNING FACE}"


def test_the_same_key_in_two_objects_is_fine() -> None:
    assert read_json(b'[{"a": 1}, {"a": {"a": 2}}]') == [{"a": 1}, {"a": {"a": 2}}]


def request(body: bytes, content_type: str | None) -> StrictRequest:
    return StrictRequest.from_values(method="POST", data=body, content_type=content_type)


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "APPLICATION/JSON"])
def test_a_request_that_says_it_is_json_is_read(kind: str) -> None:
    assert request(b'{"a": 1}', kind).get_json() == {"a": 1}


@pytest.mark.parametrize(
    ("kind", "body", "error"),
    [
        ("text/plain", b"{}", UnsupportedType),
        ("application/x-www-form-urlencoded", b"{}", UnsupportedType),
        (None, b"{}", UnsupportedType),
        ("application/json", b"{", BadRequest),
        ("application/json", b'{"a": 1, "a": 2}', BadRequest),
    ],
)
def test_neither_force_nor_silent_makes_a_request_lenient(
    kind: str | None, body: bytes, error: type[AppError]
) -> None:
    with pytest.raises(error):
        request(body, kind).get_json(force=True, silent=True)
