"""One start, in its order: ports, Redis, migrations, accounts, the programs, the demo, ready."""

from __future__ import annotations

import contextlib
import json
import time
from pathlib import Path
from typing import Any

from launch import ready
from launch.commands import MIGRATE, gist_of, run_module
from launch.database import require_database
from launch.demo import accounts, seed
from launch.instance import environment, read_demo, read_secrets
from launch.plan import Plan
from launch.ports import require_ports_beside, require_redis_port, require_web_port
from launch.programs import list_programs
from launch.redis_server import find_redis_server, wait_for_redis, write_redis_config
from launch.shutdown import Parent, Stopped
from launch.steps import timed
from launch.supervision import SUPERVISOR_AWAY, Supervision
from launch.trouble import Trouble

REDIS_WITHIN_S = 60
"""A Redis that loads a long log answers late."""
OTHERS_REDIS_WITHIN_S = 5
READY_WITHIN_S = 90
ATTEMPTS = 3
LOOK_EVERY_S = 1.0


class Start:
    """Everything between the first check and the last goodbye."""

    def __init__(self, plan: Plan, socket: Path) -> None:
        require_web_port(plan)
        require_redis_port(plan)
        self._plan = plan
        self._secrets = read_secrets(plan)
        self._environment = environment(plan, self._secrets)
        require_ports_beside(plan, self._environment)
        self._programs = list_programs(plan)
        self._supervision = Supervision(plan, self._programs, self._environment, socket)

    def run(self) -> None:
        """Run until somebody asks for the end, which arrives as Stopped."""
        ready.forget(self._plan)
        try:
            sign_ins = self._bring_up()
            self._start("trainer")  # nobody waits for it, and it would take its share of the start
            ready.write(self._plan, sign_ins, self._supervision.pids())
            print(ready.describe(self._plan, sign_ins), flush=True)
            self._watch(sign_ins)
        finally:
            ready.forget(self._plan)
            self._supervision.close()

    def _bring_up(self) -> ready.SignIns:
        require_database(self._environment["DATABASE_URL"])
        self._supervision.open()
        self._start_redis()
        with timed("the database brought up to date"):
            run_module(self._plan, self._environment, "migrate.log", MIGRATE)
        # The exchange first: a collection that an earlier start left goes on as soon as there is a worker.
        self._start("exchange")
        self._start("web", "worker", "beat", "flower")
        demo = read_demo(self._plan, accounts.invent) if self._plan.demo else None
        with timed("web server, worker and timetable started"):
            if demo:
                asked = json.dumps([demo["user"], demo["admin"]])
                run_module(self._plan, self._environment, "accounts.log", [accounts.__name__], written=asked)
            self._wait_until_ready()
        if demo is None:
            return ready.SignIns(None, None)
        with timed("the demo filled"):
            return self._start_demo(demo)

    def _start(self, *names: str) -> None:
        """Start those programs that this start has."""
        for program in self._programs:
            if program.name in names:
                self._supervision.start(program.name)

    def _start_redis(self) -> None:
        if self._plan.redis_port is None:
            wait_for_redis(self._environment["REDIS_URL"], OTHERS_REDIS_WITHIN_S, ours=False)
            return
        with timed(f"{find_redis_server()} started"):
            write_redis_config(self._plan, self._secrets["REDIS_PASSWORD"])
            self._supervision.start("redis")
            wait_for_redis(self._environment["REDIS_URL"], REDIS_WITHIN_S, ours=True)

    def _wait_until_ready(self) -> None:
        end, seen = time.monotonic() + READY_WITHIN_S, set[int]()
        while not ready.answers(self._plan):
            seen.add(self._supervision.pids().get("web", 0))
            if time.monotonic() > end or len(seen - {0}) > ATTEMPTS:
                log = self._plan.logs / "web.log"
                said = gist_of(log.read_text(errors="replace"))
                raise Trouble(f"The web server does not get ready ({said}): {log} says why.")
            time.sleep(0.2)

    def _start_demo(self, demo: dict[str, Any]) -> ready.SignIns:
        try:
            signed_in = seed.seed(self._plan.url, demo)
        except OSError as exc:
            raise Trouble(
                f"The web server went away while the demo was filled ({exc}): start again."
            ) from exc
        self._start("feed", "banks")
        return signed_in

    def _watch(self, sign_ins: ready.SignIns) -> None:
        parent, pids = Parent(), self._supervision.pids()
        while not parent.has_ended():
            time.sleep(LOOK_EVERY_S)
            with contextlib.suppress(*SUPERVISOR_AWAY):  # the next look starts it again
                self._heal()
                # What is being restarted keeps its last pid until it has a new one.
                fresh = pids | self._supervision.pids()
                if fresh != pids:
                    pids = fresh
                    ready.write(self._plan, sign_ins, pids)
        raise Stopped

    def _heal(self) -> None:
        for name in self._supervision.heal():
            _say(f"{name} had ended again and again and was started anew; {self._plan.logs} may say why.")


def _say(sentence: str) -> None:
    print(sentence, flush=True)
