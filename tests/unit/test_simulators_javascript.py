"""JSON as JavaScript writes it, held against Node itself."""

from __future__ import annotations

import json
import math
import shutil
import struct
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from simulators import javascript

# The algorithm of Apideck's guide: keys sorted recursively, arrays returned as they are.
SORTER = """
const sorted = (value) =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.keys(value).sort().reduce((all, key) => ({ ...all, [key]: sorted(value[key]) }), {})
const written = JSON.parse(require('fs').readFileSync(0, 'utf8'))
process.stdout.write(JSON.stringify(written.map((text) => JSON.stringify(sorted(JSON.parse(text))))))
"""
TRICKY = [
    '{"b":1,"a":{"d":2,"c":3}}',
    '{"10":"ten","9":"nine","a":0,"01":"no index","-1":"no index","1.5":"no index"}',
    '{"4294967294":"the last index","4294967295":"no index","0":0}',
    '{"z":[{"b":1,"a":2},{"10":1,"2":2,"x":[{"d":1,"c":{"f":1,"e":2}}]}]}',
    "[10.0, 1e-7, 1.5e-7, 0.000001, 1e21, 123456789012345680000, 1e20, -0.0, -0, 0.1, 1.10, 100, 5e-324]",
    "[9007199254740993, -9007199254740993, 1.7976931348623157e308, 1e400, 12345678901234567890123]",
    '["é", "ț", "\\u2028", "/", "\\"", "\\\\", "\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f", "😀", "\\ud83d"]',
    '{"\\ue000":1,"\\ud83d\\ude00":2,"z":3,"":4}',
    '{"a":1,"b":2,"a":3}',
    '[true, false, null, {}, [], "", {"a":{}}]',
    '{"payload":{"total_amount":49.90,"rate":1.0,"items":[{"qty":2.50,"id":7}],"7":null}}',
]


def node() -> str:
    """The virtual environment's Node, or the machine's."""
    own = Path(sys.executable).with_name("node")
    found = str(own) if own.exists() else shutil.which("node")
    assert found, "these tests need Node: make dev installs it"
    return found


def by_node(texts: list[str]) -> list[str]:
    ran = subprocess.run(
        [node(), "-e", SORTER],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    answer: list[str] = json.loads(ran.stdout)
    return answer


@pytest.fixture(scope="module")
def expected() -> dict[str, str]:
    return dict(zip(TRICKY, by_node(TRICKY), strict=True))


@pytest.mark.parametrize("text", TRICKY)
def test_what_is_signed_is_what_node_would_sign(expected: dict[str, str], text: str) -> None:
    assert javascript.canonical(json.loads(text)) == expected[text]


def test_a_thousand_odd_numbers_are_written_as_node_writes_them() -> None:
    chance = Random(1)
    doubles = [struct.unpack("<d", chance.randbytes(8))[0] for _ in range(1000)]
    texts = [repr(double) for double in doubles if math.isfinite(double)]
    assert [javascript.canonical(json.loads(text)) for text in texts] == by_node(texts)


def test_objects_of_odd_keys_are_ordered_as_node_orders_them() -> None:
    chance = Random(2)
    texts = [json.dumps(_object(chance, 3)) for _ in range(200)]
    assert [javascript.canonical(json.loads(text)) for text in texts] == by_node(texts)


def _object(chance: Random, depth: int) -> dict[str, Any]:
    keys = chance.sample(["2", "10", "1", "03", "a", "B", "ă", "😀", "﻿", "4294967295", "a.b", "_", "-5"], 6)
    inner: list[Any] = [1, "x", None]
    if depth:
        inner += [_object(chance, depth - 1), [_object(chance, depth - 1), 1.50]]
    return {key: chance.choice(inner) for key in keys}


def test_a_decimal_is_a_number_as_javascript_would_write_it() -> None:
    assert javascript.stringify([Decimal("49.90"), Decimal("10.00"), Decimal("-0.07")]) == "[49.9,10,-0.07]"
