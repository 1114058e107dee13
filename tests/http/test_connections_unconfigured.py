"""An installation without any provider's keys."""

from __future__ import annotations

import pytest

from tests.support.person import Person


@pytest.mark.parametrize("provider", ["basiq", "apideck"])
def test_a_provider_without_keys_cannot_be_linked(ana: Person, provider: str) -> None:
    answer = ana.client.post("/api/connectors/connections", json={"provider": provider}, headers=ana.headers)
    assert (answer.status_code, answer.json["code"]) == (409, "provider_not_configured")


def test_what_is_not_configured_is_told(ana: Person) -> None:
    found = {each["name"]: each["configured"] for each in ana.get("/api/connectors")["items"]}
    assert found == {"basiq": False, "apideck": False, "inbox": True}
