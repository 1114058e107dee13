"""The page's kit by itself, with made-up figures: windows, keys, tables and charts in a real Chromium."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.launched import ROOT, eventually, free_port

pytestmark = pytest.mark.xdist_group("browser")
AXE = (ROOT / "frontend/node_modules/axe-core/axe.min.js").read_text()
READY_WITHIN_S = 60


@pytest.fixture(scope="module")
def kit() -> Iterator[str]:
    """Return the address of the kit's page, served from its sources."""
    port = free_port()
    npm = [sys.executable, "-m", "launch.prepare", "npm", "exec", "--offline", "--"]
    vite = subprocess.Popen(
        [*npm, "vite", "--port", str(port), "--strictPort", "--logLevel", "warn"],
        cwd=ROOT, start_new_session=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}/kit.html"
    try:
        assert eventually(lambda: _answers(address) or vite.poll() is not None, READY_WITHIN_S)
        yield address
    finally:
        os.killpg(vite.pid, signal.SIGTERM)
        vite.wait()


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=60).ok
    except requests.ConnectionError:
        return False


@pytest.fixture
def page(browser: Browser, kit: str) -> Iterator[Page]:
    """The kit's page; a script error on it fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", bypass_csp=True)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(kit)
    expect(page.get_by_role("combobox", name="Fruit")).to_be_visible()
    yield page
    context.close()
    assert broken == []


def field(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("combobox", name=name)


def test_a_select_is_used_by_keys_alone(page: Page) -> None:
    field(page, "Fruit").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name="Banana")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field(page, "Fruit")).to_have_text("Cherry")
    expect(field(page, "Fruit")).to_be_focused()
    expect(page.get_by_role("option")).to_have_count(0)


def test_a_combobox_finds_words_in_any_order(page: Page) -> None:
    field(page, "Time zone").click()
    page.get_by_label("Search").fill("york america")
    expect(page.get_by_role("option")).to_have_text(["America/New York"])
    page.keyboard.press("Enter")
    expect(field(page, "Time zone")).to_have_text("America/New York")
    field(page, "Time zone").click()
    page.get_by_label("Search").fill("atlantis")
    expect(page.get_by_text("Nothing matches.")).to_be_visible()


def test_a_menu_opens_and_closes_by_keys_and_gives_the_focus_back(page: Page) -> None:
    more = page.get_by_role("button", name="More")
    more.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="Edit")).to_be_focused()
    expect(page.get_by_role("menuitem", name="Copy")).to_be_disabled()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    expect(more).to_be_focused()
    more.click()
    expect(page.get_by_role("menu")).to_be_visible()
    more.click()
    expect(page.get_by_role("menu")).to_have_count(0)


def test_a_toast_offers_what_can_be_done(page: Page) -> None:
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_text("Deleted.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Deleted undone.")).to_be_visible()
    expect(page.get_by_text("Deleted.", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Fail").click()
    expect(page.get_by_role("alert")).to_have_text("It could not be saved.")


def test_a_tooltip_says_what_a_button_does_to_mouse_and_keyboard(page: Page) -> None:
    page.get_by_role("button", name="Dialog").hover()
    expect(page.get_by_text("Opens a dialog")).to_be_visible()
    page.mouse.move(0, 0)
    expect(page.get_by_text("Opens a dialog")).to_have_count(0)
    page.get_by_role("button", name="More").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_text("Opens a dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("Opens a dialog")).to_have_count(0)


def test_escape_closes_what_is_open_in_a_dialog_before_the_dialog_itself(page: Page) -> None:
    opener = page.get_by_role("button", name="Dialog")
    opener.click()
    dialog = page.get_by_role("dialog", name="A dialog")
    field(dialog, "Fruit").click()
    expect(dialog.get_by_role("option", name="Fig")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_dialog_asks_before_what_was_entered_is_thrown_away(page: Page) -> None:
    page.get_by_role("button", name="Dialog").click()
    dialog = page.get_by_role("dialog", name="A dialog")
    field(dialog, "Fruit").click()
    dialog.get_by_role("option", name="Fig").click()
    page.keyboard.press("Escape")
    question = page.get_by_role("dialog", name="Discard what you entered?")
    question.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    question.get_by_role("button", name="Discard").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_table_is_sorted_by_its_heads_and_walked_by_keys(page: Page) -> None:
    table = page.get_by_role("table", name="Holdings", exact=True)
    head = table.get_by_role("columnheader", name="Value")
    expect(head).to_have_attribute("aria-sort", "none")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(table.get_by_role("row").nth(1)).to_contain_text("5002")
    table.focus()
    page.keyboard.press("j")
    page.keyboard.press("End")
    expect(table.get_by_role("row").last.get_by_role("button")).to_be_focused()
    assert table.get_by_role("row").count() < 60
    page.keyboard.press("Home")
    expect(table.get_by_role("row").nth(1).get_by_role("button")).to_be_focused()


def test_a_time_chart_is_read_by_keys_ranges_and_its_table(page: Page) -> None:
    chart = page.get_by_role("group", name=re.compile("^Value of the portfolio"))
    figure = page.get_by_role("figure").filter(has=chart)
    expect(figure).to_contain_text("Fri, 15 May 2026")
    chart.focus()
    page.keyboard.press("Home")
    expect(figure).to_contain_text("Thu, 15 May 2025")
    page.keyboard.press("ArrowRight")
    expect(figure).to_contain_text("Fri, 16 May 2025")
    page.keyboard.press("Escape")
    expect(figure).to_contain_text("Fri, 15 May 2026")
    figure.get_by_text("YTD", exact=True).click()
    chart.focus()
    page.keyboard.press("Home")
    expect(figure).to_contain_text("Thu, 1 Jan 2026")
    figure.get_by_role("button", name="Table").click()
    table = figure.get_by_role("table", name="Value of the portfolio")
    expect(table).to_have_attribute("aria-rowcount", str(31 + 28 + 31 + 30 + 15 + 1))
    expect(table.get_by_role("row").nth(1)).to_contain_text("Fri, 15 May 2026")


def test_a_time_chart_s_cursor_stays_at_its_day_while_days_come_in_before_it(page: Page) -> None:
    chart = page.get_by_role("group", name=re.compile("^Value of the portfolio"))
    figure = page.get_by_role("figure").filter(has=chart)
    figure.get_by_text("Max", exact=True).click()
    chart.hover()  # the mouse rests over the chart meanwhile
    chart.focus()
    page.keyboard.press("Home")
    day = figure.locator("figcaption p")
    expect(day).to_have_text("Mon, 10 Feb 2025")
    # A click that leaves the focus where it is.
    page.get_by_role("button", name="Earlier days").evaluate("button => button.click()")
    page.evaluate("() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    expect(day).to_have_text("Mon, 10 Feb 2025")
    page.keyboard.press("ArrowLeft")
    expect(day).to_have_text("Sun, 9 Feb 2025")
    page.keyboard.press("ArrowRight")
    expect(day).to_have_text("Mon, 10 Feb 2025")
    page.mouse.move(0, 0)
    chart.hover(position={"x": 200, "y": 100})
    chart.hover(position={"x": 400, "y": 100})
    expect(day).not_to_have_text("Mon, 10 Feb 2025")


def test_a_time_chart_tells_what_the_mouse_points_at(page: Page) -> None:
    chart = page.get_by_role("group", name=re.compile("^Value of the portfolio"))
    figure = page.get_by_role("figure").filter(has=chart)
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 200, box["y"] + 100)
    expect(figure).not_to_contain_text("Fri, 15 May 2026")
    page.mouse.move(5, 5)
    expect(figure).to_contain_text("Fri, 15 May 2026")


@pytest.mark.parametrize(
    ("chart", "first", "second"),
    [
        ("Holdings by size", "Technology 42 %", "Health 21 %"),
        ("Sectors", "Technology42 %", "Health21 %"),
        ("Profit by month", "Jan: €", "Feb: €"),
        ("Dividends", "Alpha 2026-03-10", "Alpha 2026-04-10"),
    ],
)
def test_arrow_keys_read_a_chart_and_a_table_says_the_same(
    page: Page, chart: str, first: str, second: str
) -> None:
    picture = page.get_by_role("img", name=chart)
    caption = page.get_by_role("figure").filter(has=picture).locator("figcaption")
    picture.focus()
    page.keyboard.press("ArrowRight")
    expect(caption).to_contain_text(first)
    page.keyboard.press("ArrowRight")
    expect(caption).to_contain_text(second)
    page.keyboard.press("Escape")
    expect(caption).not_to_contain_text(second)
    expect(page.get_by_role("table", name=chart).get_by_role("row")).not_to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious(page: Page, kit: str, scheme: Any, width: int) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(kit)
    expect(field(page, "Fruit")).to_be_visible()
    page.get_by_role("button", name="Table").click()
    page.wait_for_load_state("networkidle")
    assert violations(page) == []
    for opener in (field(page, "Fruit"), field(page, "Time zone"), page.get_by_role("button", name="More")):
        opener.click()
        expect(page.locator("[data-popover][data-open]")).to_be_visible()
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(page.locator("[data-popover][data-open]")).to_have_count(0)


def violations(page: Page) -> list[str]:
    """Return what axe finds serious, but for the sentinels at which the kit turns the focus round."""
    page.evaluate(AXE)
    context = {"exclude": [["[data-base-ui-focus-guard]"]]}
    found = page.evaluate("context => axe.run(context).then(result => result.violations)", context)
    serious = [each for each in found if each["impact"] in {"serious", "critical"}]
    return [f"{each['id']}: {each['nodes'][0]['target']}" for each in serious]
