"""The cursor of a list: whatever was not written here is refused, and never reaches a database."""

import base64
from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.pagination import decode_cursor, encode_cursor

MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)
whole = st.integers(-(2**63), 2**63 - 1)
plain = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(whole, plain)
def test_a_cursor_comes_back_as_it_was(number, text):
    assert decode_cursor(encode_cursor(number, text), int, str) == (number, text)


def test_a_moment_comes_back_as_a_moment():
    assert decode_cursor(encode_cursor(MOMENT.isoformat()), datetime) == (MOMENT,)


@given(st.text())
def test_any_other_text_is_refused_as_invalid(text):
    with pytest.raises(Invalid):
        decode_cursor(text, int, str, int)


@pytest.mark.parametrize(
    ("parts", "kinds"),
    [
        ([2**63], [int]),
        (["a\0b"], [str]),
        (["2026-03-01T12:00:00"], [datetime]),
        ([1, 2], [int]),
        (["1"], [int]),
        ([True], [int]),
    ],
)
def test_a_forged_cursor_that_no_database_would_take_is_refused(parts, kinds):
    forged = base64.urlsafe_b64encode(msgspec.json.encode(parts)).decode().rstrip("=")
    with pytest.raises(Invalid):
        decode_cursor(forged, *kinds)
