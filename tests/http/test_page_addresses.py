"""The page's addresses: its views answer 200, anything else 404."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.support.launched import ROOT

PATH = re.compile(r'path="([^"*]+)"')


def views() -> list[str]:
    pages, admin = (ROOT / "frontend" / "src" / "app" / name for name in ("App.tsx", "AdminPages.tsx"))
    paths = {path.strip("/") for path in PATH.findall(pages.read_text())}
    paths |= {f"admin/{path}" for path in PATH.findall(admin.read_text())}
    return sorted(path.replace("/:section?", section) for path in paths for section in ("", "/profile"))


@pytest.mark.parametrize("view", ["", *views()])
def test_each_view_of_the_page_is_there(client: FlaskClient, view: str) -> None:
    answer = client.get(f"/{view}")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert client.get(f"/{view}/").status_code == 200


@pytest.mark.parametrize("address", ["nothing", "transactions/x", "admin", "admin/none", "finance", "a/b/c"])
def test_an_unknown_address_is_404_and_still_shows_the_page(client: FlaskClient, address: str) -> None:
    answer = client.get(f"/{address}")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert b'id="root"' in answer.data


@pytest.mark.parametrize(
    "name", ["nothing.txt", "assets/index-0ld.js", "assets/none.css", "x/y.png", ".env", "assets/../wsgi.py"]
)
def test_a_file_that_is_not_there_is_404_and_no_page(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/{name}")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize("path", ["api/x", "finance/api/x", "data/", "data/x", "data/x/1h/y", "ws/x"])
def test_an_address_of_the_api_that_is_none_answers_a_problem(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/{path}")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_a_browser_that_has_the_page_hears_so_at_a_view_and_404_elsewhere(client: FlaskClient) -> None:
    seen = {"If-None-Match": client.get("/").headers["ETag"]}
    assert client.get("/transactions", headers=seen).status_code == 304
    unknown = client.get("/nothing", headers=seen)
    assert unknown.status_code == 404
    assert b'id="root"' in unknown.data
