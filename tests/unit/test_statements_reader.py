"""The process that looks at files: what is in them cannot hold it up, and it is there again when it ended."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from app.domain.banking.imports.errors import AnswerUnknown, FileTooSlow
from app.domain.banking.imports.file_reader import FileReader
from app.domain.banking.imports.first_look import FileToRead
from app.tabular.errors import UnreadableFile
from tests.support.launched import eventually
from tests.support.statements import bt_csv, camt053, entry

COFFEE = bt_csv("2026-01-05,2026-01-05,Cafea la colt,R1,-12.50,,").encode()


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    yield FileReader()


def file(content: bytes, **fields: object) -> FileToRead:
    told = {
        "filename": "a",
        "format": None,
        "default_currency": "EUR",
        "zone": "Europe/Bucharest",
        "rows": 10,
    }
    return FileToRead(content=content, **{**told, **fields})  # type: ignore[arg-type]


def test_a_file_is_seen_as_it_is_read_here(reader: FileReader) -> None:
    seen = reader.look(file(COFFEE))
    (row,) = seen.rows
    assert (seen.format, seen.account) == ("bt_csv", "RO49BTRLRONCRT0123456789")
    assert row.transaction is not None
    assert (row.transaction.amount, row.transaction.description) == (1250, "Cafea la colt")


def test_a_packed_file_is_the_same_file(reader: FileReader) -> None:
    seen = reader.look(file(COFFEE))
    again = reader.look(file(seen.packed, is_packed=True))
    assert (again.digest, again.rows) == (seen.digest, seen.rows)


def test_one_row_more_than_was_asked_for_says_that_the_file_goes_on(reader: FileReader) -> None:
    content = camt053(entry("1.00") * 9).encode()
    assert [len(reader.look(file(content, rows=rows)).rows) for rows in (8, 9)] == [9, 9]


def test_what_is_no_statement_is_refused_with_its_sentence(reader: FileReader) -> None:
    with pytest.raises(UnreadableFile, match="empty"):
        reader.look(file(b"", format="bt_csv"))


def test_an_answer_to_nothing_names_its_column(reader: FileReader) -> None:
    with pytest.raises(AnswerUnknown) as caught:
        reader.look(file(b"Date,Description,Amount\n2026-01-05,Tea,-1.00\n", answers={"a/b": "x"}))
    assert caught.value.errors is not None
    assert caught.value.errors[0]["pointer"] == "/answers/a~1b"


def test_a_reader_that_was_killed_is_started_again(reader: FileReader) -> None:
    reader.look(file(COFFEE))
    assert reader._process is not None
    os.kill(reader._process.pid, signal.SIGKILL)
    assert eventually(lambda: reader._process is None or reader._process.poll() is not None)
    assert len(reader.look(file(COFFEE)).rows) == 1


def test_a_file_that_takes_too_long_is_cut_and_the_next_one_is_read() -> None:
    reader = FileReader(deadline_s=1.5)
    with pytest.raises(FileTooSlow):
        reader.look(file(camt053(entry("1.00") * 150_000).encode(), rows=1_000_000))
    assert len(reader.look(file(COFFEE)).rows) == 1


def test_a_reader_ends_with_the_process_that_asks_it() -> None:
    reader = FileReader()
    reader.look(file(COFFEE))
    assert reader._until_closed is not None
    reader._until_closed.close()
    assert eventually(lambda: reader._process is not None and reader._process.poll() == 0)
