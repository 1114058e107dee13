"""Tags as owners write them."""

from __future__ import annotations

from collections.abc import Sequence

MAX_TAGS = 20


def plain_tags(tags: Sequence[str]) -> list[str] | None:
    """Return tags without blanks around them, each once."""
    kept = list(dict.fromkeys(tag.strip() for tag in tags if tag.strip()))
    return kept[:MAX_TAGS] or None
