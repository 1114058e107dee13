"""Running other programs to their end for an instance: migrations, accounts."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping, Sequence

from launch.instance import MARK
from launch.plan import ROOT, Plan
from launch.trouble import Trouble

ERROR = re.compile(r"(\w+\.)*\w*(Error|Exception)\b")
MIGRATE = ("flask", "--app", "wsgi", "db", "upgrade")


def run_module(
    plan: Plan, settings: Mapping[str, str], log: str, words: Sequence[str], *, written: str = ""
) -> None:
    """Run `python -m <words>` with an instance's settings; its whole answer is kept in a log.

    written: what it reads from its input. Raises Trouble with the line that names the error.
    """
    path = plan.logs / log
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, env={**settings, MARK: str(plan.instance)}, input=written,
        check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    path.write_text(done.stdout)
    if done.returncode:
        raise Trouble(f"`{' '.join(words)}` failed ({gist_of(done.stdout)}): {path} has its whole answer.")


def gist_of(output: str) -> str:
    """Return the line that names the error, or else the last one."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    named = [line for line in lines if ERROR.match(line)]
    return ([*lines, *named] or ["it said nothing"])[-1][:300]
