"""Apideck's unified API, as much of it as a reader of payments calls."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from simulators import javascript
from simulators.apideck_books import RESOURCES, Entity
from simulators.server import Answer, Call

if TYPE_CHECKING:
    from simulators.apideck import ApideckSimulator

DEFAULT_PAGE, LARGEST_PAGE = 20, 200


class ApideckApi:
    """Routes over one simulator's state."""

    def __init__(self, simulator: ApideckSimulator) -> None:
        self._is = simulator
        self._kinds = {resource: kind for kind, resource in RESOURCES.items()}

    def answer(self, call: Call) -> Answer:  # noqa: PLR0911 - one for each route
        refused = self._refuse(call)
        if refused is not None:
            return refused
        match call.path.strip("/").split("/"):
            case ["accounting", resource] if resource in self._kinds and call.method == "GET":
                return self._list(call, resource)
            case ["accounting", resource, id] if resource in self._kinds and call.method == "GET":
                return self._one(call, resource, id)
            case ["vault", "sessions"] if call.method == "POST":
                return self._session(call)
            case ["vault", "connections"] if call.method == "GET":
                return _ok({"data": [self._is.connection()]})
            case ["vault", "connections", api, service] if call.method == "GET":
                return self._connection(api, service)
        return problem(404, "EntityNotFoundError", "There is nothing here")

    def _refuse(self, call: Call) -> Answer | None:
        said = call.headers
        if said.get("authorization") != f"Bearer {self._is.api_key}":
            return problem(401, "UnauthorizedError", "The API key is missing or wrong")
        if said.get("x-apideck-app-id") != self._is.app_id:
            return problem(401, "UnauthorizedError", "x-apideck-app-id is missing or wrong")
        if call.path == "/vault/sessions":
            return None
        if said.get("x-apideck-consumer-id") != self._is.consumer_id:
            return problem(404, "ConnectionNotFoundError", "x-apideck-consumer-id is missing or unknown")
        service = said.get("x-apideck-service-id", self._is.service_id)
        if call.path.startswith("/accounting/") and service != self._is.service_id:
            return problem(404, "ConnectionNotFoundError", "This consumer has no connection of that service")
        return None

    def _one(self, call: Call, resource: str, id: str) -> Answer:
        entity = self._is.books.entities[self._kinds[resource]].get(id)
        if entity is None:
            return problem(404, "EntityNotFoundError", "There is nothing here")
        return _ok(self._frame(resource, "one") | {"data": entity} | _raw(call, entity))

    def _list(self, call: Call, resource: str) -> Answer:
        try:
            limit = _limit(call.query.get("limit", str(DEFAULT_PAGE)))
            start = _read_cursor(call.query.get("cursor"))
        except ValueError as exc:
            return problem(400, "RequestValidationError", str(exc))
        rows = list(self._is.books.entities[self._kinds[resource]].values())
        since = call.query.get("filter[updated_since]", "")
        rows = [row for row in rows if row["updated_at"] >= since]
        page = rows[start : start + min(limit, self._is.page_size or limit)]
        following = self._following(start, len(page), len(rows))
        return _ok(self._frame(resource, "all") | {"data": page} | self._paging(call, page, following))

    def _following(self, start: int, shown: int, known: int) -> str | None:
        """Return the next page's cursor; None at the end."""
        if start + shown < known:
            return _cursor(start + shown)
        return _cursor(0) if self._is.endless_cursor and known else None

    def _paging(self, call: Call, page: list[Entity], following: str | None) -> dict[str, Any]:
        cursors = {"previous": None, "current": call.query.get("cursor"), "next": following}
        here = f"{self._is.foreign_next or self._is.url}{call.path}"
        onward = None if following is None else f"{here}?cursor={quote(following)}"
        links = {"previous": None, "current": f"{self._is.url}{call.path}", "next": onward}
        return {"meta": {"items_on_page": len(page), "cursors": cursors}, "links": links}

    def _session(self, call: Call) -> Answer:
        """Open the Vault to a consumer: the last one who comes owns the simulated books."""
        consumer = call.headers.get("x-apideck-consumer-id", "")
        if not consumer:
            return problem(400, "RequestValidationError", "x-apideck-consumer-id is missing")
        self._is.consumer_id = consumer
        page = f"{self._is.url}/vault/session/{quote(consumer)}"
        return _ok({"data": {"session_uri": page, "session_token": consumer}})

    def _connection(self, api: str, service: str) -> Answer:
        if (api, service) != ("accounting", self._is.service_id):
            return problem(404, "ConnectionNotFoundError", "There is no such connection")
        return _ok({"data": self._is.connection()})

    def _frame(self, resource: str, operation: str) -> dict[str, Any]:
        return {"service": self._is.service_id, "resource": resource, "operation": operation}


def _ok(body: dict[str, Any]) -> Answer:
    return Answer(200, javascript.stringify({"status_code": 200, "status": "OK", **body}).encode())


def problem(status: int, type_name: str, detail: str) -> Answer:
    """Apideck's form of an error."""
    titles = {400: "Bad Request", 401: "Unauthorized", 404: "Not Found"}
    reference = f"https://developers.apideck.com/errors#{type_name.lower()}"
    return Answer(status, {
        "status_code": status, "error": titles[status], "type_name": type_name,
        "message": detail, "detail": detail, "ref": reference,
    })  # fmt: skip


def _raw(call: Call, entity: Entity) -> dict[str, Any]:
    """`raw=true` adds what the accounting system itself said."""
    if call.query.get("raw") != "true":
        return {}
    return {"_raw": {"ID": entity["downstream_id"], "Total": entity["total_amount"]}}


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= LARGEST_PAGE):
        raise ValueError(f"limit is a number from 1 to {LARGEST_PAGE}")
    return int(text)


def _cursor(start: int) -> str:
    return base64.urlsafe_b64encode(json.dumps({"offset": start}).encode()).decode()


def _read_cursor(text: str | None) -> int:
    if text is None:
        return 0
    try:
        return max(0, int(json.loads(base64.urlsafe_b64decode(text))["offset"]))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as exc:
        raise ValueError("cursor was not given out by this connection") from exc
