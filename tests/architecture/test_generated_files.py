"""What is generated is up to date: the API's description, the page's types, the pins."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bench import document, figures
from bench.__main__ import PARTS

ROOT = Path(__file__).resolve().parents[2]
PIN_LINE = re.compile(
    r"\s*#.*|[a-z0-9][a-z0-9._-]*==[^\s;\\]+( *;[^\\]*)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?"
)
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
PIN_FILES = ["requirements.txt", "requirements-dev.txt", "requirements-node.txt"]


def test_docs_openapi_describes_the_api_that_is_served() -> None:
    env = {**os.environ, "PYTHONWARNINGS": "ignore"}
    printed = subprocess.run(
        [sys.executable, "-m", "launch.openapi"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    kept = (ROOT / "docs" / "openapi.json").read_text()
    assert json.loads(kept) == json.loads(printed), "run `make types`"


def test_the_page_has_the_types_of_that_api(tmp_path: Path) -> None:
    made = tmp_path / "schema.d.ts"
    command = [sys.executable, "-m", "launch.prepare", "npm", "exec", "--offline", "--", "openapi-typescript"]
    subprocess.run([*command, str(ROOT / "docs" / "openapi.json"), "-o", str(made)], cwd=ROOT, check=True)
    assert (ROOT / "frontend/src/lib/api/schema.d.ts").read_text() == made.read_text(), "run `make types`"


def test_the_documents_figures_are_those_that_the_bench_has_kept() -> None:
    for path in document.DOCUMENTS:
        text = path.read_text()
        assert text == document.renewed(text), "run `make bench`"


def test_every_part_of_the_bench_has_its_place_in_the_document() -> None:
    named = {
        name
        for path in document.DOCUMENTS
        for found in document.SECTION.findall(path.read_text())
        for name in found.split()
    }
    assert named == {*PARTS, "accuracy", "forecasts"}
    assert {path.stem for path in figures.RESULTS.iterdir()} <= named


def test_the_page_s_lock_knows_the_packages_of_every_platform() -> None:
    """`npm ci` refuses a lock that was made where some platform's package could not be seen."""
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    named = {
        name
        for package in packages.values()
        for name in package.get("optionalDependencies", {})
        if f"node_modules/{name}" not in packages
    }
    assert named == set()


def test_everything_that_pyproject_asks_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {_name(requirement) for requirement in project["dependencies"]}
    asked_for_development = {_name(requirement) for requirement in project["optional-dependencies"]["dev"]}
    assert asked - set(pins("requirements.txt")) == set()
    assert (asked | asked_for_development) - set(pins("requirements-dev.txt")) == set()


def test_development_uses_the_versions_that_run_in_production() -> None:
    production, development = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: development.get(name) for name in production} == production


@pytest.mark.parametrize("name", PIN_FILES)
def test_pins_are_exact_hashed_and_name_no_index(name: str) -> None:
    text = (ROOT / name).read_text()
    entries = [entry for entry in re.split(r"\n(?=\S)", text) if not entry.startswith("#")]
    assert entries
    assert [
        entry.splitlines()[0] for entry in entries if "==" not in entry or "--hash=sha256:" not in entry
    ] == []
    assert "://" not in text
    assert [line for line in text.splitlines() if not PIN_LINE.fullmatch(line)] == []


def pins(name: str) -> dict[str, set[str]]:
    """Return the pinned versions by package; two where they differ by Python."""
    found: dict[str, set[str]] = {}
    for package, version in PIN.findall((ROOT / name).read_text()):
        found.setdefault(_name(package), set()).add(version)
    return found


def _name(requirement: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\s;\[<>=!~]", requirement)[0]).lower()
