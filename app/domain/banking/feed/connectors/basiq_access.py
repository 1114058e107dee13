"""Access to Basiq's API: a token for half an hour, asked for with the installation's key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from app.clock import now
from app.domain.banking.feed.ports import KeyRefused
from app.json_values import id_of, member
from app.outbound.errors import BrokenAnswer, ProviderRefused
from app.outbound.http import Http

TOKEN_LIFE = timedelta(minutes=30)
"""Half of what Basiq gives (60 minutes), as its guide has it."""

_VERSION = {"basiq-version": "3.0"}
_tokens: dict[tuple[str, str], tuple[str, datetime]] = {}


class Access:
    """Requests to Basiq with a token, which all connectors with the same key in this process share."""

    def __init__(self, base_url: str, api_key: str) -> None:
        self.http = Http(base_url, title="Basiq")
        self._api_key = api_key
        self._token_key = (base_url, api_key)

    def get(self, *path: str, params: Mapping[str, str]) -> Any:
        """Ask for JSON. Raises ProviderError."""
        try:
            return self._authorised(lambda headers: self.http.get(*path, params=params, headers=headers))
        except BrokenAnswer as exc:
            if exc.status == 404:
                raise ProviderRefused("Basiq no longer knows this user; link the bank again.", 404) from exc
            raise

    def create_user(self, email: str) -> str:
        """Make a person known to Basiq; returns their id there. Raises ProviderError."""
        told = {"email": email}
        answer = self._authorised(lambda headers: self.http.post_json("users", json=told, headers=headers))
        return _text(member(answer, "id"), "user")

    def client_token(self, user: str) -> str:
        """Return a token with which a person's browser gives consent, and no more. Raises ProviderError."""
        return self._new_token({"scope": "CLIENT_ACCESS", "userId": user})

    def _authorised(self, ask: Callable[[dict[str, str]], Any]) -> Any:
        """Ask with the kept token, and once more with a new one where it is refused."""
        headers = self._headers(fresh=False)
        try:
            return ask(headers)
        except ProviderRefused as refused:
            if refused.status != 401:
                raise
        return ask(self._headers(fresh=True))

    def _headers(self, *, fresh: bool) -> dict[str, str]:
        token, until = _tokens.get(self._token_key, ("", now()))
        if fresh or until <= now():
            token = self._new_token({"scope": "SERVER_ACCESS"})
            _tokens[self._token_key] = (token, now() + TOKEN_LIFE)
        return {**_VERSION, "Authorization": f"Bearer {token}"}

    def _new_token(self, form: Mapping[str, str]) -> str:
        headers = {**_VERSION, "Authorization": f"Basic {self._api_key}"}
        try:
            answer = self.http.post_form("token", form=form, headers=headers)
        except ProviderRefused as refused:
            raise KeyRefused("Basiq refuses this installation's API key.", refused.status) from refused
        return _text(member(answer, "access_token"), "token")


def _text(value: Any, what: str) -> str:
    found = id_of(value, 8000)
    if found is None:
        raise BrokenAnswer(f"Basiq's answer holds no {what}.")
    return found
