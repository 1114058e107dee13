"""The dashboard, a broker's file, targets, alerts and live prices, as a person uses them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import sign_in
from tests.e2e.people import newcomer
from tests.e2e.test_portfolio_pages import buy, choose, create
from tests.support.launched import Launched

pytestmark = pytest.mark.xdist_group("browser")
COMPUTED_WITHIN_MS = 60_000
GHOSTFOLIO = """Date,Code,DataSource,Currency,Price,Quantity,Action,Fee,Note
17-11-2025,MSFT,YAHOO,USD,400.50,5,buy,1.00,
17/12/2025,MSFT,YAHOO,USD,0.62,5,dividend,0.00,
"""


def test_the_demo_shows_what_it_is_worth_and_this_month_beside_the_last(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["user"])
    worth = page.locator("section").filter(has=page.get_by_role("heading", name="Net worth"))
    expect(worth.get_by_role("list", name="Parts of net worth")).to_contain_text("Portfolios")
    month = page.locator("section").filter(has=page.get_by_role("heading", name="This month beside the last"))
    expect(month.get_by_role("link", name="Went out")).to_be_visible()
    expect(month.get_by_role("group", name=re.compile("^Spent since the month began"))).to_be_visible()
    expect(page.get_by_role("heading", name="Accounts")).to_be_visible()


def test_a_newcomer_tries_sample_data_and_stores_it(page: Page, site: Launched) -> None:
    newcomer(site).sign_in(page)
    page.get_by_role("button", name=re.compile("Try sample data")).click()
    page.get_by_role("button", name="Continue").click(timeout=30_000)
    page.get_by_role("button", name=re.compile("^Import [0-9]+ transactions")).click()
    expect(page.get_by_role("link", name="Show the transactions")).to_be_visible()
    page.goto("/transactions")
    expect(page.get_by_role("button", name="Coffee House", exact=True).first).to_be_visible()


def test_a_brokers_file_is_brought_asked_about_stored_and_taken_back(page: Page, site: Launched) -> None:
    newcomer(site).sign_in(page)
    create(page, "Moved here")
    page.get_by_role("main").get_by_role("link", name="Import").click()
    file = {"name": "ghostfolio.csv", "mimeType": "text/csv", "buffer": GHOSTFOLIO.encode()}
    page.locator("input[type=file]").set_input_files(files=[file])
    expect(page.get_by_text("2 new")).to_be_visible(timeout=COMPUTED_WITHIN_MS)
    page.get_by_label("Store line 3").uncheck()
    page.get_by_role("button", name="Store 1 activity").click()
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    page.get_by_role("link", name="Back to the portfolio").click()
    expect(page.get_by_role("button", name="Purchase MSFT", exact=True)).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("taken back")).to_be_visible()


UNKNOWN = """Bought on;What;Ticker;Pieces;Each;Ccy
2025-11-17;Got;ACME;5;400,50;EUR
2025-12-17;Gave;ACME;2;410,00;EUR
"""


def test_a_table_of_no_known_broker_is_explained_once(page: Page, site: Launched) -> None:
    newcomer(site).sign_in(page)
    create(page, "Moved here too")
    page.get_by_role("main").get_by_role("link", name="Import").click()
    file = {"name": "own.csv", "mimeType": "text/csv", "buffer": UNKNOWN.encode()}
    page.locator("input[type=file]").set_input_files(files=[file])
    meanings = {"Bought on": "Date", "What": "What happened", "Pieces": "Units", "Each": "Price per unit"}
    for column, meaning in meanings.items():
        choose(page, f"What {column} means", meaning)
    expect(page.get_by_text("Say what 2 more words mean.")).to_be_visible()
    choose(page, "What Got means", "Buy")
    choose(page, "What Gave means", "Sell")
    page.get_by_label("Keep as").fill("My broker")
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text("2 new")).to_be_visible()
    expect(page.get_by_text(re.compile("^Sale ACME"))).to_be_visible()
    page.get_by_role("button", name="Another file").click()
    page.locator("input[type=file]").set_input_files(
        files=[file | {"buffer": UNKNOWN.replace("5;400", "6;400").encode()}]
    )
    expect(page.get_by_text("Read as you explained it for My broker.")).to_be_visible()
    page.get_by_role("button", name="Another file").click()
    page.get_by_role("button", name="Forget").click()
    expect(page.get_by_role("heading", name="Brokers you explained")).to_be_hidden()


def test_targets_are_set_and_new_money_is_proposed_where_it_lacks(page: Page, site: Launched) -> None:
    newcomer(site).sign_in(page)
    create(page, "Balanced")
    buy(page, "3", "100", days_ago=40)
    page.get_by_role("button", name="Set targets").click(timeout=COMPUTED_WITHIN_MS)
    form = page.get_by_role("dialog", name="Targets by holding")
    form.get_by_label("VWCE.DE, percent").fill("100")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("table", name="Targets and drift")).to_contain_text("100.00%")
    page.get_by_label("New money").fill("250")
    expect(page.get_by_text(re.compile("^Buy VWCE.DE"))).to_be_visible(timeout=COMPUTED_WITHIN_MS)


def test_an_alert_is_made_tested_and_its_message_read(page: Page, site: Launched) -> None:
    newcomer(site).sign_in(page)
    page.goto("/alerts")
    page.get_by_role("button", name="New alert").first.click()
    form = page.get_by_role("dialog", name="New alert")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_label("Name")).to_have_attribute("aria-invalid", "true")
    form.get_by_label("Name").fill("The gym")
    choose(form, "When", "A payment comes")
    form.get_by_label("Words").fill("gym")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("A payment with “gym”")).to_be_visible()
    page.get_by_role("button", name="More about The gym").click()
    page.get_by_role("menuitem", name="Send a test").click()
    read = page.get_by_role("button", name="Mark 1 as read")
    read.click(timeout=30_000)
    expect(read).to_be_hidden()


def test_an_alert_is_changed_and_turned_off(page: Page, site: Launched) -> None:
    ana = newcomer(site)
    account = {"name": "Purse", "kind": "cash", "currency": "EUR"}
    number = ana.http.post(f"{ana.site}/api/accounts", json=account, timeout=60).json()["id"]
    condition = {"kind": "balance", "account": number, "side": "below", "amount": 1050}
    body = {"name": "Short of cash", "condition": condition, "hysteresis": "0.02"}
    ana.http.post(f"{ana.site}/api/alerts", json=body, timeout=60).raise_for_status()
    ana.sign_in(page)
    page.goto("/alerts")
    expect(page.get_by_text("Purse below €10.50")).to_be_visible()
    page.get_by_role("button", name="More about Short of cash").click()
    page.get_by_role("menuitem", name="Change").click()
    form = page.get_by_role("dialog", name="Change an alert")
    expect(form.get_by_label("Amount")).to_have_value("10.50")
    expect(form.get_by_label("Fires again after it came back by")).to_have_value("2")
    form.get_by_label("Amount").fill("20.00")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Purse below €20.00")).to_be_visible()
    expect(page.get_by_text("fired", exact=True)).to_be_visible()
    page.get_by_role("button", name="More about Short of cash").click()
    page.get_by_role("menuitem", name="Turn off").click()
    expect(page.get_by_text("off", exact=True)).to_be_visible()
    (kept,) = ana.http.get(f"{ana.site}/api/alerts", timeout=60).json()["items"]
    assert (kept["condition"]["amount"], kept["hysteresis"], kept["enabled"]) == (2000, "0.02", False)


def test_a_demo_portfolio_ticks_and_stops_when_told(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["user"])
    page.goto("/portfolios")
    page.get_by_role("link", name="Long term").click()
    page.get_by_role("main").get_by_role("link", name="Live").click()
    expect(page.get_by_role("heading", name="Holdings")).to_be_visible(timeout=COMPUTED_WITHIN_MS)
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("stopped")).to_be_visible()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("stopped")).to_be_hidden()


def test_analytics_add_up_all_portfolios(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["user"])
    page.goto("/analytics")
    table = page.get_by_role("table", name="Portfolios")
    expect(table).to_contain_text("Long term", timeout=COMPUTED_WITHIN_MS)
    expect(page.get_by_label("Totals")).to_contain_text("Total gain")
