"""A bare program of this package as a process of its own."""

from __future__ import annotations

from contextlib import ExitStack

from bench.site import Site
from tests.support.launched import free_port
from tests.support.served import Program, Replica


class Reference(Replica):
    """A bare program in place of a web process of the app, with the same database and Redis."""

    def __init__(self, site: Site, name: str) -> None:
        self.port = free_port()
        log = site.folder / f"{name}-{self.port}.log"
        Program.__init__(self, ["-m", f"bench.references.{name}", str(self.port)], site.settings, log)


def serve(site: Site, name: str, until: ExitStack) -> Reference:
    """Start a program, which runs until the stack closes."""
    found = Reference(site, name)
    found.start()
    until.callback(found.kill)
    return found
