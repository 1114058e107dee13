"""Connectors to providers. A new one is a file here and a line in CONNECTORS; see docs/connectors.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.domain.banking.feed.connectors.apideck import Apideck, ApideckSettings
from app.domain.banking.feed.connectors.basiq import Basiq, BasiqSettings
from app.domain.banking.feed.connectors.inbox import Inbox
from app.domain.banking.feed.ports import Connector


class ConnectorSettings(BasiqSettings, ApideckSettings, Protocol):
    """What the connectors read of the settings, all together."""


CONNECTORS: list[Callable[[ConnectorSettings], Connector]] = [
    Basiq.from_settings,
    Apideck.from_settings,
    Inbox.from_settings,
]


def build_connectors(settings: ConnectorSettings) -> dict[str, Connector]:
    """Build every connector, by name. Raises ValueError for a provider's address that is none."""
    built = [build(settings) for build in CONNECTORS]
    return {connector.name: connector for connector in built}
