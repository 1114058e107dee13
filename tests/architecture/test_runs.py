"""Entry points open the one transaction; what opens its own is a run, and says so."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = [path for path in sorted((ROOT / "app/domain").rglob("*.py")) if "transaction(" in path.read_text()]


def names_in(node: ast.AST) -> set[str]:
    """What a function names, but for what it leaves for after the commit."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "on_commit":
        return set()
    own = {node.id} if isinstance(node, ast.Name) else set()
    return own.union(*(names_in(child) for child in ast.iter_child_nodes(node)))


def openers(path: Path) -> dict[str, str]:
    """The functions that open a transaction, by themselves or by another one of their module: their docs."""
    functions = {
        node.name: node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)
    }
    named = {name: names_in(node) for name, node in functions.items()}
    found = {name for name in functions if "transaction" in named[name]}
    while more := {name for name in functions if name not in found and named[name] & found}:
        found |= more
    return {name: ast.get_docstring(functions[name]) or "" for name in found}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_opens_its_own_transactions_says_that_it_is_a_run(path: Path) -> None:
    public = {name: doc for name, doc in openers(path).items() if not name.startswith("_")}
    assert [name for name, doc in public.items() if not re.search(r"\ba\s+run\b", doc, re.I)] == []
