"""A docstring that says 'see x.y' and a document that names a file lead to something that is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = ("app", "blueprints", "workers", "launch", "simulators", "bench", "migrations")
_SEE = re.compile(r"[Ss]ee\s+`?((?:[a-z_]+\.)+[A-Za-z_]\w*)(?!/)")
_PATH = re.compile(r"(?<![\w/.-])((?:[\w-]+/)+[\w-]+\.(?:py|md|toml|ts|tsx|sh|lua))(?![\w/])")
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def signposts() -> Iterator[tuple[str, str]]:
    for folder in CODE:
        for file in (ROOT / folder).rglob("*.py"):
            for name in _SEE.findall(" ".join(file.read_text().replace("#", " ").split())):
                if not name.endswith((".md", ".py", ".yml")):
                    yield str(file.relative_to(ROOT)), name


def documents() -> Iterator[Path]:
    yield from (each for each in ROOT.glob("*.md") if each.name != "CHANGELOG.md")
    yield from (each for each in (ROOT / "docs").rglob("*.md") if "decisions" not in each.parts)


def is_there(name: str) -> bool:
    """Tell whether a dotted name ends somewhere in the code: as a module, or as a name that a module defines."""
    parts = name.split(".")
    paths = {"/".join(parts): "", "/".join(parts[:-1]): parts[-1], "/".join(parts[:-2]): parts[-2]}
    return any(_defines(path, inside) for path, inside in paths.items() if path)


def _defines(path: str, inside: str) -> bool:
    files = [*ROOT.glob(f"**/{path}.py"), *ROOT.glob(f"**/{path}/__init__.py")] if path else []
    own = [file for file in files if file.relative_to(ROOT).parts[0] in {*CODE, "tests"}]
    return any(not inside or inside in _names(file) for file in own)


def _names(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


@pytest.mark.parametrize(("file", "name"), sorted(set(signposts())))
def test_what_a_docstring_points_to_is_there(file: str, name: str) -> None:
    assert is_there(name), f"{file} says 'see {name}'"


@pytest.mark.parametrize("document", sorted(documents()), ids=lambda path: path.name)
def test_files_that_a_document_names_are_there(document: Path) -> None:
    text = document.read_text()
    named = {name for name in _PATH.findall(text) if not name.startswith(("instance/", "http"))}
    missing = [
        name
        for name in named
        if not any(
            (base / name).exists()
            for base in (ROOT, ROOT / "app", ROOT / "app/domain/banking", document.parent)
        )
    ]
    missing += [link for link in _LINK.findall(text) if not (document.parent / link).exists()]
    assert missing == []
