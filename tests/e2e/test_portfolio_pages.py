"""A portfolio on its page: what was bought is entered, valued, explained, removed and brought back."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.people import newcomer
from tests.support.launched import Launched

pytestmark = pytest.mark.xdist_group("browser")
COMPUTED_WITHIN_MS = 60_000


def buy(page: Page, quantity: str, price: str, *, days_ago: int) -> None:
    page.get_by_role("button", name="Add activity").click()
    form = page.get_by_role("dialog", name="Add activity")
    form.get_by_label("Day").fill(str((datetime.now(UTC) - timedelta(days=days_ago)).date()))
    form.get_by_label("Symbol").fill("VWCE.DE")
    form.get_by_label("Quantity").fill(quantity)
    form.get_by_label("Price per unit").fill(price)
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()


def create(page: Page, name: str) -> None:
    page.goto("/portfolios")
    page.get_by_role("button", name="New portfolio").first.click()
    form = page.get_by_role("dialog", name="New portfolio")
    form.get_by_label("Name").fill(name)
    form.get_by_role("combobox", name="Currency").click()
    form.get_by_label("Search").fill("euro")
    form.get_by_role("option", name="EUR – Euro").click()
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def choose(form: Locator, label: str, option: str) -> None:
    form.get_by_role("combobox", name=label).click()
    form.get_by_role("option", name=option, exact=True).click()


def test_a_portfolio_is_entered_valued_explained_removed_and_brought_back(page: Page, site: Launched) -> None:
    newcomer(site).sign_in(page)
    create(page, "Long term")
    buy(page, "3", "100", days_ago=40)
    buy(page, "2", "110,50", days_ago=20)
    booked = page.get_by_role("table", name="Activities").get_by_role(
        "button", name="Purchase VWCE.DE", exact=True
    )
    expect(booked).to_have_count(2)

    value = page.get_by_label("Key figures").get_by_role("button", name=re.compile("^Value: €552.50"))
    expect(value).to_be_visible(timeout=COMPUTED_WITHIN_MS)
    holding = page.get_by_role("row").filter(has_text="VWCE.DE").first
    expect(holding).to_contain_text("€552.50")
    expect(page.get_by_text("VWCE.DE: There is no price yet")).to_be_visible()
    expect(page.get_by_text("Shorter than a year: no yearly rate is shown.")).to_be_visible()

    expect(page.get_by_role("group", name=re.compile("^Value by day"))).to_be_visible()

    value.click()
    drawer = page.get_by_role("dialog", name="Where from? Value")
    expect(drawer.get_by_text("sum of units x price x rate")).to_be_visible(timeout=COMPUTED_WITHIN_MS)
    expect(drawer.get_by_text("the last trade’s price")).to_be_visible()
    drawer.get_by_role("button", name="Close").click()

    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("heading", name="Portfolios")).to_be_visible()
    expect(page.get_by_role("link", name="Long term")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Long term")).to_be_visible()


def test_a_sale_of_more_than_is_held_is_refused_at_its_field(page: Page, site: Launched) -> None:
    newcomer(site).sign_in(page)
    create(page, "Short lived")
    page.get_by_role("button", name="Add activity").click()
    form = page.get_by_role("dialog", name="Add activity")
    choose(form, "Type", "Sale")
    form.get_by_label("Symbol").fill("VWCE.DE")
    form.get_by_label("Quantity").fill("3")
    form.get_by_label("Price per unit").fill("100")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_label("Quantity")).to_have_attribute("aria-invalid", "true")
    choose(form, "Type", "Deposit")
    expect(form.get_by_label("Quantity")).to_have_count(0)
