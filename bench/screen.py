"""How soon what a bank books stands in a browser, beside a bare page that is told of it by Flask-SocketIO."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

import requests
from playwright.sync_api import Page, TimeoutError, sync_playwright

from bench.figures import Row, all_of, percentile
from bench.part import Part
from bench.references.served import serve
from bench.site import PASSWORD, Site
from bench.webhooks import link, target_of
from tests.support.launched import ROOT

EVENTS, PER_SECOND = 150, 4
PATIENCE_S = 30
WATCH = """() => {
  window.seen = {};
  new MutationObserver(() => {
    const now = Date.now();
    for (const [word] of document.body.textContent.matchAll(/Zq\\d+Shop/g)) window.seen[word] ??= now;
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""


class Screen(Part[list[float], list[float]]):
    """Both sides fetch from the provider before they store; the bare one does it in the request."""

    def __init__(self, site: Site, until: ExitStack) -> None:
        super().__init__(site, until)
        link(site)
        self.bare = serve(site, "sockets", until)
        self.events = site.size(EVENTS)
        until.enter_context(site.worker())
        site.calm_down()

    def load(self) -> list[float]:
        def book(text: str) -> None:
            self.site.basiq.add_transaction(description=text, enrich=None, status="posted", amount="-4.20")
            self.site.basiq.notify(target_of(self.site))

        with _page(f"{self.site.replicas[1].url}/finance/bt-pay/") as page:
            _sign_in(page)
            return self._watch(page, book)

    def reference(self) -> list[float]:
        def tell(text: str) -> None:
            told = {"description": text, "fetch": f"{self.site.basiq.url}/events/none"}
            requests.post(f"{self.bare.url}/told", json=told, timeout=30).raise_for_status()

        with _page(self.bare.url) as page:
            return self._watch(page, tell)

    def rows(self, loads: list[list[float]], references: list[list[float]]) -> list[Row]:
        ours, bare = loads[0], references[0]
        figure = "webhook sent to row in the browser, fetch of 20 ms included"
        middle, slow = (
            Row(f"{figure}, {name}", percentile(ours, share), "ms", f"bare route and page, {name}",
                percentile(bare, share), at_most=goal, note=f"slowest {percentile(ours, 1):.0f} ms")
            for name, share, goal in (("p50", 0.5, 3), ("p99", 0.99, 4))
        )  # fmt: skip
        return [middle, slow, all_of("the same: seen", len(ours), "rows", ("booked", self.events))]

    def _watch(self, page: Page, book: Callable[[str], None]) -> list[float]:
        """Have something booked at a steady rate; return the milliseconds until each was seen."""
        page.wait_for_timeout(2_000)
        page.evaluate(WATCH)
        sent: dict[str, float] = {}
        for number in range(self.events):
            begun, word = time.monotonic(), f"Zq{number:04}Shop"
            sent[word] = time.time() * 1000
            book(f"{word} Sydney")
            page.wait_for_timeout(max(1, (begun + 1 / PER_SECOND - time.monotonic()) * 1000))
        with suppress(TimeoutError):  # what is not seen by then counts as missing
            enough = "count => Object.keys(window.seen).length >= count"
            page.wait_for_function(enough, arg=self.events, timeout=PATIENCE_S * 1000)
        seen: dict[str, float] = page.evaluate("window.seen")
        return [seen[word] - moment for word, moment in sent.items() if word in seen]


@contextmanager
def _page(address: str) -> Iterator[Page]:
    command = ["bash", str(ROOT / "tests/chromium.sh")]
    path = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(address)
        yield page
        browser.close()


def _sign_in(page: Page) -> None:
    page.get_by_label("Name or e-mail").fill("webhooks-0")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1).wait_for()
