"""The HTTP of Kubernetes in front of a cluster of the tests, as far as helm speaks it."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.chart.fake_kubernetes import KINDS, Cluster, Kind, Object, Problem
from tests.chart.protobuf import secret_of_protobuf

APIS = list(dict.fromkeys(kind.api for kind in KINDS))
PATH = re.compile(
    r"/apis?/(?P<api>(?:[^/]+/)?v1)(?:/namespaces/(?P<namespace>[^/]+))?/(?P<plural>[a-z]+)(?:/(?P<name>[^/]+))?"
)


class Handler(BaseHTTPRequestHandler):
    """Speaks HTTP for the cluster of its server."""

    protocol_version = "HTTP/1.1"
    cluster: Cluster

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(lambda: (201, self.cluster.create(self._kind(), self._body())))

    def do_PUT(self) -> None:
        self._answer(
            lambda: (200, self.cluster.change(self._kind(), self._name(), self._body(), patch=False))
        )

    def do_PATCH(self) -> None:
        self._answer(lambda: (200, self.cluster.change(self._kind(), self._name(), self._body(), patch=True)))

    def do_DELETE(self) -> None:
        self._raw()
        self._answer(lambda: (200, self.cluster.delete(self._kind(), self._name())))

    def _answer(self, work: Any) -> None:
        try:
            status, body = work()
        except Problem as problem:
            status, body = problem.status, problem.body
        if body is None:
            return
        encoded = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(encoded)))
        self.end_headers()
        self.wfile.write(encoded)

    def _get(self) -> tuple[int, Any]:
        path = urlsplit(self.path).path
        if found := discovery(path):
            return 200, found
        kind = self._kind()
        query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
        if query.get("watch"):
            return 200, self._stream(kind, query)
        if name := self._name():
            return 200, self.cluster.get(kind, name)
        items = self.cluster.listed(kind, query)
        return 200, {
            "kind": f"{kind.name}List",
            "apiVersion": kind.api,
            "metadata": {"resourceVersion": "1"},
            "items": items,
        }

    def _stream(self, kind: Kind, query: dict[str, str]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            for event in self.cluster.watch(kind, query):
                line = json.dumps(event).encode() + b"\n"
                self.wfile.write(b"%x\r\n%s\r\n" % (len(line), line))
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            pass  # helm has seen enough

    def _kind(self) -> Kind:
        match = PATH.fullmatch(urlsplit(self.path).path)
        for kind in KINDS:
            if match and (kind.api, kind.plural) == (match["api"], match["plural"]):
                return kind
        raise Problem(404, "NotFound", self.path)

    def _name(self) -> str:
        match = PATH.fullmatch(urlsplit(self.path).path)
        return (match and match["name"]) or ""

    def _raw(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _body(self) -> Object:
        raw = self._raw()
        return secret_of_protobuf(raw) if raw.startswith(b"k8s\0") else json.loads(raw)


def discovery(path: str) -> Object | None:
    """Return what the API says of itself at an address, None where something else is."""
    groups = [_group(api) for api in APIS if "/" in api]
    found: dict[str, Object] = {
        "/version": {"major": "1", "minor": "32", "gitVersion": "v1.32.0"},
        "/api": {"kind": "APIVersions", "versions": ["v1"]},
        "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups},
        "/openapi/v3": {
            "paths": {_root(api)[1:]: {"serverRelativeURL": f"/openapi/v3{_root(api)}"} for api in APIS}
        },
    }
    for api in APIS:
        listed = {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": api}
        described = {"openapi": "3.0.0", "info": {"title": "a stand-in", "version": "1"}}
        found[_root(api)] = listed | {"resources": _resources(api)}
        found[f"/openapi/v3{_root(api)}"] = described | {"paths": _patchable(api)}
    return found.get(path)


def _root(api: str) -> str:
    return f"/apis/{api}" if "/" in api else f"/api/{api}"


def _group(api: str) -> Object:
    version = {"groupVersion": api, "version": "v1"}
    return {"name": api.split("/", maxsplit=1)[0], "versions": [version], "preferredVersion": version}


def _resources(api: str) -> list[Object]:
    verbs = ["create", "delete", "get", "list", "patch", "update", "watch"]
    return [
        {"name": each.plural, "singularName": "", "namespaced": True, "kind": each.name, "verbs": verbs}
        for each in KINDS
        if each.api == api
    ]


def _patchable(api: str) -> Object:
    """Say that fields are validated here, or helm does not send its tests."""
    group, _, version = api.rpartition("/")
    parameters = [{"name": "fieldValidation", "in": "query", "schema": {"type": "string"}}]
    return {
        f"{_root(api)}/namespaces/{{namespace}}/{each.plural}/{{name}}": {
            "patch": {
                "parameters": parameters,
                "responses": {},
                "x-kubernetes-group-version-kind": {"group": group, "version": version, "kind": each.name},
            }
        }
        for each in KINDS
        if each.api == api
    }


def serve(cluster: Cluster) -> ThreadingHTTPServer:
    """Serve a cluster on a free port of this machine; the caller shuts it down."""
    handler = type("ClusterHandler", (Handler,), {"cluster": cluster})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
