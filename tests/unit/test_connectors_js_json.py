"""JSON as JavaScript writes it: stored vectors, and node itself is asked."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.js_json import canonical
from launch.page import search_path

VECTORS = [
    ('{"b":1,"a":{"d":2,"c":3}}', '{"a":{"c":3,"d":2},"b":1}'),
    ('{"list":[{"b":1,"a":2},[{"z":1,"y":2}]]}', '{"list":[{"b":1,"a":2},[{"z":1,"y":2}]]}'),
    ('[{"b":1,"a":2}]', '[{"b":1,"a":2}]'),
    ('{"10":1,"9":2,"b":3,"01":4,"a":5}', '{"9":2,"10":1,"01":4,"a":5,"b":3}'),
    ('{"x":[{"b":0,"10":1,"9":2,"a":3}]}', '{"x":[{"9":2,"10":1,"b":0,"a":3}]}'),
    ('{"4294967295":1,"4294967294":2,"1":3}', '{"1":3,"4294967294":2,"4294967295":1}'),
    ("[10.0,1e-7,1e21,-0,-0.0,1E3,0.000001,123456789012345680000]",
     "[10,1e-7,1e+21,0,0,1000,0.000001,123456789012345680000]"),
    ("[12345678901234567890,0.1,1.5e300,5e-324,1e999,-1e999,1.10]",
     "[12345678901234567000,0.1,1.5e+300,5e-324,null,null,1.1]"),
    ('{"a":1,"b":2,"a":3}', '{"a":3,"b":2}'),
    (r'["\u2028\u007f\u0001\/\ud83d\ude00"]', '["\u2028\x7f\\u0001/\U0001f600"]'),
    (r'["é","\ud800x","\uDC00"]', r'["é","\ud800x","\udc00"]'),
    ('{"\\uffff":1,"\\ud83d\\ude00":2}', '{"\U0001f600":2,"\uffff":1}'),
    (' { "a" : [ true , false , null ] } ', '{"a":[true,false,null]}'),
    ('"text"', '"text"'),
]  # fmt: skip

SORTER = """
const sorted = (v) => v === null || typeof v !== 'object' || Array.isArray(v) ? v
  : Object.keys(v).sort().reduce((o, k) => { o[k] = sorted(v[k]); return o }, {})
const texts = JSON.parse(require('fs').readFileSync(0, 'utf8'))
process.stdout.write(JSON.stringify(texts.map((t) => JSON.stringify(sorted(JSON.parse(t))))))
"""
NODE = shutil.which("node", path=search_path()) or "node"


def by_node(texts: list[str]) -> Any:
    done = subprocess.run(
        [NODE, "-e", SORTER], input=json.dumps(texts).encode(), capture_output=True, check=True
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(("text", "written"), VECTORS)
def test_json_is_written_as_javascript_writes_it(text: str, written: str) -> None:
    assert canonical(text) == written


def test_node_writes_the_vectors_so_too() -> None:
    assert by_node([text for text, _ in VECTORS]) == [written for _, written in VECTORS]


texts = st.text(st.characters(), max_size=4)  # halves of surrogate pairs too
keys = texts.filter(lambda key: key != "__proto__") | st.integers(0, 2**33).map(str)
numbers = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**70), 2**70)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@settings(derandomize=True, max_examples=3, deadline=None)
@given(st.lists(values, min_size=200, max_size=200))
def test_node_agrees_about_arbitrary_json(found: list[Any]) -> None:
    written = [json.dumps(value) for value in found]
    assert [canonical(text) for text in written] == by_node(written)


@settings(derandomize=True, max_examples=3, deadline=None)
@given(st.lists(st.integers(0, 2**64 - 1), min_size=1000, max_size=1000))
def test_node_agrees_about_numbers_of_every_size(seeds: list[int]) -> None:
    written = [f"{seed % 10**17}e{seed % 640 - 340}" for seed in seeds]
    assert [canonical(text) for text in written] == by_node(written)


@pytest.mark.parametrize("text", ["", "{", "NaN", "[Infinity]", "{'a':1}", "[" * 100_000, '"\n"', "[1,]"])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        canonical(text)
