"""What of a task's arguments and errors may be kept: ids and plain words, and nothing that could be a secret."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.operations.tasks.redaction import MAX_MESSAGE_LETTERS, kept_arguments, masked, shown_arguments

SECRET = "hunter2"
MESSAGES = [
    f"could not connect to postgresql://ana:{SECRET}@db.example:5432/t",
    f"redis://:{SECRET}@127.0.0.1:6379 is away",
    f"GET https://api.example/x?token={SECRET}&page=2",
    f"api_key={SECRET}", f"apikey: '{SECRET}'", f'{{"password": "{SECRET}", "user": "ana"}}',
    f"Authorization: Bearer {SECRET}", f"Authorization: Basic {SECRET}", f"client_secret = {SECRET}",
    f"X-Signature: {SECRET}", f"refused bearer {SECRET}",
]  # fmt: skip


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_keeps_no_secret_that_is_named(message: str) -> None:
    assert SECRET not in masked(message)
    assert "…" in masked(message)


@given(st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-", min_size=32, max_size=90))
@example("-" + 31 * "0")
@example("/" + 31 * "k")
def test_a_message_keeps_no_long_run_of_letters(key: str) -> None:
    assert key not in masked(f"the provider said {key} is wrong")


@pytest.mark.parametrize(
    "message", ["division by zero", "Connection 7 was refused: 503 from bank.example", "no such table: users"]
)
def test_a_message_without_one_stays_as_it_is(message: str) -> None:
    assert masked(message) == message


def test_a_message_is_one_line_of_bounded_length() -> None:
    assert masked("\n\n first\nsecond: a traceback") == "first"
    assert len(masked("so it is " * 1000)) == MAX_MESSAGE_LETTERS
    assert masked("") == ""


@pytest.mark.parametrize("args", [[], [7], [7, "log-har", 3], ["EUR", None, True], [["BTCUSDT", "ETHUSDT"]]])
def test_ids_and_plain_words_are_kept(args: list[object]) -> None:
    assert kept_arguments(args, {}) == args


@pytest.mark.parametrize(
    "args",
    [
        ["two words"],
        ["x" * 41],
        [{"a": 1}],
        [1.5],
        [b"bytes"],
        ["postgresql://a:b@c/d"],
        [["a", ["b c"]]],
        ["Țiriac"],
    ],
)
def test_of_anything_else_nothing_is_kept(args: list[object]) -> None:
    assert kept_arguments([1, *args], {}) is None
    assert kept_arguments([1], {"name": "plain"}) is None


def test_arguments_are_shown_for_people() -> None:
    assert shown_arguments([7, "EUR", ["a", "b"]]) == "7, EUR, [a, b]"
    assert shown_arguments(None) == "…"
