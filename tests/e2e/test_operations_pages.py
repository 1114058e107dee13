"""What an administrator does on the second day: looks at tasks, sends a failed one again, makes a backup."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.domain.operations.backups.archive import check_archive
from tests.e2e.conftest import sign_in
from tests.support.launched import Launched

pytestmark = pytest.mark.xdist_group("browser")
SHOTS = os.environ.get("SCREENSHOTS")
"""A folder to keep pictures of the pages in, for those who look at them."""


def keep_pictures(page: Page, name: str) -> None:
    if SHOTS:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")
        page.screenshot(path=f"{SHOTS}/{name}-light.png", full_page=True)
        page.set_viewport_size({"width": 390, "height": 844})
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=f"{SHOTS}/{name}-dark.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 800})


def test_an_admin_sees_queues_workers_and_the_timetable(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["admin"])
    page.keyboard.press("g")
    page.keyboard.press("q")
    expect(page.get_by_role("heading", name="Tasks", exact=True)).to_be_visible()
    expect(page.get_by_text("Timetable runs")).to_be_visible()
    queue = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="tidewatch", exact=True))
    expect(queue.get_by_role("cell").nth(5)).not_to_have_text("0")
    expect(page.get_by_role("alert")).to_have_count(0)
    knows = page.get_by_text("Knows").first
    knows.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("banking.flush_intake").first).to_be_visible()
    keep_pictures(page, "tasks")


def test_all_of_an_admins_places_are_in_sight_on_a_laptop(page: Page, site: Launched) -> None:
    sign_in(page, site.ready["admin"])
    places = page.get_by_role("navigation", name="Main").get_by_role("link")
    boxes = [place.bounding_box() for place in places.all()]
    end = page.get_by_role("button", name="Collapse the side bar").bounding_box()
    assert end is not None
    assert len(boxes) > 20
    assert all(box is not None and box["y"] + box["height"] <= end["y"] for box in boxes)


def test_an_admin_makes_a_backup_and_downloads_it(page: Page, site: Launched, tmp_path: Path) -> None:
    sign_in(page, site.ready["admin"])
    page.goto("/admin/system")
    expect(page.get_by_text("sqlite answers.")).to_be_visible()
    expect(page.get_by_text("No backup yet")).to_be_visible()
    page.get_by_role("button", name="Back up now").click()
    made = page.get_by_role("list", name="Backups").get_by_role("listitem")
    expect(made).to_have_count(1)
    with page.expect_download() as waiting:
        made.get_by_role("button", name="Download").click()
    waiting.value.save_as(tmp_path / "copy.tar.gz")
    assert check_archive(tmp_path / "copy.tar.gz").database == "sqlite"
    expect(page.get_by_text("set, not shown").first).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(secret_of(site))
    keep_pictures(page, "system")


def secret_of(site: Launched) -> str:
    lines = (site.folder / "secrets.env").read_text().splitlines()
    return next(line.partition("=")[2] for line in lines if line.startswith("SECRET_KEY="))
