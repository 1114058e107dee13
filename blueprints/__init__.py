"""Door 1, HTTP and sockets: the one list of all doors and their prefixes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from apiflask import APIFlask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

APIS = ("/api/", "/finance/api/")


def mount(app: APIFlask) -> None:
    """Put every blueprint on the app."""
    from app import health
    from blueprints import sockets
    from blueprints.auth import cli as auth_cli
    from blueprints.auth.routes import admin as auth_admin
    from blueprints.auth.routes import bp as auth
    from blueprints.banking import cli as banking_cli
    from blueprints.banking.admin import bp as banking_admin
    from blueprints.banking.bt_pay import bp as bt_pay
    from blueprints.banking.categories import bp as categories
    from blueprints.banking.connectors import bp as connectors
    from blueprints.banking.imports import bp as imports
    from blueprints.banking.routes import bp as banking
    from blueprints.banking.rules import bp as rules
    from blueprints.banking.webhook_inbox import bp as webhook_inbox
    from blueprints.site import openapi
    from blueprints.site.routes import bp as site

    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False  # a sender's transaction id may hold two
    app.register_blueprint(auth, url_prefix="/api/auth")
    app.register_blueprint(auth_admin, url_prefix="/api/admin")
    app.register_blueprint(banking, url_prefix="/api")
    app.register_blueprint(banking_admin, url_prefix="/api/admin")
    for each in (connectors, imports, categories, rules):
        app.register_blueprint(each, url_prefix="/api")
    app.register_blueprint(webhook_inbox, url_prefix="/api/admin")
    app.register_blueprint(bt_pay, url_prefix="/finance/api/bt-pay")
    app.register_blueprint(site)
    auth_cli.register_commands(app)
    banking_cli.register_commands(app)
    openapi.init_app(app)
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
