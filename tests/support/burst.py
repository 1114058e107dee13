"""Many requests at the same moment, each over a connection of its own."""

from __future__ import annotations

import asyncio
import json
import resource
from collections import Counter
from collections.abc import Mapping, Sequence

Request = tuple[Mapping[str, str], dict[str, object]]
"""A sender's headers, and the transaction."""
ENOUGH_FILES = 8_192


def allow_many_files() -> None:
    """Let this process, and those that it starts, open a socket for each."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < ENOUGH_FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(ENOUGH_FILES, hard), hard))


def post_all(port: int, requests: Sequence[Request], at_once: int) -> Counter[int]:
    """Post transactions, so many of them at once; return how often each status came."""
    return asyncio.run(_post_all(port, requests, asyncio.Semaphore(at_once)))


async def _post_all(port: int, requests: Sequence[Request], gate: asyncio.Semaphore) -> Counter[int]:
    return Counter(await asyncio.gather(*(_post(port, headers, body, gate) for headers, body in requests)))


async def _post(
    port: int, headers: Mapping[str, str], body: dict[str, object], gate: asyncio.Semaphore
) -> int:
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
