"""HTTP and sockets: each domain mounts its own; which domains there are, app/bootstrap.py says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, cast

from apiflask import APIFlask

from app import health
from app.services import services_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

APIS = ("/api/", "/finance/api/")


class Setup(Protocol):
    """What the module `setup` of a domain's blueprints holds."""

    PROBLEMS: Mapping[str, set[int]]

    def mount(self, app: APIFlask) -> None: ...

    def describe(self, spec: dict[str, Any]) -> None: ...


def setups(app: APIFlask) -> list[Setup]:
    """Return the setups of the app's domains, found by the domains' names."""
    names = [domain.name for domain in services_of(app).domains]
    return [cast(Setup, import_module(f"blueprints.{name}.setup")) for name in names]


def mount(app: APIFlask) -> None:
    """Put every domain's routes on the app, then what belongs to none."""
    from blueprints import sockets, stream
    from blueprints.kit import RowNumber
    from blueprints.site import cli, openapi
    from blueprints.site.routes import bp as site

    app.url_map.strict_slashes = False
    app.url_map.converters["int"] = RowNumber
    app.url_map.merge_slashes = False  # a sender's transaction id may hold two
    for each in setups(app):
        each.mount(app)
    app.register_blueprint(site)
    app.register_blueprint(stream.bp)
    openapi.init_app(app)
    cli.register_commands(app)
    health.init_app(app)
    sockets.mount()
    app.wsgi_app = _slash_optional(app.wsgi_app)  # type: ignore[method-assign, assignment]


def _slash_optional(app: WSGIApplication) -> WSGIApplication:
    """Drop the last slash of an API's path: Werkzeug does not where an id before it may hold slashes."""

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path.endswith("/") and path.startswith(APIS) and path not in APIS:
            environ["PATH_INFO"] = path[:-1]
        return app(environ, start_response)

    return call
