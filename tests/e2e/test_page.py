"""What a person does on the page."""

from __future__ import annotations

import json
import subprocess
import uuid
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.e2e.conftest import sign_in
from tests.support.launched import ROOT, Launched

pytestmark = pytest.mark.xdist_group("browser")
AXE = (ROOT / "frontend/node_modules/axe-core/axe.min.js").read_text()
PLACES = (
    "/", "/transactions", "/finance/bt-pay/", "/finance/bt-pay/live", "/connections", "/import", "/rules",
    "/categories", "/categories?view=accuracy", "/recurring", "/accounts", "/portfolios", "/analytics", "/markets", "/markets/scoreboard", "/alerts", "/settings", "/settings/security", "/settings/tokens", "/settings/log",
)  # fmt: skip
ADMIN_PLACES = (
    "/admin/intake",
    "/admin/webhooks",
    "/admin/markets",
    "/admin/markets?view=training",
    "/admin/users",
    "/admin/tasks",
    "/admin/system",
    "/admin/security",
)


def curl(url: str, token: str, body: dict[str, Any]) -> int:
    """Post as anyone would from outside; return the status."""
    command = [
        "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", url, "-d", json.dumps(body),
        "-H", f"Authorization: Bearer {token}", "-H", "Content-Type: application/json",
    ]  # fmt: skip
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_a_stranger_registers_and_sees_what_curl_sends_without_reloading(page: Page, site: Launched) -> None:
    name, password = f"ana{uuid.uuid4().hex[:6]}", "a calm sea at noon"
    page.goto("/")
    page.get_by_role("link", name="Create an account").click()
    page.get_by_role("heading", name="Create an account").wait_for()
    page.get_by_label("Username").fill(name)
    page.get_by_label("E-mail").fill(f"{name}@example.com")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("Waiting for the first transaction")).to_be_visible()

    login = {"username": name, "password": password}
    answer = requests.post(f"{site.ready['url']}/api/auth/login", json=login, timeout=60).json()
    body = {"transaction_id": "first", "user": answer["user"]["id"], "amount": 1050, "status": "SUCCESS"}
    page.evaluate("window.neverReloaded = true")
    assert (
        curl(f"{site.ready['url']}/api/add-transaction", answer["token"], {**body, "merchant": "Lidl"}) == 200
    )
    row = page.get_by_role("list", name="Live feed").get_by_role("listitem").filter(has_text="Lidl")
    expect(row).to_contain_text("€10.50")
    assert page.evaluate("window.neverReloaded")


def test_a_wrong_password_is_said_so_and_tells_nothing_more(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Username or e-mail").fill("nobody-here")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("The name or the password is wrong")


def test_a_taken_name_is_shown_at_its_field(page: Page, site: Launched) -> None:
    page.goto("/register")
    page.get_by_label("Username").fill(site.ready["user"]["username"])
    page.get_by_label("E-mail").fill("someone-else@example.com")
    page.get_by_label("Password").fill("a calm sea at noon")
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("This username is taken")).to_be_visible()


def test_filters_live_in_the_address_and_narrow_the_list(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["user"])
    page.goto("/transactions?status=PENDING")
    rows = page.get_by_role("table", name="Transactions").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("Not settled yet")
    page.get_by_role("searchbox").fill("zzz-nothing-like-it")
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    assert "q=zzz-nothing-like-it" in page.url
    page.get_by_role("button", name="Clear").click()
    expect(rows.nth(1)).to_be_visible()


def test_the_list_goes_on_as_one_scrolls_and_holds_few_rows(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["user"])
    page.goto("/transactions")
    table = page.get_by_role("table", name="Transactions")
    expect(table.get_by_role("row").nth(1)).to_be_visible()
    before = table.evaluate("frame => frame.scrollHeight")
    table.evaluate("frame => frame.scrollTo(0, frame.scrollHeight)")
    page.wait_for_function(
        "before => document.getElementById('transaction-rows').scrollHeight > before", arg=before
    )
    assert table.get_by_role("row").count() < 60


def test_ending_the_session_elsewhere_signs_this_window_out(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["user"])
    expect(page.locator("[data-status=live]")).to_be_visible()
    http, _ = site.sign_in("user")
    url = f"{site.ready['url']}/api/auth/sessions"
    for session in http.get(url, timeout=60).json()["items"]:
        if "Chrome" in session["user_agent"]:
            http.delete(f"{url}/{session['id']}", timeout=60)
    expect(page.get_by_label("Username or e-mail")).to_be_visible()
    expect(page.get_by_text("This device was signed out")).to_be_visible()


def test_the_admin_sees_everyones_transactions_as_they_come(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["admin"])
    page.get_by_role("link", name="Live intake").first.click()
    expect(page.get_by_text("Everyone’s transactions")).to_be_visible()
    http, user = site.sign_in("user")
    body = {"transaction_id": uuid.uuid4().hex, "user": user["id"], "amount": 4242, "status": "SUCCESS"}
    page.wait_for_timeout(500)
    http.post(f"{site.ready['url']}/api/add-transaction", json={**body, "merchant": "Seen Live"}, timeout=60)
    feed = page.get_by_role("table", name="Everyone’s transactions")
    expect(feed).to_contain_text("Seen Live")


def test_a_dead_letter_is_shown_with_its_reason_and_discarded(page: Page, site: Launched) -> None:
    http, _ = site.sign_in("admin")
    stray = {
        "transaction_id": f"stray-{uuid.uuid4().hex[:6]}",
        "user": 987_654,
        "amount": 1,
        "status": "FAILED",
    }
    http.post(f"{site.ready['url']}/api/add-transaction", json=stray, timeout=60)
    sign_in(page, site.ready["admin"])
    page.goto("/admin/intake")
    letter = page.get_by_role("row").filter(has_text=stray["transaction_id"]).filter(has_text="Unknown user")
    expect(letter).to_be_visible()
    letter.get_by_role("button", name="Discard").click()
    page.get_by_role("dialog").get_by_role("button", name="Discard").click()
    expect(letter).to_have_count(0)


def test_the_keyboard_alone_reaches_every_place(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["user"])
    page.keyboard.press("g")
    page.keyboard.press("t")
    expect(page.get_by_role("heading", name="Transactions")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_ctrl_k_goes_to_a_page_by_a_few_letters_of_its_name(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["user"])
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Go to or search").fill("rul")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Rules")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_offline_is_shown_and_mended(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["user"])
    expect(page.locator("[data-status=live]")).to_be_visible()
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    expect(page.locator("[data-status=offline]")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("[data-status=live]")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious(page: Page, site: Launched, scheme: Any, width: int) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 844})
    page.goto("/register")
    page.get_by_role("button", name="Create account").wait_for()
    found = serious(page, "/register")
    page.goto("/new-password#a-secret")
    page.get_by_role("button", name="Set password").wait_for()
    found += serious(page, "/new-password")
    sign_in(page, site.ready["admin"])
    for place in PLACES + ADMIN_PLACES:
        page.goto(place)
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_load_state("networkidle")
        found += serious(page, place)
    assert found == []


def serious(page: Page, place: str) -> list[str]:
    page.evaluate(AXE)
    violations = page.evaluate("axe.run().then(result => result.violations)")
    return [f"{place}: {each['id']}" for each in violations if each["impact"] in {"serious", "critical"}]


def test_the_page_asks_nobody_else_for_anything(page: Page, site: Launched) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    sign_in(page, site.ready["user"])
    page.wait_for_timeout(500)
    host = site.ready["url"].removeprefix("http://")
    assert [url for url in asked if host not in url and not url.startswith(("data:", "blob:"))] == []


def test_the_api_page_describes_every_route_with_assets_of_our_own(page: Page, site: Launched) -> None:
    page.goto("/api/docs")
    expect(page.get_by_text("/api/auth/login", exact=True)).to_be_visible()
    # What is out of sight is not in the document: the page itself says what it would show.
    shown = page.evaluate(
        "() => window.ui.specSelectors.operations().map(each => each.get('path')).toArray()"
    )
    routes = requests.get(f"{site.ready['url']}/api/openapi.json", timeout=60).json()["paths"]
    assert set(shown) == set(routes)


def test_the_build_sends_compressed_files(site: Launched) -> None:
    script = next(Path(ROOT / "frontend/dist/assets").glob("index-*.js"))
    answer = requests.get(f"{site.ready['url']}/assets/{script.name}", timeout=60)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.text == script.read_text()
