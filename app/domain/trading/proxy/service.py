"""What a proxy answers: what the platform says, or else what it said last."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

import structlog
from prometheus_client import Counter, Gauge

from app import clock
from app.config import Settings
from app.domain.trading.proxy.cache import AnswerCache, Kept
from app.domain.trading.proxy.circuit import OPEN_S, Circuit
from app.domain.trading.proxy.errors import CircuitOpen, TradingPlatformUnavailable
from app.domain.trading.proxy.platform import JSON, PROBLEM, Platform, Reply
from app.domain.trading.proxy.questions import Question
from app.outbound.errors import ProviderError
from app.services import services

log = structlog.get_logger()
answers_total = Counter("tidewatch_platform_answers_total", "Answers by where they came from", ["source"])
circuit_open = Gauge("tidewatch_platform_circuit_open", "1 while the trading platform counts as away")


class Source(StrEnum):
    """Where an answer came from, as `X-Cache` says it.

    miss: the platform sent it. hit: the platform said that what is kept still holds. stale: it is away.
    """

    MISS = "miss"
    HIT = "hit"
    STALE = "stale"


class Answer(NamedTuple):
    """What is passed on. source: None of a refusal. age_s: since the platform said so, of a stale one."""

    status: int
    body: bytes
    media_type: str
    source: Source | None = None
    age_s: int | None = None


class Proxy:
    """A process's way to the trading platform."""

    def __init__(self, settings: Settings) -> None:
        self._platform = Platform(settings)
        self._circuit = Circuit()
        self._cache = AnswerCache(settings.instance_dir)
        self._address = settings.trading_api_url.rstrip("/")

    def answer(self, question: Question, user_id: int) -> Answer:
        """Ask the platform for a user, and while it is away, what it said last.

        Raises TradingPlatformUnavailable where nothing is kept.
        """
        kept = self._cache.find(self._key(question))
        etag = kept.etag if kept else None
        try:
            reply = self._circuit.call(lambda: self._platform.ask(question, user_id, etag))
        except (ProviderError, CircuitOpen) as exc:
            found = self._last_good(question, kept, exc)
        else:
            found = self._fresh(question, kept, reply)
        answers_total.labels(found.source or "refused").inc()
        return found

    def is_platform_healthy(self) -> bool:
        """Tell whether the platform serves; at once while it counts as away."""
        return not self._circuit.is_open and self._platform.is_healthy()

    @property
    def is_circuit_closed(self) -> bool:
        """Whether the platform answered lately, as far as is known."""
        return self._circuit.is_closed

    def _fresh(self, question: Question, kept: Kept | None, reply: Reply) -> Answer:
        key, good_at = self._key(question), clock.now().timestamp()
        if reply.status == 304 and kept:
            self._cache.confirm(key, good_at)
            return Answer(200, kept.body, JSON, Source.HIT)
        if reply.status != 200:
            self._cache.forget(key)
            return Answer(reply.status, reply.body, PROBLEM)
        self._cache.keep(key, Kept(reply.body, reply.etag, good_at), is_past=question.is_past)
        return Answer(200, reply.body, JSON, Source.MISS)

    def _key(self, question: Question) -> str:
        """What one platform said is not passed off as what another says."""
        return f"{self._address}/{question.key}"

    def _last_good(self, question: Question, kept: Kept | None, error: Exception) -> Answer:
        if not isinstance(error, CircuitOpen):
            log.warning("platform.failed", error=type(error).__name__, reason=str(error), asked=question.key)
        if kept is None:
            answers_total.labels("unavailable").inc()
            raise TradingPlatformUnavailable(retry_after_s=OPEN_S) from error
        age_s = max(0, int(clock.now().timestamp() - kept.good_at))
        return Answer(200, question.aged(kept.body, clock.now()), JSON, Source.STALE, age_s)


def make_proxy(settings: Settings) -> Proxy | None:
    """Make the way to the platform; None where this installation answers by itself."""
    return Proxy(settings) if settings.trading_api_url and not settings.is_platform else None


def find_proxy() -> Proxy | None:
    """Return the process's way to the platform, if it has one."""
    return services().parts.get(Proxy)


def warnings() -> dict[str, str]:
    """Say that the platform counts as away, where there is one."""
    proxy = find_proxy()
    away = proxy is not None and not proxy.is_circuit_closed
    return {"trading platform": "does not answer; instruments are what it said last"} if away else {}


def read_gauges() -> None:
    """Set the gauge of a process that has a platform."""
    if proxy := find_proxy():
        circuit_open.set(not proxy.is_circuit_closed)
