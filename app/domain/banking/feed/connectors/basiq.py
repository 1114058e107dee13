"""Basiq (Australia, New Zealand): Standard Webhooks that only say where something is new, and its API.

Facts: api.basiq.io/docs/webhooks, /docs/webhooks-security, /reference (v3.0).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Protocol, Self
from urllib.parse import parse_qs, urlencode

from app.clock import now
from app.config import words
from app.domain.banking.feed.connectors import basiq_events, basiq_rows, signatures
from app.domain.banking.feed.connectors.basiq_access import Access
from app.domain.banking.feed.connectors.basiq_events import ID
from app.domain.banking.feed.connectors.fields import moment_of, read_all
from app.domain.banking.feed.ports import Begun, Capabilities, Fetched, Hint, Incoming, Link, Person
from app.domain.banking.ledger.bank_transaction import BankTransaction
from app.json_values import JsonObject, id_of, member
from app.outbound.errors import BrokenAnswer, ProviderAway, ProviderRefused
from app.outbound.http import pages

PAGE = 500
OVERLAP = timedelta(days=10)
"""A bank may book a row days late under an earlier date: each fetch reads this much again."""

CONSENT = "https://consent.basiq.io/home"
"""Basiq's page on which a person picks the bank and gives consent (api.basiq.io/docs/consent)."""


class BasiqSettings(Protocol):
    """What Basiq reads of the settings."""

    @property
    def basiq_url(self) -> str: ...
    @property
    def basiq_api_key(self) -> str: ...
    @property
    def basiq_webhook_secrets(self) -> str: ...


class Basiq:
    """An installation's access to Basiq. A link's external_user is a Basiq user, external_id a connection."""

    name = "basiq"
    title = "Basiq"
    capabilities = Capabilities(realtime=True, webhook=True, sync=True)
    begins_with_secret = False

    def __init__(self, base_url: str, api_key: str, webhook_secrets: Sequence[str] = ()) -> None:
        self.webhook_secrets: Sequence[str] = tuple(webhook_secrets)
        self._configured = bool(api_key)
        self._access = Access(base_url, api_key)

    @classmethod
    def from_settings(cls, settings: BasiqSettings) -> Self:
        """Build it as the installation is set up."""
        return cls(settings.basiq_url, settings.basiq_api_key, words(settings.basiq_webhook_secrets))

    def is_configured(self) -> bool:
        """Tell whether there is an API key."""
        return self._configured

    def begin_link(self, person: Person, external_user: str | None) -> Begun:
        """Create the Basiq user, where there is none yet, and return the page of Basiq's consent."""
        user = external_user or self._access.create_user(person.email)
        query = urlencode({"token": self._access.client_token(user)})
        return Begun(user, f"{CONSENT}?{query}")

    def verify(self, incoming: Incoming, secrets: Sequence[str]) -> None:
        """Check the Standard Webhooks signature. Raises BadSignature."""
        signatures.require_standard_webhook(
            incoming.headers, incoming.body, received_at=incoming.received_at, secrets=secrets
        )

    def events(self, body: bytes, headers: Mapping[str, str]) -> list[Hint]:
        """Read what is new where. Raises UnreadableEvent."""
        return basiq_events.read(body, headers)

    def fetch(self, link: Link, hints: Sequence[Hint]) -> Fetched:
        """Read all pending rows, and the booked ones since the cursor; hints change nothing about that.

        Pending first: a row that is booked meanwhile is then in here twice rather than not at all. The
        accounts last: a balance that is newer than the rows is corrected by the next fetch, an older one not.
        """
        user, scope = _scope(link)
        since = _day(link.cursor)
        cut = [f"transaction.postDate.gteq('{since - OVERLAP}')"] if since else []
        pending = list(self._rows(user, [*scope, "transaction.status.eq('pending')"]))
        booked = list(self._rows(user, [*scope, "transaction.status.eq('posted')", *cut]))
        rows = _own(pending + booked, link.external_id)
        listed = basiq_rows.of_connection(self._accounts(user, rows), link.external_id)
        found, problems = read_all(_with_currencies(rows, listed), partial(basiq_rows.read, zone=link.zone))
        balances = [basiq_rows.read_balance(each, link.zone) for each in listed]
        return Fetched(
            found, True, _newest(booked, link.cursor, since), problems=problems,
            accounts=[basiq_rows.read_account(each) for each in listed],
            balances=[each for each in balances if each is not None],
        )  # fmt: skip

    def normalise(self, raw: Mapping[str, Any]) -> BankTransaction:
        """Bring a Basiq transaction to our words. Raises UnreadableTransaction."""
        return basiq_rows.read(raw)

    def _accounts(self, user: str, rows: list[Any]) -> list[Any]:
        """Read the user's accounts; rows are stored without them, but for those that need their currency."""
        try:
            accounts = member(self._access.get("users", user, "accounts", params={}), "data")
        except (BrokenAnswer, ProviderRefused):  # the rows that need it say so themselves
            return []
        except ProviderAway:
            if any(map(_lacks_currency, rows)):
                raise
            return []
        return accounts if isinstance(accounts, list) else []

    def _rows(self, user: str, filters: Sequence[str]) -> Iterator[Any]:
        asked = {"limit": str(PAGE), "filter": ",".join(filters)}

        def ask(cursor: str | None) -> tuple[list[Any], str | None]:
            answer = self._access.get(
                "users", user, "transactions", params={**asked, **({"next": cursor} if cursor else {})}
            )
            rows = member(answer, "data")
            if not isinstance(rows, list):
                raise BrokenAnswer("Basiq's answer holds no list of transactions.")
            return rows, self._next(member(answer, "links", "next"))

        return pages(ask, title=self.title)

    def _next(self, link: Any) -> str | None:
        """Take the cursor out of a link to the next page; where the link leads is not used."""
        if not link:
            return None
        query = self._access.http.require_own(link).query if isinstance(link, str) else ""
        given = parse_qs(query).get("next")
        if not given:
            raise BrokenAnswer("Basiq's link to the next page names no page.")
        return given[0]


def _lacks_currency(row: Any) -> bool:
    return isinstance(row, dict) and not row.get("currency")


def _with_currencies(rows: list[Any], accounts: list[JsonObject]) -> list[Any]:
    """Give rows that name no currency their account's; one whose account names none stays a problem."""
    known = {id_of(each["id"]): each.get("currency") for each in accounts}
    for row in filter(_lacks_currency, rows):
        row["currency"] = known.get(id_of(member(row, "account")))
    return rows


def _scope(link: Link) -> tuple[str, list[str]]:
    """Return the user, and the filter on their connection; ids go into a filter, so they are looked at."""
    if not ID.fullmatch(link.external_user or ""):
        raise ProviderRefused("This connection names no Basiq user; link the bank again.")
    if link.external_id is None:
        return str(link.external_user), []
    if not ID.fullmatch(link.external_id):
        raise ProviderRefused("This connection names no Basiq connection; link the bank again.")
    return str(link.external_user), [f"connection.id.eq('{link.external_id}')"]


def _own(rows: list[Any], connection: str | None) -> list[Any]:
    """Drop what came twice, the earlier one, and what is of another connection."""
    named = {id_of(member(row, "id")) or position: row for position, row in enumerate(rows)}
    others = (None, "", connection) if connection else ()
    return [row for row in named.values() if not others or member(row, "connection") in others]


def _newest(booked: list[Any], cursor: str | None, since: date | None) -> str | None:
    """Return the day of the newest booked row, but none after today: the bank may date ahead."""
    days = [moment.date() for row in booked if (moment := moment_of(member(row, "postDate")))]
    newest = max((day for day in days if day <= now().date()), default=None)
    if newest is None:
        return cursor
    return max(newest, since).isoformat() if since else newest.isoformat()


def _day(cursor: str | None) -> date | None:
    moment = moment_of(cursor)
    return moment.date() if moment else None
