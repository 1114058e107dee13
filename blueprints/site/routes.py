"""HTTP routes of the site: health, metrics, the API's own description, and the page."""

from __future__ import annotations

import re
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from apiflask import APIBlueprint
from flask import Response, request, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.routing import PathConverter

from app import health, problems
from app.clock import now, rfc3339
from app.errors import Unauthorized, Unavailable
from app.realtime.replica import list_replicas
from app.security import bearer_token, public, require, same
from app.services import services
from blueprints.site import openapi

bp = APIBlueprint("site", __name__, tag="Site")

DIST = Path(__file__).resolve().parents[2] / "frontend" / "dist"
PAGE_POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
"""'self' covers the page's own sockets too (CSP 3, 6.7.2.8)."""
DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


VIEWS = re.compile(
    r"|register|new-password|transactions|finance/bt-pay(/live)?|connections|rules|import|categories|recurring"
    r"|accounts(/[^/]+)?|portfolios(/[^/]+(/live|/import)?)?|markets(/[^/]+(/card)?)?|analytics|alerts"
    r"|settings(/[a-z0-9-]+)?|admin/(intake|webhooks|markets|users|tasks|system|security)"
)
"""The page's own addresses, as App.tsx and AdminPages.tsx in frontend/src/app list them (a test compares)."""


class PagePath(PathConverter):
    """Any address but the API's own, which answers 404 itself, whatever the method."""

    regex = r"(?!(finance/)?api/|data/|ws/|socket\.io)[^/].*?"


@bp.record_once
def _know_page_paths(state: Any) -> None:
    state.app.url_map.converters["page"] = PagePath


@bp.get("/api/health")
@public
def live() -> dict[str, str]:
    """Tell that this process answers; asks nothing else"""
    return {"status": "ok", "at": rfc3339(now())}


@bp.get("/api/health/ready")
@public
def ready() -> Any:
    """Tell whether database, Redis and migrations are ready"""
    checks = health.check()
    fine = all(state == "ok" for state in checks.values())
    if not fine:
        return problems.answer(Unavailable("This installation is not ready."), checks=checks)
    warnings = health.warnings()
    return {"status": "ready", "checks": checks} | ({"warnings": warnings} if warnings else {})


@bp.get("/metrics")
@public
def metrics() -> Response:
    """Show Prometheus metrics; asks METRICS_TOKEN as Bearer where one is set"""
    token = services().settings.metrics_token
    if token and not same(bearer_token(), token):
        raise Unauthorized
    body, content_type = health.metrics()
    return Response(body, content_type=content_type)


@bp.get("/ws/stats")
@require("account", role="admin")
def socket_stats() -> dict[str, Any]:
    """Show each replica's sockets, rooms and messages"""
    replicas = list_replicas()
    counted = ("connected", "rooms", "sent", "dropped")
    return {"replicas": replicas, "totals": {name: sum(row[name] for row in replicas) for name in counted}}


@bp.get("/api/openapi.json")
@bp.doc(hide=True)
@public
def describe() -> Response:
    return openapi.document_response()


@bp.get("/api/docs")
@bp.doc(hide=True)
@public
def docs() -> Response:
    response = openapi.docs_page()
    response.headers["Content-Security-Policy"] = DOCS_POLICY
    return response


@bp.get("/api/docs/assets/<path:name>")
@bp.doc(hide=True)
@public
def docs_assets(name: str) -> Response:
    return openapi.docs_asset(name)


@bp.get("/", defaults={"path": ""})
@bp.get("/<page:path>")
@bp.doc(hide=True)
@public
def page(path: str) -> Response:
    """Serve the page's files and views; at an address that is neither, the page itself says so, with 404."""
    if path and (DIST / path).is_file():
        return _file(path)
    if "." in path.rpartition("/")[2]:  # a file that is not there, such as a script of an older build
        raise NotFound
    known = VIEWS.fullmatch(path.rstrip("/")) is not None
    response = send_from_directory(DIST, "index.html", conditional=known)
    if not known:
        response.status_code = 404
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    return response


def _file(path: str) -> Response:
    """Send one of the page's files, as its compressed twin where there is one and the client takes it."""
    zipped = (DIST / f"{path}.gz").is_file() and "gzip" in request.accept_encodings
    response = send_from_directory(DIST, f"{path}.gz" if zipped else path, mimetype=guess_type(path)[0])
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Content-Security-Policy"] = PAGE_POLICY
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    if path.startswith("assets/"):  # their names carry a hash of their content
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
