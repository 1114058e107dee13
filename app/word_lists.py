"""Word lists: text files of tab-separated fields, in the folder `data` of the package that uses them."""

from __future__ import annotations

from importlib.resources import files


def read_rows(package: str, stem: str) -> list[tuple[str, list[str]]]:
    """Read every list whose file name starts with `stem`: the rest of its name, and a row's fields."""
    tables = sorted(
        (
            entry
            for entry in (files(package) / "data").iterdir()
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
