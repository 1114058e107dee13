"""Lists of transactions while payments come: what is busy stays where it is, and little is asked for."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import sign_in
from tests.e2e.people import Person, newcomer
from tests.support.launched import Launched, eventually

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def ana(site: Launched) -> Person:
    return newcomer(site)


def table(page: Page) -> Locator:
    return page.get_by_role("table", name="Transactions")


def row_of(page: Page, merchant: str) -> Locator:
    return table(page).get_by_role("row").filter(has_text=merchant)


def watch(page: Page) -> list[str]:
    """Collect what is asked of the API from now on."""
    asked: list[str] = []
    page.on("request", lambda request: "/api/" in request.url and asked.append(request.url))
    return asked


def test_a_pick_goes_to_the_row_that_was_opened_while_others_arrive(page: Page, ana: Person) -> None:
    ids = ana.send("Alpha", "Beta", "Gamma", minutes_ago=30)
    ana.sign_in(page)
    page.goto("/transactions")
    chip = row_of(page, "Beta").get_by_role("button", name=re.compile("^Category of Beta")).last
    chip.click()
    picker = page.get_by_role("dialog", name="Category of Beta, −€10.01")
    expect(picker.get_by_text("Category of Beta, −€10.01")).to_be_visible()
    before = picker.bounding_box()
    ana.send("Delta", "Epsilon", "Zeta")
    expect(page.get_by_role("button", name="3 new")).to_be_visible()
    assert picker.bounding_box() == before
    expect(row_of(page, "Delta")).to_have_count(0)
    page.get_by_label("Search categories").fill("public")
    page.keyboard.press("Enter")
    assert eventually(lambda: ana.get(ids[1])["category"] is not None)
    assert [ana.get(each)["category_source"] == "user" for each in ids] == [False, True, False]
    assert "PUBLIC" in ana.get(ids[1])["category"]
    page.get_by_role("button", name="3 new").click()
    expect(row_of(page, "Delta")).to_be_visible()


def test_a_picker_follows_its_row_and_closes_when_that_is_out_of_sight(page: Page, ana: Person) -> None:
    ana.send(*[f"Shop {number}" for number in range(80)], minutes_ago=5)
    ana.sign_in(page)
    page.goto("/transactions")
    chip = row_of(page, "Shop 4").first.get_by_role("button", name=re.compile("^Category of")).last
    chip.click()
    picker = page.get_by_role("dialog", name=re.compile("^Category of Shop 4"))
    first = picker.bounding_box()
    table(page).evaluate("frame => frame.scrollBy(0, 60)")
    page.wait_for_timeout(300)
    moved = picker.bounding_box()
    assert first is not None
    assert moved is not None
    assert abs(first["y"] - moved["y"] - 60) < 3
    table(page).evaluate("frame => frame.scrollBy(0, 900)")
    expect(picker).to_have_count(0)


@pytest.mark.parametrize("busy", ["selection", "keyboard", "reading"])
def test_arrivals_wait_while_one_is_busy_with_the_rows(page: Page, ana: Person, busy: str) -> None:
    ana.send(*[f"Shop {number}" for number in range(60)], minutes_ago=5)
    ana.sign_in(page)
    page.goto("/transactions")
    expect(row_of(page, "Shop 3").first).to_be_visible()
    if busy == "selection":
        page.get_by_label("Select Shop 3", exact=True).check()
    elif busy == "keyboard":
        table(page).focus()
        page.keyboard.press("j")
    else:
        table(page).evaluate("frame => frame.scrollTo(0, 800)")
    page.wait_for_timeout(300)
    ana.send("Newest")
    expect(page.get_by_text("1 new")).to_be_visible()
    page.get_by_role("button", name="1 new").click()
    expect(row_of(page, "Newest")).to_be_visible()


@pytest.mark.parametrize("place", ["/", "/finance/bt-pay/"])
def test_arrivals_wait_in_the_feeds_too(page: Page, ana: Person, place: str) -> None:
    ana.send("Alpha", "Beta", minutes_ago=30)
    ana.sign_in(page)
    page.goto(place)
    row = page.get_by_role("listitem").filter(has_text="Beta").first
    row.get_by_role("button", name=re.compile("^Category of Beta")).click()
    ana.send("Newest")
    expect(page.get_by_role("button", name="1 new")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="1 new").click()
    expect(page.get_by_role("listitem").filter(has_text="Newest").first).to_be_visible()


def test_one_arrival_asks_for_none_of_the_loaded_pages(page: Page, ana: Person) -> None:
    ana.send(*[f"Shop {number}" for number in range(420)], minutes_ago=5)
    ana.sign_in(page)
    page.goto("/transactions")
    expect(row_of(page, "Shop 3").first).to_be_visible()
    for _ in range(40):
        table(page).evaluate("frame => frame.scrollTo(0, frame.scrollHeight)")
        page.wait_for_timeout(300)
        if row_of(page, "Shop 419").count():
            break
    expect(row_of(page, "Shop 419")).to_be_visible()
    table(page).evaluate("frame => frame.scrollTo(0, 0)")
    page.wait_for_timeout(1_500)
    asked = watch(page)
    ana.send("Newest")
    expect(row_of(page, "Newest")).to_be_visible()
    page.wait_for_timeout(4_000)
    assert len(asked) <= 1, asked


@pytest.mark.parametrize("place", ["/", "/transactions", "/finance/bt-pay/"])
def test_an_idle_page_asks_for_little_while_payments_stream_in(
    page: Page, site: Launched, place: str
) -> None:
    sign_in(page, site.ready["user"])
    page.goto(place)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(2_000)
    asked = watch(page)
    page.wait_for_timeout(20_000)
    assert len(asked) <= 3, asked


def test_a_filtered_list_takes_in_what_fits_and_lets_go_of_what_no_longer_does(
    page: Page, ana: Person
) -> None:
    ids = ana.send("Xq Alpha", "Xq Beta", minutes_ago=30)
    ana.sign_in(page)
    page.goto("/transactions?categorized=false")
    expect(row_of(page, "Xq Beta")).to_be_visible()
    ana.edit(ids[1], category="FOOD_AND_DRINK")
    expect(row_of(page, "Xq Beta")).to_have_count(0)
    ana.edit(ids[1], category=None)
    expect(row_of(page, "Xq Beta")).to_be_visible()


def test_a_search_takes_in_what_the_server_finds(page: Page, ana: Person) -> None:
    ana.send("Brutăria Veche", minutes_ago=30)
    ana.sign_in(page)
    page.goto("/transactions?q=Veche")
    expect(row_of(page, "Brutăria Veche")).to_be_visible()
    ana.send("Casa Veche", "Elsewhere")
    expect(row_of(page, "Casa Veche")).to_be_visible()
    expect(row_of(page, "Elsewhere")).to_have_count(0)
