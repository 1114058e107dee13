"""What may begin a trace; imported only where there is a collector."""

from __future__ import annotations

from collections.abc import Sequence

from opentelemetry.context import Context
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, Sampler, SamplingResult, TraceIdRatioBased
from opentelemetry.trace import Link, SpanKind, TraceState
from opentelemetry.util.types import Attributes

CAUSES = {SpanKind.SERVER, SpanKind.CONSUMER}
"""A request, and a job."""


class CausesOnly(Sampler):
    """Begins traces at requests and jobs, and of these a share."""

    def __init__(self, ratio: float) -> None:
        """ratio: from 0 to 1."""
        self._share = TraceIdRatioBased(ratio)

    def should_sample(  # noqa: PLR0913, PLR0917 - the library's signature
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        attributes: Attributes = None,
        links: Sequence[Link] | None = None,
        trace_state: TraceState | None = None,
    ) -> SamplingResult:
        """Decide on a span that has no parent."""
        chosen = self._share if kind in CAUSES else ALWAYS_OFF
        return chosen.should_sample(parent_context, trace_id, name, kind, attributes, links, trace_state)

    def get_description(self) -> str:
        return f"CausesOnly({self._share.get_description()})"
