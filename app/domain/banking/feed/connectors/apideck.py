"""Apideck Unify (accounting programs): webhooks signed over sorted JSON, and its API.

Facts: developers.apideck.com/guides/webhook-signature-verification; its OpenAPI files accounting and vault.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Protocol, Self

from app.clock import now, rfc3339
from app.config import words
from app.domain.banking.feed.connectors import apideck_events, apideck_rows, signatures
from app.domain.banking.feed.connectors.apideck_events import RESOURCES
from app.domain.banking.feed.connectors.fields import moment_of, read_all
from app.domain.banking.feed.ports import (
    Begun,
    Capabilities,
    Fetched,
    Hint,
    Incoming,
    KeyRefused,
    Link,
    Person,
)
from app.domain.banking.ledger.bank_transaction import BankTransaction
from app.js_json import canonical
from app.json_values import member
from app.outbound.errors import BrokenAnswer, ProviderRefused
from app.outbound.http import Http, is_web_address, pages

PAGE = 200
OVERLAP = timedelta(days=1)
"""Clocks of accounting programs differ and their lists lag: each sync looks this far back again."""

MAX_SORTED_BYTES = 64 * 1024
"""Bodies are sorted before we know whose they are. Apideck's have a few kilobytes."""


class ApideckSettings(Protocol):
    """What Apideck reads of the settings."""

    @property
    def apideck_url(self) -> str: ...
    @property
    def apideck_api_key(self) -> str: ...
    @property
    def apideck_app_id(self) -> str: ...
    @property
    def apideck_webhook_secrets(self) -> str: ...


class Apideck:
    """An installation's access to Apideck. A link's external_user is a consumer, external_id a service."""

    name = "apideck"
    title = "Apideck"
    # Many of its webhooks are virtual: it polls the program itself, and may know hours later.
    capabilities = Capabilities(realtime=False, webhook=True, sync=True)
    begins_with_secret = False

    def __init__(self, base_url: str, api_key: str, app_id: str, webhook_secrets: Sequence[str] = ()) -> None:
        # Apideck signs with the API key; secrets of one's own are for a key that was changed.
        self.webhook_secrets: Sequence[str] = tuple(webhook_secrets) or ((api_key,) if api_key else ())
        self._api_key = api_key
        self._app_id = app_id
        self._http = Http(base_url, title=self.title)

    @classmethod
    def from_settings(cls, settings: ApideckSettings) -> Self:
        """Build it as the installation is set up."""
        secrets = words(settings.apideck_webhook_secrets)
        return cls(settings.apideck_url, settings.apideck_api_key, settings.apideck_app_id, secrets)

    def is_configured(self) -> bool:
        """Tell whether there are an API key and an application id."""
        return bool(self._api_key and self._app_id)

    def begin_link(self, person: Person, external_user: str | None) -> Begun:
        """Open a session of Apideck's Vault, where the person connects their program.

        The consumer id at Apideck is `tidewatch-{user_id}`.
        """
        consumer = external_user or f"tidewatch-{person.user_id}"
        try:
            answer = self._http.post_json("vault", "sessions", json={}, headers=self._headers_of(consumer))
        except ProviderRefused as refused:
            raise KeyRefused("Apideck refuses this installation's API key.", refused.status) from refused
        address = member(answer, "data", "session_uri")
        if not is_web_address(address):
            raise BrokenAnswer("Apideck's answer holds no address of its Vault.")
        return Begun(consumer, address)

    def verify(self, incoming: Incoming, secrets: Sequence[str]) -> None:
        """Check the signature, over the sorted or the raw body, in hex or base64. Raises BadSignature.

        The guide says sorted and hex, another page of Apideck's raw and base64; both need the secret.
        Neither covers a moment: an event that comes again is recognised by its signed id.
        """
        live = signatures.live_secrets(secrets)
        given = signatures.header(incoming.headers, "x-apideck-signature")
        contents = [incoming.body, *_sorted(incoming.body)]
        digests = [signatures.hmac_sha256(secret, content) for secret in live for content in contents]
        hexes = [digest.hex() for digest in digests]
        signatures.require_match([given], hexes + [base64.b64encode(digest).decode() for digest in digests])

    def events(self, body: bytes, headers: Mapping[str, str]) -> list[Hint]:
        """Read what changed. Raises UnreadableEvent."""
        return apideck_events.read(body)

    def fetch(self, link: Link, hints: Sequence[Hint]) -> Fetched:
        """Read the entities that the hints name, or all that changed since the last sync.

        What is not there any more, or is void, is in `removed`.
        """
        headers = self._headers(link)
        named = dict.fromkeys(hint.entity for hint in hints if hint.entity and _is_of(link, hint))
        started = rfc3339(now())
        rows = self._each(named, link, headers) if hints else self._changed(link, headers)
        standing, removed = apideck_rows.part(rows)
        found, problems = read_all(standing, partial(apideck_rows.read, zone=link.zone))
        cursor = link.cursor if hints else started
        return Fetched(found, False, cursor, removed, problems, apideck_rows.accounts_in(standing))

    def normalise(self, raw: Mapping[str, Any]) -> BankTransaction:
        """Bring a payment, bill payment or expense to our words. Raises UnreadableTransaction.

        raw: the entity, and `service_id` and `entity_type` beside its own fields.
        """
        return apideck_rows.read(raw)

    def _each(
        self, named: Mapping[tuple[str, str], None], link: Link, headers: Mapping[str, str]
    ) -> list[Any]:
        return [self._entity(kind, entity_id, link, headers) for kind, entity_id in named]

    def _entity(self, kind: str, entity_id: str, link: Link, headers: Mapping[str, str]) -> Any:
        try:
            answer = self._get(RESOURCES[kind], entity_id, headers=headers)
        except BrokenAnswer as exc:
            if exc.status not in {404, 410}:
                raise
            return apideck_rows.gone(str(link.external_id), kind, entity_id)
        entity = member(answer, "data")
        if not isinstance(entity, dict):
            raise BrokenAnswer("Apideck's answer holds no entity.")
        return apideck_rows.marked(entity, str(link.external_id), kind)

    def _changed(self, link: Link, headers: Mapping[str, str]) -> list[Any]:
        since = moment_of(link.cursor)
        asked = {"filter[updated_since]": rfc3339(since - OVERLAP)} if since else {}
        return [
            apideck_rows.marked(row, str(link.external_id), kind)
            for kind in RESOURCES
            for row in self._listed(kind, asked, headers)
        ]

    def _listed(self, kind: str, asked: Mapping[str, str], headers: Mapping[str, str]) -> list[Any]:
        """Read one kind whole: without a filter where the program cannot, none where it has no such kind."""
        try:
            return list(self._pages(kind, asked, headers))
        except BrokenAnswer as exc:
            if exc.reason == "UnsupportedFiltersError" and asked:
                return list(self._pages(kind, {}, headers))
            if exc.status == 501 or exc.reason == "ConnectorOperationUnsupportedError":
                return []
            raise

    def _pages(self, kind: str, asked: Mapping[str, str], headers: Mapping[str, str]) -> Iterator[Any]:
        def ask(cursor: str | None) -> tuple[list[Any], str | None]:
            params = {"limit": str(PAGE), **asked, **({"cursor": cursor} if cursor else {})}
            answer = self._get(RESOURCES[kind], params=params, headers=headers)
            rows, following = member(answer, "data"), member(answer, "meta", "cursors", "next")
            if not isinstance(rows, list) or not isinstance(following, str | None):
                raise BrokenAnswer("Apideck's answer holds no list.")
            return rows, following or None

        return pages(ask, title=self.title)

    def _get(self, *path: str, headers: Mapping[str, str], params: Mapping[str, str] | None = None) -> Any:
        try:
            return self._http.get("accounting", *path, params=params, headers=headers)
        except ProviderRefused as refused:
            if refused.reason == "UnauthorizedError":  # ours; a person's own is ConnectorCredentialsError
                raise KeyRefused("Apideck refuses this installation's API key.", refused.status) from refused
            raise

    def _headers(self, link: Link) -> dict[str, str]:
        if not link.external_user or not link.external_id:
            raise ProviderRefused("This connection names no Apideck consumer and service; link it again.")
        return {**self._headers_of(link.external_user), "x-apideck-service-id": link.external_id}

    def _headers_of(self, consumer: str) -> dict[str, str]:
        return {
            "Authorization": f"Bearer {self._api_key}",
            "x-apideck-app-id": self._app_id,
            "x-apideck-consumer-id": consumer,
        }


def _is_of(link: Link, hint: Hint) -> bool:
    """Tell whether a hint is of this link: asked for as another's, an entity is not found, and seems gone."""
    return (hint.external_user, hint.external_id) == (link.external_user, link.external_id)


def _sorted(body: bytes) -> list[bytes]:
    """Return the body in Apideck's sorted form, if it has one."""
    if len(body) > MAX_SORTED_BYTES:
        return []
    try:
        return [canonical(body.decode()).encode()]
    except ValueError:
        return []
