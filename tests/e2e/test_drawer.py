"""One transaction beside the page: its address, the way through the rows, and undo of each change."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.people import Person, newcomer
from tests.support.launched import Launched, eventually

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def ana(page: Page, site: Launched) -> Person:
    """Somebody with sixty payments, signed in."""
    person = newcomer(site)
    person.send(*[f"Shop {number}" for number in range(60)], prefix="shop", minutes_ago=5)
    person.sign_in(page)
    return person


def drawer(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Transaction")


def undo(page: Page) -> Locator:
    return page.get_by_role("button", name="Undo", exact=True).last


def open_row(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    expect(drawer(page)).to_contain_text(name)


def test_back_closes_the_drawer_and_the_place_in_the_list_stays(page: Page, ana: Person) -> None:
    page.goto("/transactions")
    frame = page.locator("#transaction-rows")
    expect(page.get_by_role("button", name="Shop 3", exact=True)).to_be_visible()
    frame.evaluate("frame => frame.scrollTo(0, 1500)")
    page.wait_for_timeout(300)
    open_row(page, "Shop 25")
    assert "open=shop-" in page.url
    page.go_back()
    expect(drawer(page)).to_have_count(0)
    assert page.url.endswith("/transactions")
    assert abs(frame.evaluate("frame => frame.scrollTop") - 1500) < 5
    page.get_by_role("link", name="Rules").first.click()
    page.get_by_role("heading", name="Rules").wait_for()
    page.go_back()
    expect(page.get_by_role("button", name="Shop 25", exact=True)).to_be_visible()
    assert abs(frame.evaluate("frame => frame.scrollTop") - 1500) < 5


def test_a_link_opens_the_drawer_and_closing_it_stays_on_the_page(page: Page, ana: Person) -> None:
    row = ana.http.get(f"{ana.site}/api/transactions?limit=5", timeout=60).json()["items"][3]
    page.goto(f"/transactions?open={row['transaction_id']}")
    expect(drawer(page)).to_contain_text(row["merchant"])
    drawer(page).get_by_role("button", name="Close").click()
    expect(drawer(page)).to_have_count(0)
    assert page.url.endswith("/transactions")
    page.goto("/transactions?open=never-was")
    expect(drawer(page)).to_contain_text("It does not exist or has been removed")


def test_the_drawer_calls_the_account_by_its_name_and_leads_to_it(page: Page, ana: Person) -> None:
    account = {"name": "Everyday", "kind": "current", "currency": "EUR", "number": "00000012345678"}
    made = ana.http.post(f"{ana.site}/api/accounts", json=account, timeout=60).json()
    ana.send("Cobbler", account="00000012345678")
    page.goto("/transactions")
    open_row(page, "Cobbler")
    drawer(page).get_by_role("link", name="Everyday").click()
    page.get_by_role("heading", name="Everyday").wait_for()
    assert page.url.endswith(f"/accounts/{made['id']}")


def test_keys_step_through_the_rows(page: Page, ana: Person) -> None:
    page.goto("/transactions")
    open_row(page, "Shop 2")
    page.keyboard.press("j")
    expect(drawer(page)).to_contain_text("Shop 3")
    page.keyboard.press("ArrowDown")
    expect(drawer(page)).to_contain_text("Shop 4")
    page.keyboard.press("k")
    expect(drawer(page)).to_contain_text("Shop 3")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Shop 3", exact=True)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="Shop 4", exact=True)).to_be_focused()


@pytest.mark.parametrize("place", ["/", "/finance/bt-pay/", "/finance/bt-pay/live"])
def test_feed_rows_open_the_drawer(page: Page, ana: Person, place: str) -> None:
    page.goto(place)
    open_row(page, "Shop 1")
    page.go_back()
    expect(drawer(page)).to_have_count(0)


def first_row(ana: Person) -> str:
    items = ana.http.get(f"{ana.site}/api/transactions?limit=1", timeout=60).json()["items"]
    return str(items[0]["transaction_id"])


def test_a_category_is_undone(page: Page, ana: Person) -> None:
    wanted = first_row(ana)
    before = ana.get(wanted)["category"]
    page.goto("/transactions")
    page.get_by_role("button", name=re.compile("^Category of Shop 0:")).last.click()
    page.get_by_label("Search categories").fill("coffee")
    page.keyboard.press("Enter")
    assert eventually(lambda: "COFFEE" in str(ana.get(wanted)["category"]))
    undo(page).click()
    assert eventually(lambda: ana.get(wanted)["category"] == before)
    expect(page.get_by_text("Undone: Shop 0")).to_be_visible()


def test_notes_tags_and_splits_are_undone_inside_the_drawer(page: Page, ana: Person) -> None:
    wanted = first_row(ana)
    page.goto("/transactions")
    open_row(page, "Shop 0")
    drawer(page).get_by_label("Notes").fill("for the office")
    drawer(page).get_by_label("Tags").fill("work")
    assert eventually(lambda: ana.get(wanted)["notes"] == "for the office")
    undo(page).click()
    assert eventually(lambda: ana.get(wanted)["notes"] is None)
    drawer(page).get_by_label("Tags").fill("work")
    page.keyboard.press("Enter")
    assert eventually(lambda: ana.get(wanted)["tags"] == ["work"])
    undo(page).click()
    assert eventually(lambda: ana.get(wanted)["tags"] == [])


def test_many_are_changed_and_undone_together(page: Page, ana: Person) -> None:
    page.goto("/transactions")
    page.get_by_label("Select Shop 1", exact=True).check()
    page.get_by_label("Select Shop 2", exact=True).check()
    page.get_by_role("button", name=re.compile("^Set the category of 2")).click()
    page.get_by_label("Search categories").fill("coffee")
    page.keyboard.press("Enter")
    expect(page.get_by_text("2 transactions: Coffee")).to_be_visible()
    coffee = f"{ana.site}/api/transactions?category=FOOD_AND_DRINK_COFFEE"
    assert eventually(lambda: len(ana.http.get(coffee, timeout=60).json()["items"]) == 2)
    undo(page).click()
    assert eventually(lambda: ana.http.get(coffee, timeout=60).json()["items"] == [])


def test_the_others_of_a_merchant_are_offered_and_undone(page: Page, ana: Person) -> None:
    ana.send("Xq Kiosk", "Xq Kiosk", "Xq Kiosk", "Xq Kiosk Nord", minutes_ago=1)
    page.goto("/transactions?merchant=Xq+Kiosk")
    page.get_by_role("button", name=re.compile("^Category of Xq Kiosk:")).last.click()
    page.get_by_label("Search categories").fill("coffee")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Also change the other 2 from Xq Kiosk").click()
    coffee = f"{ana.site}/api/transactions?category=FOOD_AND_DRINK_COFFEE"
    assert eventually(lambda: len(ana.http.get(coffee, timeout=60).json()["items"]) == 3)
    expect(page.get_by_text("2 transactions: Coffee")).to_be_visible()
    undo(page).click()
    assert eventually(lambda: len(ana.http.get(coffee, timeout=60).json()["items"]) == 1)


def test_a_note_stays_while_one_points_at_it_and_goes_when_told(page: Page, ana: Person) -> None:
    page.goto("/transactions")
    open_row(page, "Shop 0")
    drawer(page).get_by_label("Notes").fill("stay")
    drawer(page).get_by_label("Tags").focus()
    toast = page.locator("[data-toast]")
    toast.hover()
    page.wait_for_timeout(13_000)
    expect(toast).to_be_visible()
    toast.get_by_role("button", name="Dismiss").click()
    expect(toast).to_have_count(0)


def test_a_suggested_transfer_is_accepted_and_taken_apart_again(page: Page, ana: Person) -> None:
    rows = "2026-11-20,Pocket,-10.00,Current\n2026-11-20,Pocket,10.00,Savings\n"
    file = {"file": ("two.csv", f"Date,Description,Amount,Account\n{rows}")}
    mapping = {"mapping": '{"account": "Account"}'}
    opened = ana.http.post(f"{ana.site}/api/transactions/import", files=file, data=mapping, timeout=60).json()
    ana.http.post(f"{ana.site}/api/imports/{opened['id']}/commit", timeout=60).raise_for_status()
    listed = f"{ana.site}/api/transactions?source=import&direction=out"
    assert eventually(lambda: ana.http.get(listed, timeout=60).json()["items"])
    out = ana.http.get(listed, timeout=60).json()["items"][0]["transaction_id"]
    assert eventually(lambda: ana.get(out)["suggested_transfer_id"])
    page.goto(f"/transactions?open={out}")
    drawer(page).get_by_role("button", name="Yes, a transfer").click()
    expect(drawer(page)).to_contain_text("A transfer between your own accounts")
    expect(drawer(page)).to_contain_text("Other side: Savings")
    drawer(page).get_by_role("button", name="This is not a transfer").click()
    expect(drawer(page)).not_to_contain_text("transfer between your own accounts")
    assert ana.get(out)["suggested_transfer_id"] is None
