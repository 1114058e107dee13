"""What banking brings to a process: its intake, its connectors, its figures for the operator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from app.domain.banking.feed.connections import forget_deliveries
from app.domain.banking.feed.connectors import build_connectors
from app.domain.banking.feed.ports import Connector
from app.domain.banking.feed.tables import Connection
from app.domain.banking.imports.tables import Import
from app.domain.banking.intake.dead_letters import forget_dead_letters
from app.domain.banking.intake.gauges import read_gauges, warnings
from app.domain.banking.intake.queue import Bounds, IntakeQueue
from app.domain.banking.intake.service import Intake
from app.domain.banking.intake.zones import Zones
from app.domain.banking.transfers.owner import add_owner_source
from app.realtime import Publisher
from app.sealed_columns import add_sealed
from app.services import Domain, Services, services


@dataclass(frozen=True)
class Connectors:
    """The connectors to banks' providers, by the provider's name."""

    by_name: dict[str, Connector]


def _holders(user_id: int) -> Select[Any]:
    return select(Connection.holder).where(Connection.user_id == user_id, Connection.holder.is_not(None))


def _stated_accounts(user_id: int) -> Select[Any]:
    return select(Import.account).where(Import.user_id == user_id, Import.account.is_not(None))


add_owner_source(accounts=_stated_accounts, names=_holders)
add_sealed("connection", Connection.credentials)


def _setup(services: Services) -> Iterable[Intake | Connectors]:
    settings = services.settings
    bounds = Bounds(settings.queue_capacity, settings.queue_capacity_bytes, settings.queue_rows_per_user)
    queue = IntakeQueue(services.redis, bounds)
    yield Intake(settings, queue, services.part(Publisher), Zones(services.engine))
    yield Connectors(build_connectors(settings))


def _forget(user_id: int) -> None:
    forget_deliveries(user_id)
    forget_dead_letters(user_id)


SCOPES = {
    "transactions:read": "Read transactions",
    "transactions:write": "Add and change transactions",
    "accounts:read": "Read accounts and balances",
    "accounts:write": "Change accounts and state balances",
}
DOMAIN = Domain(
    "banking",
    _setup,
    scopes=SCOPES,
    forget=_forget,
    gauges=lambda: read_gauges(intake()),
    warnings=lambda: warnings(intake()),
)


def intake() -> Intake:
    """Return the process's intake."""
    return services().part(Intake)


def connectors() -> dict[str, Connector]:
    """Return the process's connectors, by the provider's name."""
    return services().part(Connectors).by_name
