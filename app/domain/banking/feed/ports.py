"""What a connector to a provider of bank data is; docs/connectors.md shows how to add one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple, Protocol

from app.domain.banking.accounts.bank_balance import BankAccount, BankBalance
from app.domain.banking.ledger.bank_transaction import BankTransaction
from app.outbound.errors import ProviderRefused

HintKind = Literal["transactions", "connection", "ignored"]
LinkState = Literal["active", "needs_reauth", "disabled", "deleted"]


class Capabilities(NamedTuple):
    """realtime: tells within seconds of knowing; webhook: sends events; sync: can be asked on a schedule."""

    realtime: bool
    webhook: bool
    sync: bool


class Incoming(NamedTuple):
    """A request as it came. headers: names in lower case. body: the very bytes, for they are signed."""

    headers: Mapping[str, str]
    body: bytes
    received_at: datetime


class Hint(NamedTuple):
    """One verified event, thin: events come twice and out of order, so it only says where to look again.

    event_id: the provider's signed id of the event, by which it is recognised when it comes again.
    external_user: whose (a Basiq user, an Apideck consumer).
    external_id: which of their connections (a Basiq connection, an Apideck service); None means all.
    entity: type and id of the one thing to fetch, where the provider names it.
    state: what became of the connection, where the event says so.
    rows: the transactions themselves, where the provider sends them whole and has no place to fetch them.
    balances: the same of what it states of accounts.
    """

    event_id: str
    event_type: str
    external_user: str | None
    external_id: str | None
    entity: tuple[str, str] | None
    kind: HintKind
    state: LinkState | None
    rows: tuple[Any, ...] = ()
    balances: tuple[Any, ...] = ()


class Link(NamedTuple):
    """One person's connection, as much of it as a connector needs. cursor: what the last Fetched said.

    zone: the person's time zone, in which a day without a time is a day.
    """

    external_user: str | None
    external_id: str | None
    credentials: Mapping[str, str]
    cursor: str | None
    zone: str = "UTC"


class Fetched(NamedTuple):
    """What the provider answered.

    pending_complete: the pending rows in here are all that the connection has, so older ones may go.
    cursor: what to keep for the next fetch.
    removed: external ids of rows that the provider no longer has, or calls void.
    problems: a sentence for each row that could not be read; the others are in `transactions`.
    accounts, balances: what the provider says of the connection's accounts now, where it says anything.
    """

    transactions: list[BankTransaction]
    pending_complete: bool
    cursor: str | None
    removed: Sequence[str] = ()
    problems: Sequence[str] = ()
    accounts: Sequence[BankAccount] = ()
    balances: Sequence[BankBalance] = ()


class Person(NamedTuple):
    """Whose bank is to be linked."""

    user_id: int
    username: str
    email: str


class Begun(NamedTuple):
    """A link that waits for the person. external_user: who they are at the provider from now on."""

    external_user: str
    consent_url: str


class Connector(Protocol):
    """A provider. Only `begin_link` and `fetch` reach out; the rest works on what is already here.

    webhook_secrets: those of the installation; empty where each link has its own.
    begins_with_secret: a link begins with a secret that we make, rather than with a consent at the provider.
    """

    name: str
    title: str
    capabilities: Capabilities
    begins_with_secret: bool
    webhook_secrets: Sequence[str]

    def is_configured(self) -> bool:
        """Tell whether the installation has what this provider asks for (keys, mostly)."""

    def begin_link(self, person: Person, external_user: str | None) -> Begun:
        """Make a person known to the provider, and return where they give their consent; it does not last.

        external_user: who they already are there. Raises ProviderError.
        """

    def verify(self, incoming: Incoming, secrets: Sequence[str]) -> None:
        """Check the signature; any of several live secrets may have made it. No secret: nothing passes.

        Raises BadSignature, and never anything else, whatever came.
        """

    def events(self, body: bytes, headers: Mapping[str, str]) -> list[Hint]:
        """Read a verified request; the same request always gives the same hints. Raises UnreadableEvent."""

    def fetch(self, link: Link, hints: Sequence[Hint]) -> Fetched:
        """Ask for the state as it is now; without hints, for everything new. Raises ProviderError."""

    def normalise(self, raw: Mapping[str, Any]) -> BankTransaction:
        """Bring one of the provider's rows to our words. Raises UnreadableTransaction."""


class BadSignature(Exception):
    """The signature is missing, stale or wrong. Its text says which, for the log and not for the sender."""


class UnreadableEvent(Exception):
    """The event is signed, but it cannot be read."""


class UnreadableTransaction(Exception):
    """The provider sent a transaction that cannot be read. Its text is the sentence that says why."""


class KeyRefused(ProviderRefused):
    """The provider refuses this installation's own key; no connection is at fault."""
