"""The 10,000 most used passwords, the most used first."""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def common_passwords() -> dict[str, int]:
    """Return each password, in small letters, with its rank from 1.

    From zxcvbn 4.5.0 (MIT licence, Copyright 2016 Daniel Wolf), which took them from a public list of
    ten million leaked passwords.
    """
    packed = (files(__package__) / "common_passwords.txt.gz").read_bytes()
    return {word: rank for rank, word in enumerate(gzip.decompress(packed).decode().split(), start=1)}
