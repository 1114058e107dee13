"""An administrator looks after somebody's account on the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import sign_in
from tests.e2e.people import PASSWORD, Person, newcomer
from tests.e2e.test_page import serious
from tests.support.launched import Launched

pytestmark = pytest.mark.xdist_group("browser")
NEW_PASSWORD = "a storm far out at sea"


@pytest.fixture
def theirs(browser: Browser, site: Launched) -> Iterator[Page]:
    """A window on the person's own device."""
    context = browser.new_context(base_url=site.ready["url"], locale="en-GB", timezone_id="Europe/Bucharest")
    yield context.new_page()
    context.close()


def open_person(page: Page, person: Person) -> None:
    """Find somebody in the list and open their account."""
    page.goto("/admin/users")
    page.get_by_role("searchbox", name="Search names").fill(person.username.upper())
    expect(page.get_by_role("table", name="Users").get_by_role("button")).to_have_count(1)
    page.get_by_role("button", name=person.username).click()
    expect(page.get_by_role("dialog", name="User", exact=True)).to_be_visible()


def act(page: Page, choice: str, confirm: str) -> None:
    page.get_by_role("region", name="Actions").get_by_role("button", name=choice).click()
    page.get_by_role("button", name=confirm, exact=True).last.click()


def prove(page: Page, site: Launched, confirm: str) -> None:
    """Give the administrator's own password: a page that was loaded anew is no fresh sign-in."""
    page.get_by_label("Your password").fill(site.ready["admin"]["password"])
    page.get_by_role("button", name=confirm, exact=True).last.click()


def test_a_person_is_locked_unlocked_and_given_a_link_that_sets_a_new_password_once(
    page: Page, theirs: Page, site: Launched
) -> None:
    ana = newcomer(site)
    ana.sign_in(theirs)
    expect(theirs.locator("[data-status=live]")).to_be_visible()
    sign_in(page, site.ready["admin"])
    open_person(page, ana)

    act(page, "Lock", "Lock")
    expect(page.get_by_text("Locked by an administrator since")).to_be_visible()
    expect(theirs.get_by_text("An administrator has locked your account.")).to_be_visible()
    try_to_sign_in(theirs, ana, PASSWORD)
    expect(theirs.get_by_text("ask them to unlock it")).to_be_visible()

    act(page, "Unlock", "Unlock")
    expect(page.get_by_text("Locked by an administrator since")).to_have_count(0)
    act(page, "Link to a new password", "Make a link")
    prove(page, site, "Make a link")
    link = page.get_by_text("/new-password#").inner_text()
    page.get_by_role("button", name="Done").click()

    set_password(theirs, link, NEW_PASSWORD)
    expect(theirs.get_by_text(f"Sign in as {ana.username}")).to_be_visible()
    try_to_sign_in(theirs, ana, NEW_PASSWORD)
    expect(theirs.get_by_role("heading", name="Dashboard")).to_be_visible()
    set_password(theirs, link, "yet another fine secret")
    expect(theirs.get_by_text("This link does not work")).to_be_visible()


def try_to_sign_in(page: Page, person: Person, password: str) -> None:
    page.get_by_label("Username or e-mail").fill(person.username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def set_password(page: Page, link: str, password: str) -> None:
    page.goto("about:blank")  # an address that differs behind the # alone is no new page
    page.goto(link)
    page.get_by_label("New password").fill(password)
    page.get_by_role("button", name="Set password").click()


def test_an_account_is_erased_once_its_name_is_typed_and_it_was_exported(page: Page, site: Launched) -> None:
    ana = newcomer(site)
    sign_in(page, site.ready["admin"])
    open_person(page, ana)
    act(page, "Export", "Download")
    with page.expect_download() as file:
        prove(page, site, "Download")
    assert file.value.suggested_filename == f"tidewatch-{ana.username}.zip"
    page.get_by_role("region", name="Actions").get_by_role("button", name="Erase").click()
    erase = page.get_by_role("button", name="Erase for good")
    expect(erase).to_be_disabled()
    page.get_by_label(f"Type “{ana.username}”").fill(ana.username)
    erase.click()
    prove(page, site, "Erase for good")
    expect(page.get_by_text("Nobody found")).to_be_visible()


def test_oneself_is_neither_locked_nor_erased(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["admin"])
    page.goto("/admin/users?role=admin")
    page.get_by_role("button", name=site.ready["admin"]["username"], exact=True).click()
    actions = page.get_by_role("region", name="Actions")
    for choice in ("Lock", "Change role", "Erase"):
        expect(actions.get_by_role("button", name=choice)).to_be_disabled()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious_in_an_account_and_its_windows(
    page: Page, site: Launched, scheme: Any, width: int
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 844})
    ana = newcomer(site)
    sign_in(page, site.ready["admin"])
    open_person(page, ana)
    found = serious(page, "the account")
    for choice in ("Lock", "Link to a new password", "Change role", "Export", "Erase"):
        page.get_by_role("region", name="Actions").get_by_role("button", name=choice).click()
        page.get_by_role("button", name="Cancel").wait_for()
        found += serious(page, choice)
        page.keyboard.press("Escape")
        expect(page.get_by_role("button", name="Cancel")).to_have_count(0)
    assert found == []
