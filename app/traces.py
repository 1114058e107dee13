"""Traces for a collector: requests, jobs, Redis, SQL and pushed events of one cause under one trace id.

The libraries are imported only where OTEL_EXPORTER_OTLP_ENDPOINT names a collector. Neither a statement nor a
question to Redis begins a trace of its own, or a poll each second would fill the collector.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

from flask import Flask, request

from app.config import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, Tracer

UNTRACED = "api/health,metrics,socket.io"
"""Paths, with commas between, that are asked all day and tell nothing."""
_tracer: Tracer | None = None


def init_app(app: Flask, settings: Settings) -> None:
    """Send what this process does to the collector that the settings name, if they name one."""
    global _tracer  # noqa: PLW0603 - one for the process, as the libraries' own provider is
    if not settings.otel_exporter_otlp_endpoint:
        return
    from opentelemetry import trace
    from opentelemetry.instrumentation.celery import CeleryInstrumentor
    from opentelemetry.instrumentation.flask import FlaskInstrumentor
    from opentelemetry.instrumentation.redis import RedisInstrumentor
    from opentelemetry.instrumentation.threading import ThreadingInstrumentor

    if _tracer is None:
        trace.set_tracer_provider(_provider(settings))
        for instrumentor in (CeleryInstrumentor, RedisInstrumentor, ThreadingInstrumentor):
            instrumentor().instrument()
        _tracer = trace.get_tracer("tidewatch")
    FlaskInstrumentor().instrument_app(  # type: ignore[no-untyped-call]
        app, excluded_urls=UNTRACED, response_hook=_without_query
    )


def span(name: str, **attributes: str | int) -> AbstractContextManager[Any]:
    """Return a step of the current trace; nothing where there is no collector."""
    return nullcontext() if _tracer is None else _tracer.start_as_current_span(name, attributes=attributes)


def trace_id() -> str | None:
    """Return the current trace's id as collectors write it; None outside of traces."""
    if _tracer is None:
        return None
    from opentelemetry import trace

    context = trace.get_current_span().get_span_context()
    return trace.format_trace_id(context.trace_id) if context.is_valid else None


def _provider(settings: Settings) -> TracerProvider:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import ParentBased

    from app.traced_causes import CausesOnly

    provider = TracerProvider(
        sampler=ParentBased(CausesOnly(settings.otel_traces_ratio)),
        resource=Resource.create({"service.name": "tidewatch"}),
    )
    address = f"{settings.otel_exporter_otlp_endpoint.rstrip('/')}/v1/traces"
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address)))
    return provider


def _without_query(span: Span, _status: str, _headers: object) -> None:
    """Say the path alone: what people search for is nobody's business."""
    if span.is_recording():
        for name in ("http.url", "http.target"):
            span.set_attribute(name, request.path)
