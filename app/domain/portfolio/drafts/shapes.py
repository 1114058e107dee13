"""What reading a broker's file gives, and what it may need to be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct

from app.domain.portfolio.activities.activity import Activity

MAX_BYTES = 32 * 1024 * 1024
MAX_ROWS = 100_000
MAX_SYMBOL, MAX_EXTERNAL_ID, MAX_NOTE, MAX_NAME = 64, 100, 500, 200


class BrokerRow(NamedTuple):
    """One activity of a file, or why a row gave none: exactly one of activity, problem and skipped is there.

    line: where the row begins, from 1; the entry's number in JSON and XML. A row may give two activities.
    joined: further lines whose contents are in this activity.
    warnings: sentences about what was decided and may be looked at.
    isin, name: of the security, where the file says them. account: the file's own name of the account.
    """

    line: int
    activity: Activity | None = None
    problem: str | None = None
    skipped: str | None = None
    warnings: tuple[str, ...] = ()
    joined: tuple[int, ...] = ()
    isin: str | None = None
    name: str | None = None
    account: str | None = None


class Choice(Struct, frozen=True, kw_only=True):
    """One answer to a question. example: something of the file as it reads under this answer."""

    value: str
    label: str
    example: str = ""


class Question(Struct, frozen=True, kw_only=True):
    """What a file leaves open. field: the one of `Answers` that settles it."""

    field: str
    text: str
    choices: list[Choice]


class Answers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a person has said about a file.

    date_order: 'dmy', 'mdy' or 'ymd'. decimal: ',' or '.'. currency: of rows that do not say theirs.
    allow_future: activities after today are meant.
    ratios: by line, a split's new units per old unit where the file does not tell it.
    """

    date_order: str | None = None
    decimal: str | None = None
    currency: str | None = None
    allow_future: bool = False
    ratios: dict[int, Decimal] = {}


class BrokerFile(NamedTuple):
    """A file as it was read.

    preset: its name; 'mapping' where a person's mapping was used.
    rows: in the file's order; empty while questions are open.
    newest_first: the file's rows run backwards in time.
    base_currency: what the activities' fx_rate lead to, where the file shows it.
    moments: by line, when a row happened, where the rows are in no order of time.
    """

    preset: str
    rows: list[BrokerRow]
    questions: list[Question]
    warnings: list[str]
    newest_first: bool
    base_currency: str | None = None
    moments: Mapping[int, str] = {}

    def activities(self) -> list[Activity]:
        """Return the activities, each day's in the order in which they happened."""
        return [row.activity for row in self.in_time() if row.activity]

    def in_time(self) -> Iterator[BrokerRow]:
        """Yield the rows oldest first; the two activities of one line keep their order."""
        if self.moments:
            yield from sorted(self.rows, key=lambda row: self.moments.get(row.line, ""))
            return
        if not self.newest_first:
            yield from self.rows
            return
        end = len(self.rows)
        for at in range(len(self.rows) - 1, -1, -1):
            if at == 0 or self.rows[at - 1].line != self.rows[at].line:
                yield from self.rows[at:end]
                end = at
