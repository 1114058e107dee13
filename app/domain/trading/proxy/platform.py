"""Asking the trading platform over HTTP, and telling a good answer from anything else."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

import msgspec

from app.config import Settings
from app.domain.trading.proxy.questions import Question
from app.domain.trading.proxy.service_tokens import mint, service_key
from app.logs import REQUEST_ID, request_id
from app.outbound.errors import BrokenAnswer, ProviderError, ProviderRefused
from app.outbound.http import Answer, Http, Patience

PATIENCE = Patience(connect_s=1.0, read_s=2.5, whole_s=5.0)
"""One try, and the breaker's OPEN_S after it, end within five seconds: so soon a platform is back."""
API = ("api", "user")
TITLE = "The trading platform"
JSON, PROBLEM = "application/json", "application/problem+json"
MAX_ETAG_LETTERS = 200


class Reply(NamedTuple):
    """What the platform said. status: 200, 304 where what is kept still holds, or a refusal's."""

    status: int
    body: bytes
    etag: str | None


class _Problem(msgspec.Struct):
    status: int
    code: str


class _Health(msgspec.Struct):
    status: str


class Platform:
    """The platform at TRADING_API_URL, asked over connections that are kept open."""

    def __init__(self, settings: Settings) -> None:
        self._key = service_key(settings)
        self._http = Http(settings.trading_api_url, title=TITLE, patience=PATIENCE)

    def ask(self, question: Question, user_id: int, etag: str | None) -> Reply:
        """Ask for a user. etag: of what is kept.

        Raises ProviderError for everything but a whole answer of the question's shape, 304 to an etag, and
        the platform's own refusals of what was asked for.
        """
        headers = {**self._headers(), "Authorization": f"Bearer {mint(self._key, user_id, int(time.time()))}"}
        if etag:
            headers["If-None-Match"] = etag
        answer = self._http.get_any(*API, *question.path, params=question.params, headers=headers)
        if answer.status == 304 and etag:
            return Reply(304, b"", etag)
        if answer.status == 200:
            return _good(answer, question.shape)
        return _refusal(answer)

    def is_healthy(self) -> bool:
        """Ask whether it serves markets."""
        try:
            answer = self._http.get_any(*API, "health", headers=self._headers())
            return answer.status == 200 and _read(answer, _Health).status == "healthy"
        except ProviderError:
            return False

    def _headers(self) -> dict[str, str]:
        # One encoding, whatever libraries are there: an ETag is one of what was sent.
        asked = {"Accept": f"{JSON}, {PROBLEM}", "Accept-Encoding": "gzip"}
        known = request_id()
        return {**asked, REQUEST_ID: known} if known else asked


def _good(answer: Answer, shape: Any) -> Reply:
    if _media_type(answer) != JSON:
        raise BrokenAnswer(f"{TITLE}'s answer is not JSON.", answer.status)
    _read(answer, shape)
    etag = answer.headers.get("ETag")
    return Reply(200, answer.body, etag if etag and len(etag) <= MAX_ETAG_LETTERS else None)


def _refusal(answer: Answer) -> Reply:
    """Take what the platform refuses to anyone. 401 and 403 are between it and us, not the user's fault."""
    if answer.status in {401, 403}:
        raise ProviderRefused(f"{TITLE} does not take our tokens.", answer.status)
    if not 400 <= answer.status < 500 or _media_type(answer) != PROBLEM:
        raise BrokenAnswer(f"{TITLE} answered with HTTP {answer.status}.", answer.status)
    if _read(answer, _Problem).status != answer.status:
        raise BrokenAnswer(f"{TITLE} contradicts itself.", answer.status)
    return Reply(answer.status, answer.body, None)


def _read(answer: Answer, shape: Any) -> Any:
    try:
        return msgspec.json.decode(answer.body, type=shape)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as exc:
        raise BrokenAnswer(f"{TITLE}'s answer is not what was asked for.", answer.status) from exc


def _media_type(answer: Answer) -> str:
    return str(answer.headers.get("Content-Type", "")).partition(";")[0].strip().lower()
