"""What surrounds the pages: parts that cannot be fetched, titles, icons, and addresses that lead nowhere."""

from __future__ import annotations

import pytest
import requests
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import sign_in
from tests.support.launched import Launched

pytestmark = pytest.mark.xdist_group("browser")
TITLES = {
    "/": "Dashboard", "/transactions": "Transactions", "/finance/bt-pay/": "BT Pay", "/connections": "Connections",
    "/import": "Import", "/rules": "Rules", "/categories": "Categories", "/recurring": "Recurring",
    "/accounts": "Accounts", "/portfolios": "Portfolios", "/analytics": "Analytics", "/alerts": "Alerts",
    "/settings": "Settings", "/no/such/page": "Not found",
}  # fmt: skip


def go_to_rules(page: Page) -> None:
    page.get_by_role("link", name="Rules").first.click()


def test_a_page_that_is_gone_after_an_update_is_loaded_anew_once(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["user"])
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        refused.append(route.request.url)
        if len(refused) == 1:
            route.fulfill(status=404, body="{}", content_type="application/problem+json")
        else:
            route.continue_()

    page.route("**/assets/Rules-*.js", refuse_once)
    go_to_rules(page)
    expect(page.get_by_role("heading", name="Rules")).to_be_visible()
    assert len(refused) == 2


def test_a_page_that_never_comes_leaves_the_navigation_and_does_not_go_round_in_circles(
    page: Page, site: Launched
) -> None:
    sign_in(page, site.ready["user"])
    loads: list[str] = []
    page.on("load", lambda page: loads.append(page.url))
    page.route("**/assets/Rules-*.js", lambda route: route.fulfill(status=404, body=""))
    go_to_rules(page)
    expect(page.get_by_text("This page could not be loaded")).to_be_visible()
    page.wait_for_timeout(3_000)
    assert len(loads) == 1
    page.get_by_role("link", name="Dashboard").first.click()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()


def test_offline_a_page_not_seen_yet_says_so_and_comes_by_itself(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["user"])
    for card in ("Net worth", "Accounts", "This month beside the last", "Transactions per day, last 30 days"):
        expect(page.get_by_role("heading", name=card)).to_be_visible()  # each comes with code of its own
    page.context.set_offline(True)
    go_to_rules(page)
    expect(page.get_by_text("You are offline")).to_be_visible()
    page.get_by_role("link", name="Dashboard").first.click()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    go_to_rules(page)
    expect(page.get_by_text("You are offline")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Rules")).to_be_visible()


def test_each_page_has_a_title_of_its_own(page: Page, site: Launched) -> None:
    page.goto("/")
    expect(page).to_have_title("Sign in · Tidewatch")
    sign_in(page, site.ready["user"])
    for place, title in TITLES.items():
        page.goto(place)
        expect(page).to_have_title(f"{title} · Tidewatch")


def test_an_unknown_address_says_so_within_the_page(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["user"])
    page.goto("/no/such/page")
    expect(page.get_by_role("heading", name="Page not found")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Dashboard").click()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("favicon.ico", b"\0\0\1\0"), ("apple-touch-icon.png", b"\x89PNG"), ("icon-192.png", b"\x89PNG"),
        ("icon-512.png", b"\x89PNG"), ("icon-maskable-512.png", b"\x89PNG"), ("robots.txt", b"# A pri"),
    ],
)  # fmt: skip
def test_icons_are_what_they_are_called(site: Launched, name: str, kind: bytes) -> None:
    assert requests.get(f"{site.ready['url']}/{name}", timeout=60).content.startswith(kind)


def test_the_page_speaks_english_whatever_the_formats_are(page: Page, site: Launched) -> None:
    http, _ = site.sign_in("user")
    url = f"{site.ready['url']}/api/auth/profile"
    before = http.get(url, timeout=60).json()["locale"]
    sign_in(page, site.ready["user"])
    for locale, language in (("en-US", "en-US"), ("ro-RO", "en")):
        http.patch(url, json={"locale": locale}, timeout=60)
        page.reload()
        page.get_by_role("heading", name="Dashboard").wait_for()
        expect(page.locator("html")).to_have_attribute("lang", language)
    http.patch(url, json={"locale": before}, timeout=60)


def test_the_two_counts_are_called_what_they_are_and_lead_to_their_rows(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["user"])
    page.get_by_role("link", name="Not settled yet").click()
    expect(page.get_by_label("Status")).to_have_text("Not settled yet")
    page.goto("/finance/bt-pay/")
    expect(page.get_by_text("Pending", exact=True)).to_have_count(0)
    page.get_by_role("link", name="To categorise").click()
    page.wait_for_url("**/transactions?categorized=false")


def test_a_sign_out_elsewhere_while_requests_fail_leaves_this_device_signed_in(
    page: Page, site: Launched
) -> None:
    """The page asks whether the sign-out was meant for it; no answer is none."""
    sign_in(page, site.ready["user"])
    page.route("**/api/auth/profile", lambda route: route.abort())
    url, user = site.ready["url"], site.ready["user"]
    body = {"username": user["username"], "password": user["password"]}
    token = requests.post(f"{url}/api/auth/login", json=body, timeout=60).json()["access_token"]
    with page.expect_request("**/api/auth/profile"):
        requests.post(f"{url}/api/auth/logout", headers={"Authorization": f"Bearer {token}"}, timeout=60)
    page.unroute("**/api/auth/profile")
    page.reload()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
