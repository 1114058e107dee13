"""A real Chromium on the real page of a real start."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.support.launched import Launched, free_port, site_port

# A machine that runs other tests beside these is slow; a page that is wrong stays wrong for as long.
expect.set_options(timeout=60_000)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launched]:
    """A demo that runs; all files share it, so that each leaves what others look at as it was."""
    folder = tmp_path_factory.mktemp("site") / "instance"
    launched = Launched(folder, PORT=str(site_port()), REDIS_PORT=str(free_port()))
    yield launched
    launched.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for one file: while it is open, its loop keeps other tests from running one."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser, site: Launched) -> Iterator[Page]:
    """A fresh window; a script error on the page fails the test."""
    context = browser.new_context(
        base_url=site.ready["url"], viewport={"width": 1280, "height": 800}, bypass_csp=True,
        locale="en-GB", timezone_id="Europe/Bucharest",
    )  # fmt: skip
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    context.close()
    assert broken == []


def sign_in(page: Page, account: dict[str, str]) -> None:
    """Sign in as a person does."""
    page.goto("/")
    page.get_by_label("Username or e-mail").fill(account["username"])
    page.get_by_label("Password").fill(account["password"])
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Dashboard").wait_for()
    # What a page keeps reaches the browser's next process a moment later; a person is never that fast.
    page.wait_for_load_state("networkidle")
