"""What a person sees of the banks in the demo: three providers arriving, a statement, the inbox, a rule."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest
import requests
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import sign_in
from tests.e2e.people import newcomer
from tests.support.feed import coffee, stamped, told
from tests.support.launched import Launched, eventually

pytestmark = pytest.mark.xdist_group("browser")
SOURCES = ("basiq", "apideck", "inbox")
STATEMENT = (
    "Date,Description,Amount\n2026-01-03,Zorzette 14,-12.50\n2026-01-05,Employer Ltd,1900.00\nsome day,x,y\n"
)


@cache
def session_of(site: Launched, who: str) -> requests.Session:
    http: requests.Session
    http, _ = site.sign_in(who)
    return http


def ask(site: Launched, path: str, who: str = "user", **params: Any) -> Any:
    http = session_of(site, who)
    return http.get(f"{site.ready['url']}{path}", params=params, timeout=60).json()


def newest_of(site: Launched, source: str) -> dict[str, Any]:
    """Return a provider's newest row, once there is one."""
    found: list[dict[str, Any]] = []
    assert eventually(
        lambda: found.extend(ask(site, "/api/transactions", source=source, limit=1)["items"]) or found
    )
    return found[0]


def next_of(site: Launched, source: str) -> dict[str, Any]:
    """Wait until a provider tells of another row, and return it."""
    before = newest_of(site, source)["transaction_id"]
    assert eventually(lambda: newest_of(site, source)["transaction_id"] != before), source
    return newest_of(site, source)


def recent(page: Page) -> Locator:
    return page.get_by_role("list", name="Recent transactions").get_by_role("listitem")


def is_shown(page: Page, site: Launched, row: dict[str, Any]) -> bool:
    """Look for a row under the name that it has by now: the flush may find its merchant."""
    row = ask(site, f"/api/transactions/{row['transaction_id']}")
    name = str(row["merchant"] or row["counterparty"] or row["description"])
    return recent(page).filter(has_text=name).count() > 0


@pytest.mark.parametrize(("way", "short"), [("Socket.IO", "Socket.IO"), ("Server-Sent Events", "SSE")])
def test_the_pushed_dashboard_shows_all_three_banks_as_they_tell_of_it(
    page: Page, site: Launched, way: str, short: str
) -> None:
    sign_in(page, site.ready["user"])
    page.goto("/finance/bt-pay/")
    page.get_by_role("group", name="Delivery").get_by_text(way).click()
    expect(page.get_by_text(f"{short} · Live")).to_be_visible()
    page.evaluate("window.neverReloaded = true")
    next_of(site, "inbox")
    for source in SOURCES:
        row = newest_of(site, source)
        assert eventually(lambda row=row: is_shown(page, site, row)), source
    log = page.get_by_role("list", name="Message log")
    expect(log).to_contain_text("transaction.created")
    expect(page.get_by_label("From webhook to screen")).to_contain_text(re.compile(r"\d+ ms"))
    assert page.evaluate("window.neverReloaded")


def test_the_polled_dashboard_follows_within_its_five_seconds(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["user"])
    page.goto("/finance/bt-pay/live")
    expect(recent(page).first).to_be_visible()
    row = next_of(site, "inbox")
    assert eventually(lambda: is_shown(page, site, row))


def test_one_button_categorises_all_that_is_pending(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["user"])
    page.goto("/finance/bt-pay/")
    assert eventually(lambda: ask(site, "/finance/api/bt-pay/pending/")["count"])
    page.get_by_role("button", name="Categorise all").click()
    expect(page.get_by_text(re.compile(r"\d+ categorised|Nothing new"))).to_be_visible()


def test_a_statement_is_mapped_checked_stored_and_taken_back(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["user"])
    page.goto("/import")
    page.get_by_label("Statement file").set_input_files(
        {"name": "mine.csv", "mimeType": "text/csv", "buffer": STATEMENT.encode()}
    )
    expect(page.get_by_label("What Date means")).to_have_text("Date")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("list", name="New rows").get_by_role("listitem")).to_have_count(2)
    page.get_by_role("button", name="Import 2 transactions").click()
    expect(page.get_by_text("2 transactions stored")).to_be_visible()
    assert newest_of(site, "import")["amount"] == 190_000
    page.get_by_role("button", name="Undo mine.csv").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("Undone").first).to_be_visible()
    assert ask(site, "/api/transactions", source="import")["items"] == []


def test_a_file_that_is_no_statement_is_refused_with_a_reason(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["user"])
    page.goto("/import")
    page.get_by_label("Statement file").set_input_files(
        {"name": "photo.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(64)}
    )
    expect(page.get_by_role("alert")).to_be_visible()


def test_the_inbox_shows_an_events_payload_and_replays_it_without_doubling(
    page: Page, site: Launched
) -> None:
    newest_of(site, "inbox")
    event = ask(site, "/api/admin/webhooks", "admin", provider="inbox", state="done", limit=1)["items"][0]
    sign_in(page, site.ready["admin"])
    page.goto("/admin/webhooks")
    page.get_by_label("Search event IDs, types and errors").fill(event["event_id"])
    row = page.get_by_role("row").filter(has_text=event["event_id"])
    row.get_by_role("button").click()
    drawer = page.get_by_role("dialog", name="Webhook event")
    expect(drawer).to_contain_text('"transaction"')
    again = f"/api/admin/webhooks/{event['id']}"

    def replayed() -> tuple[str, int]:
        before = ask(site, again, "admin")["processed_at"]
        drawer.get_by_role("button", name="Replay").click()
        assert eventually(lambda: ask(site, again, "admin")["processed_at"] != before)
        done = ask(site, again, "admin")
        return done["state"], done["stored"]

    # What is stored is told of all events that are processed together: a new one may come along.
    assert eventually(lambda: replayed() == ("done", 0))


def test_a_category_is_changed_in_its_row(page: Page, site: Launched) -> None:
    row = newest_of(site, "basiq")
    sign_in(page, site.ready["user"])
    page.goto(f"/transactions?q={row['transaction_id']}")
    page.get_by_role("button", name=re.compile("^Category of")).first.click()
    page.get_by_label("Search categories").fill("Groceries")
    page.get_by_role("listbox", name="Categories").get_by_role("option").first.click()
    wanted = f"/api/transactions/{row['transaction_id']}"
    assert eventually(lambda: ask(site, wanted)["category_source"] == "user")


def test_a_linked_inbox_shows_its_secret_once(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["admin"])
    page.goto("/connections")
    page.get_by_role("button", name="Link a bank").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Signed inbox").click()
    dialog.get_by_label("Name", exact=True).fill("My script")
    dialog.get_by_role("button", name=re.compile("Link|Create")).last.click()
    expect(page.get_by_role("dialog")).to_contain_text("tws_")
    page.reload()
    expect(page.get_by_text("My script")).to_be_visible()
    assert "tws_" not in page.content()


def test_a_delivery_that_cannot_be_read_is_told_until_it_is_dismissed(page: Page, site: Launched) -> None:
    ana = newcomer(site)
    made = ana.http.post(
        f"{ana.site}/api/connectors/connections", json={"provider": "inbox", "name": "My script"}, timeout=60
    ).json()
    ana.sign_in(page)
    page.goto("/connections")
    card = page.get_by_role("listitem").filter(has_text="My script")
    expect(card).to_be_visible()
    body, headers = stamped(made["secret"], told(coffee("good"), coffee("bad", amount="much")))
    url = f"{ana.site}{made['webhook_path']}"
    assert requests.post(url, data=body, headers=headers, timeout=60).status_code == 202
    expect(card).to_contain_text("One delivery contained something that could not be read")
    card.get_by_role("button", name="Dismiss").click()
    expect(card).not_to_contain_text("could not be read")


def test_an_account_is_added_and_its_stated_balance_is_read_from_its_chart(
    page: Page, site: Launched
) -> None:
    newcomer(site).sign_in(page)
    page.goto("/accounts")
    page.get_by_role("button", name="New account").click()
    form = page.get_by_role("dialog", name="New account")
    form.get_by_label("Opening balance").fill("twelve")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_text("Enter a name.")).to_be_visible()
    expect(form.get_by_text("Give an amount, such as 12.50.")).to_be_visible()
    form.get_by_label("Name").fill("Holiday")
    form.get_by_label("Opening balance").fill("")
    form.get_by_role("combobox", name="Kind").click()
    form.get_by_role("option", name="Loans").click()
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Loans")).to_be_visible()

    page.get_by_role("link", name="Holiday").click()
    page.get_by_role("button", name="State a balance").click()
    page.get_by_label("Balance at the end of the day").fill("-1250,50")
    page.get_by_role("button", name="Save").click()
    # The dialog gives the focus back as it closes.
    expect(page.get_by_role("dialog")).to_have_count(0)
    figure = page.get_by_role("figure").filter(
        has=page.get_by_role("group", name=re.compile("^Balance by day"))
    )
    figure.get_by_role("group").focus()
    page.keyboard.press("End")
    expect(figure).to_contain_text("-€1,250.50")
    page.keyboard.press("Home")
    expect(figure).to_contain_text("not known")
    figure.get_by_role("button", name="Table").click()
    expect(page.get_by_role("table", name="Balance by day").get_by_role("row").nth(1)).to_contain_text(
        "-€1,250.50"
    )
