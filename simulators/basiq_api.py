"""Basiq's API, as much of it as a reader of transactions calls."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, quote

from simulators.basiq_bank import INSTITUTION, Row, moment
from simulators.basiq_filter import read_filter
from simulators.basiq_forms import (
    BEFORE_ALL,
    LARGEST_PAGE,
    found_or_not,
    listed,
    make_cursor,
    problem,
    read_cursor,
    read_limit,
    read_object,
)
from simulators.server import Answer, Call

if TYPE_CHECKING:
    from simulators.basiq import BasiqSimulator

EVENT_TYPES = (
    "account.updated", "connection.activated", "connection.created", "connection.deleted",
    "connection.invalidated", "consent.created", "consent.expired", "consent.reminder", "consent.revoked",
    "consent.updated", "consent.warning", "transactions.updated",
    "user.created", "user.deleted", "user.updated",
)  # fmt: skip


class BasiqApi:
    """Routes over one simulator's state."""

    def __init__(self, simulator: BasiqSimulator) -> None:
        self._is = simulator
        user = f"/users/{re.escape(simulator.user_id)}"
        self._routes: list[tuple[str, re.Pattern[str], Callable[..., Answer]]] = [
            ("GET", re.compile(user), self._user),
            ("GET", re.compile(f"{user}/transactions"), self._transactions),
            ("GET", re.compile(f"{user}/transactions/([^/]+)"), self._transaction),
            ("GET", re.compile(f"{user}/connections"), self._connections),
            ("GET", re.compile(f"{user}/connections/([^/]+)"), self._connection),
            ("GET", re.compile(f"{user}/accounts"), self._accounts),
            ("GET", re.compile(f"{user}/accounts/([^/]+)"), self._account),
            ("GET", re.compile("/events"), self._events),
            ("GET", re.compile("/events/types"), self._event_types),
            ("GET", re.compile("/events/([^/]+)"), self._event),
            ("GET", re.compile("/notifications/webhooks"), self._webhooks),
            ("POST", re.compile("/notifications/webhooks"), self._subscribe),
            ("POST", re.compile("/users"), self._create_user),
        ]

    def answer(self, call: Call) -> Answer:
        if (call.method, call.path) == ("POST", "/token"):
            return self._token(call)
        kind, _, token = call.headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or self._is.tokens.get(token, 0.0) < time.monotonic():
            return problem(401, "unauthorized-access", "The token is missing, unknown or expired")
        for method, pattern, serve in self._routes:
            found = pattern.fullmatch(call.path)
            if found and method == call.method:
                return serve(call, *found.groups())
        return problem(404, "resource-not-found", "There is nothing here")

    def _token(self, call: Call) -> Answer:
        if call.headers.get("authorization") != f"Basic {self._is.api_key}":
            return problem(401, "unauthorized-access", "The API key is wrong")
        if call.headers.get("basiq-version") != "3.0":
            return problem(400, "invalid-version", "Name the version in the header basiq-version: 3.0")
        form = parse_qs(call.body.decode("utf-8", "replace"))
        whose = form.get("userId") == [self._is.user_id]
        if form.get("scope") != ["SERVER_ACCESS"] and not (form.get("scope") == ["CLIENT_ACCESS"] and whose):
            return problem(400, "parameter-not-valid", "The scope is SERVER_ACCESS or a user's CLIENT_ACCESS")
        return Answer(200, self._is.grant_token())

    # --- transactions -------------------------------------------------------------------------

    def _transactions(self, call: Call) -> Answer:
        try:
            limit = read_limit(call.query.get("limit", str(LARGEST_PAGE)))
            wanted = read_filter(call.query.get("filter", ""))
            before, again = read_cursor(call.query.get("next"))
        except ValueError as exc:
            return problem(400, "parameter-not-valid", str(exc))
        size = min(limit, self._is.page_size or limit)
        rows = self._is.bank.newest_first()
        left = list(islice((row for row in rows if row.number < before and wanted(row.said)), size + 1))
        page, more = left[:size], len(left) > size
        return self._page(call, page, self._next(page, before, again=again, more=more))

    def _next(self, page: list[Row], before: int, *, again: bool, more: bool) -> str | None:
        """Return the next page's cursor, or None at the end."""
        if self._is.page_twice and not again and page:
            return make_cursor(before, again=True)
        if more:
            return make_cursor(page[-1].number)
        return make_cursor(BEFORE_ALL) if self._is.endless_cursor else None

    def _page(self, call: Call, page: list[Row], cursor: str | None) -> Answer:
        links = {"self": f"{self._is.url}{call.path}"}
        if cursor is not None:
            asked = "".join(f"&{n}={quote(call.query[n])}" for n in ("limit", "filter") if n in call.query)
            links["next"] = f"{self._is.foreign_next or self._is.url}{call.path}?next={cursor}{asked}"
        data = [self._is.with_links(row.said) for row in page]
        return Answer(
            200, {"type": "list", "count": len(data), "size": len(data), "data": data, "links": links}
        )

    def _transaction(self, _call: Call, id: str) -> Answer:
        row = self._is.bank.rows.get(id)
        return found_or_not(None if row is None else self._is.with_links(row.said))

    # --- the user, what is linked, what happened ------------------------------------------------

    def _user(self, _call: Call) -> Answer:
        return Answer(200, {"type": "user", "id": self._is.user_id, "links": {"self": self._at("")}})

    def _create_user(self, call: Call) -> Answer:
        """Name the one user there is: everybody who links a bank here sees the simulated household's."""
        if not read_object(call.body).get("email"):
            return problem(400, "parameter-not-supplied", "A user needs an email or a mobile")
        return Answer(201, {"type": "user", "id": self._is.user_id, "links": {"self": self._at("")}})

    def _connections(self, _call: Call) -> Answer:
        return listed([self._describe_connection()])

    def _connection(self, _call: Call, id: str) -> Answer:
        return found_or_not(self._describe_connection() if id == self._is.connection_id else None)

    def _accounts(self, _call: Call) -> Answer:
        return listed([self._describe_account()])

    def _account(self, _call: Call, id: str) -> Answer:
        return found_or_not(self._describe_account() if id == self._is.bank.account_id else None)

    def _events(self, _call: Call) -> Answer:
        return listed(list(reversed(self._is.events.values())))

    def _event_types(self, _call: Call) -> Answer:
        return listed([{"type": "event-type", "id": name} for name in EVENT_TYPES])

    def _event(self, _call: Call, id: str) -> Answer:
        return found_or_not(self._is.events.get(id))

    def _at(self, path: str) -> str:
        return f"{self._is.url}/users/{self._is.user_id}{path}"

    def _describe_connection(self) -> dict[str, Any]:
        own = self._at(f"/connections/{self._is.connection_id}")
        links = {"self": own, "user": self._at(""), "accounts": self._at("/accounts")}
        institution = {"type": "institution", "id": INSTITUTION}
        return {
            "type": "connection", "id": self._is.connection_id, "status": self._is.connection_status,
            "method": "web", "institution": institution, "links": links,
        }  # fmt: skip

    def _describe_account(self) -> dict[str, Any]:
        id, balance = self._is.bank.account_id, self._is.bank.balance
        return {
            "type": "account", "id": id, "accountHolder": "R Kettlewick", "accountNo": "00000012345678",
            "name": "Everyday account", "currency": "AUD", "balance": balance, "availableFunds": balance,
            "status": "available", "class": {"type": "transaction", "product": "Everyday account"},
            "lastUpdated": moment(datetime.now(UTC)),
            "connection": self._is.connection_id, "institution": INSTITUTION,
            "links": {"self": self._at(f"/accounts/{id}"), "transactions": self._at("/transactions")},
        }  # fmt: skip

    # --- subscriptions ------------------------------------------------------------------------

    def _webhooks(self, _call: Call) -> Answer:
        shown = [
            {name: said for name, said in hook.items() if name != "secret"} for hook in self._is.webhooks
        ]
        return listed(shown)

    def _subscribe(self, call: Call) -> Answer:
        asked = read_object(call.body)
        url, events = asked.get("url"), asked.get("subscribedEvents")
        if (
            not isinstance(url, str)
            or not isinstance(events, list)
            or not set(map(str, events)) <= set(EVENT_TYPES)
        ):
            return problem(
                400, "parameter-not-valid", "A url and a list of known subscribedEvents are needed"
            )
        if any(hook["url"] == url for hook in self._is.webhooks):
            return problem(409, "resource-already-exists", "This url has a webhook")
        named = {name: asked.get(name, "") for name in ("name", "description")}
        hook = {
            "type": "webhook",
            "id": str(uuid.uuid4()),
            **named,
            "url": url,
            "subscribedEvents": events,
        }
        self._is.webhooks.append(hook := {**hook, "status": "active", "secret": self._is.secret})
        return Answer(201, hook)
