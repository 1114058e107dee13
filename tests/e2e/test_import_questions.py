"""The import wizard asks what a file leaves open, and lets a person overrule what it holds for known."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.people import Person, newcomer
from tests.support.launched import Launched, eventually

pytestmark = pytest.mark.xdist_group("browser")

EITHER = (
    "Date,Description,Amount\n03/04/2026,Bakery,-4.50\n05/06/2026,Florist,-12.00\n07/08/2026,Salary,900.00\n"
)
PLAIN = "Date,Description,Amount\n2026-11-20,Bakery,-4.50\n2026-11-21,Florist,-12.00\n"


@pytest.fixture
def ana(page: Page, site: Launched) -> Person:
    person = newcomer(site)
    person.sign_in(page)
    return person


def bring(page: Page, name: str, text: str) -> None:
    page.goto("/import")
    file = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("Statement file").set_input_files(file)
    expect(page.get_by_label("What Date means")).to_have_text("Date")


def days_of(ana: Person) -> list[str]:
    items = ana.http.get(f"{ana.site}/api/transactions?source=import", timeout=60).json()["items"]
    return sorted(str(row["booked_on"]) for row in items)


def test_a_date_that_reads_two_ways_is_asked_about_and_read_as_answered(page: Page, ana: Person) -> None:
    bring(page, "either.csv", EITHER)
    questions = page.get_by_role("region", name="Questions about this file")
    choices = questions.get_by_role("radio")
    expect(choices).to_have_count(2)
    expect(questions).to_contain_text("Bakery")
    expect(page.get_by_role("button", name="Continue")).to_be_disabled()
    expect(page.get_by_text("Answer one question to continue.")).to_be_visible()
    questions.get_by_text(re.compile("3 Apr")).first.click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Import 3 transactions").click()
    expect(page.get_by_text("3 transactions stored")).to_be_visible()
    assert days_of(ana) == ["2026-04-03", "2026-06-05", "2026-08-07"]


def test_a_known_row_shows_its_stored_twin_and_can_be_kept(page: Page, ana: Person) -> None:
    for name in ("first.csv", "second.csv"):
        bring(page, name, PLAIN)
        page.get_by_role("button", name="Continue").click()
        if name == "first.csv":
            page.get_by_role("button", name="Import 2 transactions").click()
            expect(page.get_by_text("2 transactions stored")).to_be_visible()
    page.get_by_role("tab", name=re.compile("^Known")).click()
    known = page.get_by_role("list", name="Rows that are already stored")
    expect(known.get_by_text("Already stored:")).to_have_count(2)
    expect(page.get_by_role("button", name="Nothing new to import")).to_be_disabled()
    known.get_by_role("switch").first.click()
    page.get_by_role("button", name="Import 1 transaction").click()
    expect(page.get_by_text("1 transaction stored")).to_be_visible()
    assert eventually(lambda: days_of(ana) == ["2026-11-20", "2026-11-20", "2026-11-21"])


def test_taking_an_import_back_reaches_the_other_tab(page: Page, ana: Person) -> None:
    bring(page, "mine.csv", PLAIN)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Import 2 transactions").click()
    expect(page.get_by_text("2 transactions stored")).to_be_visible()
    other = page.context.new_page()
    other.goto("/transactions")
    bakery = other.get_by_role("button", name="Bakery", exact=True)
    expect(bakery).to_be_visible()
    page.get_by_role("button", name="Undo mine.csv").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Undo the import").click()
    expect(bakery).to_have_count(0)
