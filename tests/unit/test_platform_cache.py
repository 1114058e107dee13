"""Last good answers in their file: bounded, shared by processes, and nothing that a request depends on."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.trading.proxy.cache import FILE, AnswerCache, Kept
from tests.support.launched import ROOT

BODY = b'{"a": 1}'


def keep(cache: AnswerCache, key: str, good_at: float, body: bytes = BODY, *, is_past: bool = False) -> None:
    cache.keep(key, Kept(body, 'W/"x"', good_at), is_past=is_past)


def kept(cache: AnswerCache, *keys: str) -> list[str]:
    return [key for key in keys if cache.find(key)]


def test_what_is_kept_is_found_by_another_process_and_after_a_restart(tmp_path: Path) -> None:
    one, other = AnswerCache(tmp_path), AnswerCache(tmp_path)
    keep(one, "a", 17.5, b"x" * 100_000)
    found = other.find("a")
    assert found == Kept(b"x" * 100_000, 'W/"x"', 17.5)
    one.close()
    other.close()
    assert AnswerCache(tmp_path).find("a") == found
    assert AnswerCache(tmp_path).find("b") is None


def test_an_answer_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path)
    keep(cache, "a", 1, b"old")
    keep(cache, "a", 2, b"new")
    cache.confirm("a", 3)
    assert cache.find("a") == Kept(b"new", 'W/"x"', 3)
    cache.forget("a")
    assert cache.find("a") is None
    cache.confirm("a", 4)
    assert cache.find("a") is None


def test_over_the_number_of_rows_the_past_goes_first_then_the_oldest(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path, max_rows=3)
    keep(cache, "old", 1)
    keep(cache, "new", 2)
    keep(cache, "page 1", 5, is_past=True)
    keep(cache, "page 2", 6, is_past=True)
    keep(cache, "page 3", 7, is_past=True)
    assert kept(cache, "old", "new", "page 1", "page 2", "page 3") == ["old", "new", "page 3"]
    keep(cache, "newer", 8)
    keep(cache, "newest", 9)
    assert kept(cache, "old", "new", "newer", "newest", "page 3") == ["new", "newer", "newest"]


def test_over_the_number_of_bytes_the_oldest_go(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path, max_bytes=50_000)
    noise = random.Random(1)
    keys = [f"k{number}" for number in range(40)]
    for number, key in enumerate(keys):
        keep(cache, key, number, noise.randbytes(4_000))
    left = kept(cache, *keys)
    assert left == keys[-12:]  # of 4,000 bytes and some more each
    keep(cache, "huge", 100, noise.randbytes(60_000))
    assert kept(cache, "huge", *keys) == []


def test_the_file_stays_small_however_much_passes_through(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path, max_bytes=200_000)
    noise = random.Random(1)
    for number in range(600):
        keep(cache, f"k{number}", number, noise.randbytes(10_000))
    assert (tmp_path / FILE).stat().st_size < 1_000_000


WRITE = """
import sys
from pathlib import Path
from app.domain.trading.proxy.cache import AnswerCache, Kept
cache = AnswerCache(Path(sys.argv[1]))
for number in range(150):
    cache.keep(f"{sys.argv[2]} {number}", Kept(b"x" * 1000, None, number), is_past=False)
    cache.keep("shared", Kept(sys.argv[2].encode(), None, number), is_past=False)
"""


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    names = ["a", "b", "c"]
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITE, str(tmp_path), name], cwd=ROOT) for name in names
    ]
    assert [each.wait(300) for each in writers] == [0, 0, 0]
    cache = AnswerCache(tmp_path)
    keys = [f"{name} {number}" for name in names for number in range(150)]
    assert kept(cache, *keys) == keys
    found = cache.find("shared")
    assert found is not None
    assert found.body.decode() in names


@pytest.mark.parametrize("where", [0, 4096, None])
def test_a_damaged_file_begins_anew(tmp_path: Path, where: int | None) -> None:
    """Its header, a page in it, or a body."""
    cache = AnswerCache(tmp_path)
    for number in range(50):
        keep(cache, f"k{number}", number, random.Random(number).randbytes(3_000))
    cache.close()
    if where is None:
        with sqlite3.connect(tmp_path / FILE) as connection:
            connection.execute("UPDATE answers SET body = x'00'")
        connection.close()
    else:
        with (tmp_path / FILE).open("r+b") as file:
            file.seek(where)
            file.write(b"nonsense" * 2_000)
    for number in range(50):
        cache.find(f"k{number}")
    keep(cache, "a", 1)
    assert cache.find("a") is not None


def test_where_nothing_can_be_written_nothing_is_kept_and_nothing_raised(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = AnswerCache(tmp_path / "file")
    keep(cache, "a", 1)
    cache.confirm("a", 1)
    cache.forget("a")
    assert cache.find("a") is None


def test_a_file_that_is_deleted_under_it_costs_only_what_was_kept(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path)
    keep(cache, "a", 1)
    for path in tmp_path.glob(f"{FILE}*"):
        path.unlink()
    keep(cache, "b", 2)
    cache.find("a")
    assert cache.find("b") is not None
