"""What banking brings to a process: its intake, its connectors, its figures for the operator."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.banking.adapters.connectors import build_connectors
from app.domain.banking.gauges import read_gauges, warnings
from app.domain.banking.ports import Connector
from app.domain.banking.service import Bounds, Intake, IntakeQueue, Zones
from app.realtime import Publisher
from app.services import Domain, Services, services


@dataclass(frozen=True)
class Connectors:
    """The connectors to banks' providers, by the provider's name."""

    by_name: dict[str, Connector]


def _setup(services: Services) -> Iterable[Intake | Connectors]:
    settings = services.settings
    bounds = Bounds(settings.queue_capacity, settings.queue_capacity_bytes, settings.queue_rows_per_user)
    queue = IntakeQueue(services.redis, bounds)
    yield Intake(settings, queue, services.part(Publisher), Zones(services.engine))
    yield Connectors(build_connectors(settings))


DOMAIN = Domain("banking", _setup, gauges=lambda: read_gauges(intake()), warnings=lambda: warnings(intake()))


def intake() -> Intake:
    """Return the process's intake."""
    return services().part(Intake)


def connectors() -> dict[str, Connector]:
    """Return the process's connectors, by the provider's name."""
    return services().part(Connectors).by_name
