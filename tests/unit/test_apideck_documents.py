"""Apideck's documents of any shape are read or refused, and never break the reader."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.banking.feed.ports import UnreadableTransaction
from tests.support.apideck import payment, read

names = st.sampled_from([*payment(), "line_items", "supplier", "status", "entity_type", "service_id", "memo"])
scalars = st.none() | st.booleans() | st.integers() | st.decimals() | st.text(st.characters(), max_size=9)
anything = st.recursive(
    scalars | st.sampled_from(["USD", "BHD", "paid", "expense"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=9,
)


@settings(derandomize=True, max_examples=500, deadline=None)
@given(st.dictionaries(names, anything, max_size=9))
def test_a_document_of_anything_is_read_or_refused(fields: dict[str, Any]) -> None:
    try:
        found = read(**fields)
    except UnreadableTransaction:
        return
    assert found.amount >= 0
    f"{found.description}{found.counterparty}{found.account}{found.details}".encode()
