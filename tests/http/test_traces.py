"""One trace from a bank's webhook to the event on the screen, as a collector gets it from real processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from apiflask import APIFlask
from flask.testing import FlaskClient
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from app import traces
from app.config import Settings, SettingsError
from tests.support.accounts import Account, Headers
from tests.support.feed import coffee, stamped, told
from tests.support.launched import eventually
from tests.support.provider_stub import ProviderStub, provider_stub
from tests.support.served import Replica, Worker

Make = Callable[..., Account]
SECRET_SEARCH = "a-diagnosis"


@pytest.fixture
def collector() -> Iterator[ProviderStub]:
    with provider_stub() as stub:
        yield stub


@pytest.fixture
def traced(settings: Settings, app: APIFlask, collector: ProviderStub, tmp_path: Path) -> Iterator[Replica]:
    """A web process and a worker that tell a collector what they do."""
    chosen = replace(settings, otel_exporter_otlp_endpoint=collector.url)
    web, worker = Replica(chosen, tmp_path / "web.log"), Worker(chosen, tmp_path / "worker.log")
    web.start()
    worker.start()
    yield web
    worker.kill()
    web.kill()


def spans(collector: ProviderStub) -> list[Any]:
    return [
        span
        for asked in collector.asked
        for resource in ExportTraceServiceRequest.FromString(asked.body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]


def names_of_trace(collector: ProviderStub, beginning: str) -> set[str]:
    """Return the names of all steps of the trace in which a step's name begins so."""
    found = spans(collector)
    ids = {span.trace_id for span in found if span.name.startswith(beginning)}
    return {span.name for span in found if span.trace_id in ids}


def test_a_webhooks_trace_reaches_from_the_request_to_the_pushed_event(
    traced: Replica, collector: ProviderStub, make_user: Make, sign_in: Callable[..., Headers]
) -> None:
    headers = sign_in(make_user())
    linked = requests.post(
        f"{traced.url}/api/connectors/connections", json={"provider": "inbox", "name": "Till"},
        headers=headers, timeout=60,
    ).json()  # fmt: skip
    body, signature = stamped(linked["secret"], told(coffee("t-1")))
    inbox = f"{traced.url}/api/connectors/inbox/{linked['id']}"
    assert requests.post(inbox, data=body, headers=signature, timeout=60).status_code == 202

    def reaches() -> bool:
        return {"push transaction.created", "SQL INSERT", "EVALSHA"} <= names_of_trace(
            collector, "POST /api/connectors/inbox"
        )

    assert eventually(reaches), sorted(span.name for span in spans(collector))
    assert any(name.startswith("run/") for name in names_of_trace(collector, "POST /api/connectors/inbox"))


def test_what_people_search_for_and_what_is_stored_stays_here(
    traced: Replica, collector: ProviderStub, make_user: Make, sign_in: Callable[..., Headers]
) -> None:
    url = f"{traced.url}/api/transactions?q={SECRET_SEARCH}"
    assert requests.get(url, headers=sign_in(make_user()), timeout=60).ok
    assert eventually(lambda: names_of_trace(collector, "GET /api/transactions"))
    said = [(span.name, each) for span in spans(collector) for each in span.attributes]
    assert [each for each in said if SECRET_SEARCH in str(each)] == []
    assert "GET /api/health/ready" not in {span.name for span in spans(collector)}


def test_without_a_collector_nothing_is_traced(client: FlaskClient) -> None:
    assert client.get("/api/health").status_code == 200
    assert traces.trace_id() is None


@pytest.mark.parametrize(
    "field", [{"otel_exporter_otlp_endpoint": "collector:4318"}, {"otel_traces_ratio": 1.5}]
)
def test_settings_that_cannot_work_are_refused(settings: Settings, field: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=next(iter(field)).upper()):
        replace(settings, **field)
