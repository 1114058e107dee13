"""The worked example of docs/connectors.md is a connector that works, and its shell lines sign rightly."""

from __future__ import annotations

import hmac
import json
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.domain.banking.feed.connectors import CONNECTORS
from app.domain.banking.feed.connectors.inbox import Inbox
from app.domain.banking.feed.ports import BadSignature, Connector, Incoming, Link, Person, UnreadableEvent
from tests.support.provider_stub import Asked, Reply, provider_stub

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "connectors.md").read_text()
BODY = b'{"id": "e-1", "customer": "c-1"}'
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def block(language: str) -> str:
    [found] = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    return str(found)


def nordbank(url: str = "https://api.nordbank.example") -> Any:
    module: dict[str, Any] = {}
    exec(compile(block("python"), "docs/connectors.md", "exec"), module)
    return module["Nordbank"](url, "key", ["secret"])


def signed(body: bytes = BODY) -> Incoming:
    moment = str(int(NOON.timestamp()))
    made = hmac.digest(b"secret", f"{moment}.".encode() + body, "sha256").hex()
    return Incoming({"x-nordbank-timestamp": moment, "x-nordbank-signature": made}, body, NOON)


def test_the_example_verifies_and_reads_an_event() -> None:
    example, incoming = nordbank(), signed()
    example.verify(incoming, example.webhook_secrets)
    [hint] = example.events(incoming.body, incoming.headers)
    assert (hint.event_id, hint.external_user, hint.kind) == ("e-1", "c-1", "transactions")


def test_the_example_refuses_what_is_forged_and_what_no_secret_guards() -> None:
    example, incoming = nordbank(), signed()
    for forged, secrets in ((incoming._replace(body=b"{}"), ["secret"]), (incoming, [])):
        with pytest.raises(BadSignature):
            example.verify(forged, secrets)
    with pytest.raises(UnreadableEvent):
        example.events(b"\xff", {})


def test_the_example_fetches_page_after_page_and_keeps_the_readable_rows() -> None:
    def answer(asked: Asked) -> Reply:
        first = "after" not in asked.query
        row = {"id": "1", "amount": "-2.50", "currency": "EUR", "date": "2026-02-27", "text": "Coffee"}
        return Reply({"rows": [row] if first else [{}], "next": "p2" if first else None})

    with provider_stub() as stub:
        stub.answer = answer
        fetched = nordbank(stub.url).fetch(Link("c-1", None, {}, None), [])
    [found] = fetched.transactions
    assert (found.external_id, found.amount, found.direction) == ("1", 250, "out")
    assert fetched.problems == ["Row 2: It has no id or no date."]
    assert stub.paths() == ["/movements/c-1"] * 2


def test_the_example_begins_a_link() -> None:
    with provider_stub() as stub:
        stub.answer = lambda _: Reply({"address": "https://nordbank.example/consent/1"})
        begun = nordbank(stub.url).begin_link(Person(7, "ada", "ada@example.com"), None)
    assert begun == ("tidewatch-7", "https://nordbank.example/consent/1")


def test_the_example_has_all_that_a_connector_has() -> None:
    asked = {*Connector.__annotations__, *(name for name in vars(Connector) if not name.startswith("_"))}
    assert [name for name in asked if not hasattr(nordbank(), name)] == []
    assert CONNECTORS


def test_the_shell_lines_sign_as_the_inbox_verifies(tmp_path: Path) -> None:
    curl = tmp_path / "curl"
    curl.write_text('#!/bin/sh\nfor each in "$@"; do printf "%s\\0" "$each"; done\n')
    curl.chmod(0o755)
    done = subprocess.run(
        ["/bin/bash", "-euc", f'PATH="{tmp_path}:$PATH" SECRET=s INBOX=here\n{block("sh")}'],
        capture_output=True, check=True,
    )  # fmt: skip
    said = done.stdout.decode().split("\0")
    headers = dict(each.lower().split(": ", 1) for each in said if ": " in each and not each.startswith("{"))
    body = said[said.index("-d") + 1].encode()
    Inbox().verify(Incoming(headers, body, datetime.now(UTC)), ["s"])
    [hint] = Inbox().events(body, headers)
    assert (hint.event_id, json.loads(body)["type"]) == ("event-1", hint.event_type)
