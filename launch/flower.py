"""Flower, Celery's own view of workers and tasks, behind a sign-in: FLOWER=1 starts it.

Its packages live in an environment of their own, so that what it needs binds nothing of the app.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from launch.instance import read_secrets
from launch.packages import FLOWER, python_of
from launch.plan import Plan, read_plan

USER = "flower"


def flower_sign_in(plan: Plan) -> dict[str, str]:
    """Return where Flower is, and its own sign-in."""
    password = read_secrets(plan)["FLOWER_PASSWORD"]
    return {"url": f"http://127.0.0.1:{plan.flower_port}", "username": USER, "password": password}


def flower_environment(plan: Plan, environment: Mapping[str, str]) -> dict[str, str]:
    """Return what Flower finds in its environment, which other users of the machine do not see."""
    return {
        **environment,
        "CELERY_BROKER_URL": environment["REDIS_URL"],
        "FLOWER_BASIC_AUTH": f"{USER}:{flower_sign_in(plan)['password']}",
        "FLOWER_ADDRESS": "127.0.0.1",
        "FLOWER_PORT": str(plan.flower_port),
        "FLOWER_INSPECT_TIMEOUT": "5000",  # milliseconds; a worker in the middle of a start answers late
    }


def main() -> None:
    """Become Flower."""
    plan = read_plan()
    command = [str(python_of(FLOWER)), "-m", "celery", "flower"]
    os.execve(command[0], command, flower_environment(plan, os.environ))  # noqa: S606 - the point of it


if __name__ == "__main__":
    sys.exit(main())
