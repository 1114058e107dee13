"""Asking a service outside: one host, no redirects, limits on time and size, JSON without floats, files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple, Self
from urllib.parse import SplitResult, quote, urlsplit

import requests
from urllib3.exceptions import ReadTimeoutError
from urllib3.util.retry import Retry

from app.clock import now
from app.json_values import id_of, member, read_json, text_of
from app.outbound.deadline import TimedAdapter
from app.outbound.errors import BrokenAnswer, ForeignLink, ProviderAway, ProviderRefused

CONNECT_TIMEOUT_S = 3.05
READ_TIMEOUT_S = 10
WHOLE_ANSWER_S = 60
"""An answer that comes in drops keeps each read within its time; all of it has this long."""

MAX_KEPT_CONNECTIONS = 32
"""Open ones that wait for the next request; more of them may be open while more are asked at once."""
MAX_ANSWER_BYTES = 8 * 1024 * 1024
MAX_PAGES = 200
MAX_WAIT_S = 6 * 3600


class Patience(NamedTuple):
    """How long a service may take: to be connected to, for each piece of an answer, for all of it."""

    connect_s: float
    read_s: float
    whole_s: float


class Answer(NamedTuple):
    """What a service said. headers: by names in any case."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class JsonAnswer(NamedTuple):
    """An answer's JSON, and its headers, by names in any case."""

    body: Any
    headers: Mapping[str, str]


class Http:
    """Requests to one provider; addresses are built from its base address and from nothing that it said."""

    def __init__(self, base_url: str, *, title: str, patience: Patience | None = None) -> None:
        self._base = base_url.rstrip("/")
        self._title = title
        parts = urlsplit(self._base)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError(f"{base_url!r} is no address of a provider; it must begin with https://")
        self._origin = _origin(parts)
        self._patience = patience or Patience(CONNECT_TIMEOUT_S, READ_TIMEOUT_S, WHOLE_ANSWER_S)
        self._session = requests.Session()
        adapter = TimedAdapter(
            self._patience.whole_s, pool_maxsize=MAX_KEPT_CONNECTIONS, max_retries=_OnceIfClosed.policy()
        )
        for scheme in ("https://", "http://"):
            self._session.mount(scheme, adapter)

    def get(self, *path: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str]) -> Any:
        """Ask for JSON; `path` in segments, which are escaped.

        Raises ProviderAway, ProviderRefused or BrokenAnswer.
        """
        return self._ask_json("GET", path, params=params, headers=headers).body

    def get_answer(
        self, *path: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str]
    ) -> JsonAnswer:
        """Ask for JSON, and for the headers that came with it. Raises as `get` does."""
        return self._ask_json("GET", path, params=params, headers=headers)

    def get_any(
        self, *path: str, params: Mapping[str, str] | None = None, headers: Mapping[str, str]
    ) -> Answer:
        """Ask, and return what is said: 304 and refusals, too.

        Raises ProviderAway for 408, 418, 425, 429, 5xx and silence; BrokenAnswer for what is cut off or
        too large.
        """
        return self._awake(self._exchange("GET", path, params=params, headers=headers))

    def get_bytes(self, *path: str, headers: Mapping[str, str]) -> bytes:
        """Ask for a file, whatever is in it. Raises as `get` does."""
        return self._ask("GET", path, headers=headers).body

    def post_form(self, *path: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Any:
        """Send a form, and return the JSON that it is answered with. Raises as `get` does."""
        return self._ask_json("POST", path, data=form, headers=headers).body

    def post_json(self, *path: str, json: Any, headers: Mapping[str, str]) -> Any:
        """Send JSON, and return the JSON that it is answered with. Raises as `get` does."""
        return self._ask_json("POST", path, json=json, headers=headers).body

    def require_own(self, link: str) -> SplitResult:
        """Take a link of an answer apart. Raises ForeignLink where it leads to another host."""
        try:
            parts = urlsplit(link)
            own = not (parts.scheme or parts.netloc) or _origin(parts) == self._origin
        except ValueError as exc:
            raise BrokenAnswer(f"{self._title} sent a link that is none.") from exc
        if not own:
            raise ForeignLink(f"{self._title}'s answer leads to another host; it was not followed.")
        return parts

    def _ask_json(self, method: str, path: tuple[str, ...], **options: Any) -> JsonAnswer:
        answer = self._ask(method, path, **options)
        try:
            return JsonAnswer(read_json(answer.body), answer.headers)
        except ValueError as exc:
            raise BrokenAnswer(f"{self._title}'s answer is not JSON.", answer.status) from exc

    def _ask(self, method: str, path: tuple[str, ...], **options: Any) -> Answer:
        answer = self._awake(self._exchange(method, path, **options))
        if not 200 <= answer.status < 300:
            self._refuse(answer.status, answer.body)
        return answer

    def _exchange(self, method: str, path: tuple[str, ...], **options: Any) -> Answer:
        if any(segment in {"", ".", ".."} for segment in path):
            raise BrokenAnswer(f"{self._title} cannot be asked for this address.")
        url = "/".join([self._base, *(quote(segment, safe="") for segment in path)])
        try:
            with self._session.request(
                method,
                url,
                timeout=(self._patience.connect_s, self._patience.read_s),
                allow_redirects=False,
                stream=True,
                auth=_as_given,
                **options,
            ) as response:
                return Answer(response.status_code, self._read(response), response.headers)
        except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError) as exc:
            raise BrokenAnswer(f"{self._title}'s answer was cut off.") from exc
        except (requests.exceptions.InvalidHeader, UnicodeError) as exc:
            raise BrokenAnswer(f"{self._title} cannot be asked for this connection.") from exc
        except requests.RequestException as exc:
            raise ProviderAway(f"{self._title} does not answer.") from exc
        finally:
            self._session.cookies.clear()

    def _read(self, response: requests.Response) -> bytes:
        body = bytearray()
        for chunk in response.iter_content(64 * 1024):
            body += chunk
            if len(body) > MAX_ANSWER_BYTES:
                raise BrokenAnswer(f"{self._title}'s answer is larger than any that is taken.")
        return bytes(body)

    def _awake(self, answer: Answer) -> Answer:
        status, title = answer.status, self._title
        # 418 is how Binance tells an address that went on after a 429.
        if status in {408, 418, 425, 429} or (status >= 500 and status != 501):
            words = "asks us to wait" if status in {418, 429} else f"has trouble of its own (HTTP {status})"
            raise ProviderAway(f"{title} {words}.", _retry_after_s(answer.headers.get("Retry-After")))
        return answer

    def _refuse(self, status: int, body: bytes) -> None:
        """Raise for an answer that says no. The reason is the provider's own name of it, not its prose."""
        try:
            said = read_json(body)
            reason = text_of(member(said, "type_name"), 80) or id_of(member(said, "code"), 80) or ""
        except ValueError:
            reason = ""
        if status in {401, 403}:
            raise ProviderRefused(f"{self._title} refuses to show this connection.", status, reason)
        raise BrokenAnswer(f"{self._title} answered with HTTP {status}.", status, reason)


def pages(ask: Callable[[str | None], tuple[list[Any], str | None]], *, title: str) -> Iterator[Any]:
    """Yield the rows of every page; `ask` returns those after a cursor, and the next cursor or None.

    Raises BrokenAnswer where pages go round in a circle or do not end.
    """
    cursor: str | None = None
    seen: set[str] = set()
    for _ in range(MAX_PAGES):
        rows, cursor = ask(cursor)
        yield from rows
        if cursor is None:
            return
        if cursor in seen:
            raise BrokenAnswer(f"{title}'s pages go round in a circle.")
        seen.add(cursor)
    raise BrokenAnswer(f"{title}'s pages do not end.")


def is_web_address(value: Any) -> bool:
    """Tell whether a browser may be sent there; javascript: and the like are no addresses."""
    return isinstance(value, str) and bool(re.fullmatch(r"https?://[^\s/]\S{0,3000}", value, re.ASCII))


class _OnceIfClosed(Retry):
    """Ask once more where a kept connection was closed just as it was used; never after a timeout.

    Only what may be asked twice: urllib3 leaves POST alone.
    """

    @classmethod
    def policy(cls) -> _OnceIfClosed:
        return cls(total=1, connect=0, read=1, status=0, other=0, respect_retry_after_header=False)

    def increment(self, *args: Any, **options: Any) -> Self:
        error = options.get("error")
        if isinstance(error, ReadTimeoutError):
            raise error
        return super().increment(*args, **options)


def _as_given(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Leave the headers alone: requests would else put a password of ~/.netrc over them."""
    return request


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, (parts.hostname or "").lower(), port


def _retry_after_s(value: str | None) -> int | None:
    """Read Retry-After (RFC 9110, 10.2.3): seconds or a date. None where it is neither."""
    text = (value or "").strip()
    if re.fullmatch("[0-9]{1,9}", text):
        return min(int(text), MAX_WAIT_S)
    try:
        moment = parsedate_to_datetime(text)
        if moment.tzinfo is None:  # '-0000' says that the zone is not known; HTTP dates are in UTC
            moment = moment.replace(tzinfo=UTC)
        return max(0, min(int((moment - now()).total_seconds()), MAX_WAIT_S))
    except (ValueError, OverflowError):
        return None
