"""Running `flask` commands for an instance: migrations, accounts."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping

from launch.instance import MARK
from launch.plan import ROOT, Plan
from launch.trouble import Trouble

ERROR = re.compile(r"(\w+\.)*\w*(Error|Exception)\b")
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]


def run_flask(
    plan: Plan,
    settings: Mapping[str, str],
    log: str,
    *command: str,
    written: str = "",
    fine: tuple[int, ...] = (0,),
) -> None:
    """Run a `flask` command with an instance's settings; its whole answer is kept in a log.

    written: what it reads from its input. fine: the exit statuses that are no failure.
    Raises Trouble with the line that names the error.
    """
    path = plan.logs / log
    done = subprocess.run(
        [*FLASK, *command], cwd=ROOT, env={**settings, MARK: str(plan.instance)}, input=written, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    path.write_text(done.stdout)
    if done.returncode not in fine:
        raise Trouble(f"`flask {command[0]}` failed ({gist_of(done.stdout)}): {path} has its whole answer.")


def gist_of(output: str) -> str:
    """Return the line that names the error, or else the last one."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    named = [line for line in lines if ERROR.match(line)]
    return ([*lines, *named] or ["it said nothing"])[-1][:300]
