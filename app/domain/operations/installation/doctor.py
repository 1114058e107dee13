"""All checks of an installation, in the order in which one would mend them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import structlog

from app.domain.operations.installation.database_checks import check_database
from app.domain.operations.installation.findings import Finding, problem
from app.domain.operations.installation.machine_checks import check_machine
from app.domain.operations.installation.outside_checks import check_outside
from app.domain.operations.installation.redis_checks import check_redis
from app.domain.operations.installation.secret_checks import check_secrets
from app.domain.operations.installation.worker_checks import check_workers
from app.services import Services

log = structlog.get_logger()


def examine(services: Services, *, outside: bool = True) -> list[Finding]:
    """Look at everything; a check that breaks is a finding of its own.

    outside: also ask the services outside, which takes up to four seconds.
    """
    checks: list[tuple[str, Callable[[], Iterable[Finding]]]] = [
        ("machine", lambda: check_machine(services.settings)),
        ("secrets", lambda: check_secrets(services.settings)),
        ("database", lambda: check_database(services.engine(), services.settings)),
        ("redis", lambda: check_redis(services.redis)),
        ("workers", lambda: check_workers(services.redis)),
    ]
    if outside:
        checks.append(("outside", lambda: check_outside(services.settings)))
    return [finding for name, check in checks for finding in _run(name, check)]


def _run(name: str, check: Callable[[], Iterable[Finding]]) -> list[Finding]:
    try:
        return list(check())
    except Exception as exc:
        log.exception("doctor.check_failed", check=name)
        return [problem(name, f"It could not be looked at ({type(exc).__name__}).", "See the log.")]
