"""Word lists and brand names that the rules read, one plain text file each."""

from __future__ import annotations

from importlib.resources import files


def read_rows(stem: str) -> list[tuple[str, list[str]]]:
    """Read every table whose file name starts with `stem`: the rest of its name, and a row's fields."""
    tables = sorted(
        (
            entry
            for entry in files(__package__).iterdir()
            if entry.name.startswith(stem) and entry.name.endswith(".tsv")
        ),
        key=lambda entry: entry.name,
    )
    return [
        (table.name[len(stem) : -len(".tsv")], line.split("\t"))
        for table in tables
        for line in table.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
