"""When two names are the same name."""

from __future__ import annotations

import unicodedata


def fold(name: str) -> str:
    """Return the form under which a username or e-mail is unique."""
    return unicodedata.normalize("NFKC", name).casefold().strip()
