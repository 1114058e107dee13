"""What these tests share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.domain.banking.feed.connectors.basiq import Basiq
from app.domain.banking.feed.ports import (
    Link,
)
from tests.support.provider_stub import Asked, ProviderStub, Reply

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


LINK = Link("u-1", "c-1", {}, None)


HERE = Basiq("https://au-api.basiq.io", "key")


def row(row_id: str = "t-1", **fields: Any) -> dict[str, Any]:
    """A transaction as Basiq's reference has it."""
    return {
        "type": "transaction", "id": row_id, "status": "posted", "description": "WOOLWORTHS 1294 SYDNEY",
        "amount": "-124.69", "currency": "AUD", "account": "a-1", "balance": "302.14", "direction": "debit",
        "class": "payment", "connection": "c-1", "transactionDate": "", "postDate": "2026-02-27T00:00:00Z",
        "enrich": None, **fields,
    }  # fmt: skip


def account(account_id: str = "a-1", **fields: Any) -> dict[str, Any]:
    """An account as Basiq's reference has it."""
    return {
        "type": "account", "id": account_id, "accountNo": "062000123456", "name": "Everyday", "currency": "AUD",
        "balance": "302.14", "availableFunds": "250.00", "status": "available", "connection": "c-1",
        "class": {"type": "transaction", "product": "Everyday"}, "lastUpdated": "2026-03-01T03:00:00Z", **fields,
    }  # fmt: skip


def served(stub: ProviderStub, *booked: Any, pending: Any = (), accounts: Any = (), **more: Any) -> Basiq:
    """Let the stub hold these rows and accounts; `more` are further members of every page."""

    def answer(asked: Asked) -> Reply:
        if asked.path == "/token":
            return Reply({"access_token": f"token-{stub.paths().count('/token')}", "expires_in": 3600})
        if asked.path.endswith("/accounts"):
            return Reply({"type": "list", "data": list(accounts)})
        rows = pending if "'pending'" in asked.query["filter"] else booked
        return Reply({"type": "list", "data": list(rows), "links": {}, **more})

    stub.answer = answer
    return Basiq(stub.url, "key")


def failing(stub: ProviderStub, reply: Reply) -> Basiq:
    stub.answer = lambda asked: Reply({"access_token": "t"}) if asked.path == "/token" else reply
    return Basiq(stub.url, "key")
