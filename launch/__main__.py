"""The launcher: bring everything up, say where it is, keep ready.json true, end it all on Ctrl-C."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from launch.bring_up import Start
from launch.commands import MIGRATE, run_module
from launch.database import require_database
from launch.instance import (
    environment,
    find_leftovers,
    kill,
    make_folders,
    read_secrets,
    stop_leftovers,
    taken,
)
from launch.plan import ROOT, Plan, read_plan
from launch.shutdown import Stopped, stoppable
from launch.supervision import socket_path
from launch.trouble import Trouble

DESCRIPTION = """Start Tidewatch on this machine: Redis where none is named, the web server, the Celery worker
and beat, and a demo. The environment decides: PORT, INSTANCE_DIR, DEMO, DATABASE_URL, REDIS_URL, REDIS_PORT,
HOST and the others that docs/operations.md lists."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m launch", description=DESCRIPTION)
    parser.add_argument(
        "--migrate", action="store_true",
        help="with --with-settings: make the instance folder and bring its database up to date first",
    )  # fmt: skip
    parser.add_argument(
        "--with-settings", nargs=argparse.REMAINDER, metavar="COMMAND",
        help="run a command with this instance's settings instead, for example: "
        "python -m launch --with-settings flask --app wsgi create-admin",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    os.umask(0o077)
    try:
        plan = read_plan()
        if options.with_settings:
            return run_with_settings(plan, options.with_settings, migrate=options.migrate)
        return run(plan)
    except Trouble as exc:
        print(f"tidewatch: {exc}", file=sys.stderr)
        return 2


def run(plan: Plan) -> int:
    """Hold the instance from start to end; 0 after a clean one."""
    with stoppable(lambda: kill(find_leftovers(plan.instance))):
        try:
            with taken(plan), socket_path(plan) as socket:
                if stop_leftovers(plan.instance):
                    print("Ended what an earlier start had left running.", flush=True)
                Start(plan, socket).run()
        except Stopped:
            print("Ended; the data is kept.", flush=True)
    return 0


def run_with_settings(plan: Plan, command: list[str], *, migrate: bool = False) -> int:
    """Become another program that sees this instance as its processes do."""
    make_folders(plan)
    settings = environment(plan, read_secrets(plan))
    if migrate:
        require_database(settings["DATABASE_URL"])
        run_module(plan, settings, "migrate.log", MIGRATE)
    settings["PATH"] = os.pathsep.join([os.path.dirname(sys.executable), settings.get("PATH", os.defpath)])
    os.chdir(ROOT)
    try:
        os.execvpe(command[0], command, settings)  # noqa: S606 - the point of it
    except OSError as exc:
        raise Trouble(f"{command[0]} cannot be run: {exc.strerror}.") from exc


if __name__ == "__main__":
    sys.exit(main())
