"""What a process is built with, and a domain that is added without a line in any shared file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import FrozenInstanceError, dataclass
from pathlib import Path

import pytest
from apiflask import APIFlask
from prometheus_client import REGISTRY, Gauge

import blueprints
from app import health
from app.bootstrap import DOMAINS, create_app
from app.config import Settings
from app.domain.banking.setup import intake
from app.realtime import Follower, Publisher
from app.realtime.gate import Gate as SocketGate
from app.services import Domain, Services, services, services_of
from blueprints import mount
from tests.conftest import close_app

ROUTES = '''
from apiflask import APIBlueprint
from app.security import public

PROBLEMS = {"toy": {409}}
bp = APIBlueprint("toy", __name__, tag="Toys")

@bp.get("/toys")
@public
def list_toys():
    """List the toys"""
    return {"items": []}

def mount(app):
    app.register_blueprint(bp, url_prefix="/api")

def describe(spec):
    spec["components"]["schemas"]["Toy"] = {"type": "string"}
'''


@dataclass(frozen=True)
class Shelf:
    """The toy domain's part."""

    redis_of_the_process: object


toys = Gauge("tidewatch_toys", "Toys on the shelf")


def put_up(services: Services) -> Iterable[Shelf]:
    yield Shelf(services.redis)


TOY = Domain("toy", put_up, gauges=lambda: toys.set(3), warnings=lambda: {"toys": "three are enough"})


@pytest.fixture
def toy_app(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterable[APIFlask]:
    folder = tmp_path / "blueprints" / "toy"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "setup.py").write_text(ROUTES)
    monkeypatch.setattr(blueprints, "__path__", [*blueprints.__path__, str(folder.parent)])
    made = create_app(settings, mount, domains=(*DOMAINS, TOY))
    yield made
    close_app(made)


def test_a_new_domain_brings_its_part_routes_figures_warnings_and_description(toy_app: APIFlask) -> None:
    client = toy_app.test_client()
    assert client.get("/api/toys").json == {"items": []}
    with toy_app.app_context():
        assert services().part(Shelf).redis_of_the_process is services().redis
        health.metrics()
        assert REGISTRY.get_sample_value("tidewatch_toys") == 3
        spec = toy_app.spec
    assert client.get("/api/health/ready").json["warnings"] == {"toys": "three are enough"}
    assert spec["components"]["schemas"]["Toy"] == {"type": "string"}
    assert {"409", "503"} <= set(spec["paths"]["/api/toys"]["get"]["responses"])


def test_a_process_has_one_of_each_and_nothing_can_be_put_in_its_place(app: APIFlask) -> None:
    with app.app_context():
        assert intake() is intake()
        assert services().part(Publisher) is intake().events
        assert services() is services_of(app)
        with pytest.raises(FrozenInstanceError):
            services().settings = None  # type: ignore[misc, assignment]


def test_a_worker_follows_and_publishes_and_has_no_gate_for_sockets(settings: Settings) -> None:
    worker = create_app(settings)
    found = services_of(worker)
    assert found.part(Publisher)
    assert found.part(Follower)
    with pytest.raises(KeyError):
        found.part(SocketGate)
    close_app(worker)
