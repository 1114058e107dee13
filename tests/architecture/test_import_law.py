"""The import law of docs/architecture.md, as pyproject.toml states it for import-linter."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_module_imports_only_what_lies_below_it() -> None:
    asked = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_eventlet_is_known_to_the_web_entry_alone() -> None:
    """It is in bug-fix mode; who replaces it has these files of the launcher to open, and wsgi.py.

    Each has a reason that lies in the server itself, so none could do without it.
    """
    reasons = {
        "launch/server.py": "starts it",
        "launch/http.py": "reads requests in place of its reader",
        "launch/websocket.py": "bounds what its WebSockets take",
        "launch/pace.py": "counts the passes of its hub, in which requests begin",
        "launch/names.py": "has its sockets look up names in its threads, as nothing else would give way",
    }
    house = [
        path for door in ("app", "blueprints", "workers", "launch") for path in (ROOT / door).rglob("*.py")
    ]
    names = re.compile(r"(import|from) eventlet\b")
    knowing = {path.relative_to(ROOT).as_posix() for path in house if names.search(path.read_text())}
    assert knowing == set(reasons)
