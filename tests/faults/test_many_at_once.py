"""The plain load test: 50 users with 50 requests each, 50 at a time and then all 2,500 at once."""

from __future__ import annotations

import asyncio
import json
import resource
from collections import Counter
from collections.abc import Callable

import pytest
from apiflask import APIFlask

from tests.faults.test_flush_killed import assert_each_stored_once
from tests.support.accounts import Account, Headers
from tests.support.money import flush, row
from tests.support.served import Replica

Make = Callable[..., Account]
SignIn = Callable[..., Headers]
USERS, EACH = 50, 50
Request = tuple[Headers, dict[str, object]]
ENOUGH_FILES = 8_192


async def post(port: int, headers: Headers, body: dict[str, object], gate: asyncio.Semaphore) -> int:
    """Send one request over a connection of its own and return the status."""
    payload = json.dumps(body)
    head = {
        **headers,
        "Host": "127.0.0.1",
        "Content-Type": "application/json",
        "Content-Length": len(payload),
    }
    lines = [f"{name}: {value}" for name, value in head.items()]
    request = "\r\n".join(["POST /api/add-transaction HTTP/1.1", *lines, "Connection: close", "", payload])
    async with gate:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request.encode())
        answer = await reader.read()
        writer.close()
    return int(answer.split(b" ", 2)[1])


async def post_all(
    port: int, requests: list[tuple[Headers, dict[str, object]]], at_once: int
) -> Counter[int]:
    gate = asyncio.Semaphore(at_once)
    return Counter(await asyncio.gather(*(post(port, headers, body, gate) for headers, body in requests)))


@pytest.fixture
def _many_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < ENOUGH_FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(ENOUGH_FILES, hard), hard))


@pytest.mark.usefixtures("_many_files")
def test_none_of_2500_is_refused_and_each_is_stored_once(
    app: APIFlask, replica: Replica, make_user: Make, sign_in: SignIn
) -> None:
    people = [(user, sign_in(user)) for user in (make_user() for _ in range(USERS))]
    for turn, at_once in (("50-at-a-time", 50), ("all-at-once", USERS * EACH)):
        requests = [
            (headers, row(user.id, f"{turn}-{number}")) for number in range(EACH) for user, headers in people
        ]
        assert asyncio.run(post_all(replica.port, requests, at_once)) == {200: USERS * EACH}
    flush(app)
    assert_each_stored_once(app, people[0][0], 2 * USERS * EACH)
