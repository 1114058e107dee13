"""Who wants to know that what a user has may have changed: a balance, or a transaction that moves one."""

from __future__ import annotations

from collections.abc import Callable, Collection

import structlog

log = structlog.get_logger()

Watcher = Callable[[Collection[int]], None]
"""Told the ids of users after the commit, in the process that wrote; it opens its own transaction, if any."""

_watchers: list[Watcher] = []


def add_watcher(watcher: Watcher) -> None:
    """Have something told of every change; once, where a process is set up."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def tell_watchers(user_ids: Collection[int]) -> None:
    """Tell of users whose money has changed; one that fails is logged and keeps no other from it."""
    for watcher in _watchers if user_ids else ():
        try:
            watcher(user_ids)
        except Exception:
            log.exception("watcher.failed", watcher=getattr(watcher, "__name__", "?"))
