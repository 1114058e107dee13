"""Markets on their pages: an admin collects a symbol from an exchange and watches its progress move."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from simulators import ExchangeSimulator
from tests.e2e.conftest import sign_in
from tests.support.launched import Launched, free_port, site_port

pytestmark = pytest.mark.xdist_group("browser")
LATENCY_S = 0.4
"""Slow enough that progress is seen between its first page and its last."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launched]:
    """A demo whose exchange is on this machine."""
    folder = tmp_path_factory.mktemp("site") / "instance"
    with ExchangeSimulator(latency_s=LATENCY_S) as exchange:
        ports = {"PORT": str(site_port()), "REDIS_PORT": str(free_port())}
        launched = Launched(folder, BINANCE_URL=exchange.url, **ports)
        yield launched
        launched.end()
        launched.kill()


def test_an_admin_collects_a_symbol_and_watches_its_progress_move(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["admin"])
    page.goto("/markets")
    expect(page.get_by_text("No instrument is ready yet")).to_be_visible()
    page.get_by_role("link", name="Collect and train").click()
    page.get_by_label("Symbol").fill("btcusdt")
    page.get_by_label("Days").fill("60")
    page.get_by_role("button", name="Collect", exact=True).click()
    bar = page.get_by_role("progressbar", name="Collecting BTCUSDT")
    for percent in ("[1-9]", "[3-9][0-9]"):
        expect(bar).to_have_attribute("aria-valuenow", re.compile(f"^{percent}"))
    history = page.get_by_role("table", name="Collections")
    expect(history).to_contain_text("86,400 of 86,400 bars")
    expect(page.get_by_role("log")).to_contain_text("(done)")
    expect(page.get_by_text("not trained")).to_be_visible()
    page.goto("/markets")
    expect(page.get_by_text("No instrument is ready yet")).to_be_visible()
