"""Having a file looked at, in a process of its own, one at a time for each user; nothing is stored here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from app.config import Settings
from app.domain.auth.users.tables import User
from app.domain.banking.imports.errors import FileInHand, ImportClosed
from app.domain.banking.imports.file_reader import FileReader
from app.domain.banking.imports.first_look import FileToRead, FirstLook
from app.domain.banking.imports.mapping import mapping_of
from app.domain.banking.imports.states import get_import
from app.domain.banking.imports.tables import ImportState
from app.errors import TooLarge
from app.extensions import db
from app.jobs.lease import lease

MAX_ROWS_LOOKED_AT = 2_000
MAX_LOOK_S = 45
PATIENCE_S = 1.0
_reader = FileReader()


class Look(NamedTuple):
    """A file as it was seen, and what had been said of it."""

    filename: str
    told: dict[str, Any]
    answers: dict[str, str]
    seen: FirstLook


def look_at(  # noqa: PLR0913 - a file and all that was said with it
    settings: Settings,
    user: User,
    content: bytes,
    *,
    filename: str,
    format: str | None = None,
    told: Mapping[str, Any] | None = None,
) -> Look:
    """Look at a file that was brought. Lets go of the session, so that no connection waits meanwhile.

    told: fields of a CSV file's mapping. Raises UnreadableFile, TooLarge, Invalid, FileInHand,
    FileTooSlow.
    """
    if len(content) > settings.max_import_bytes:
        raise TooLarge(f"A statement file may have {settings.max_import_bytes // 2**20} MiB at most.")
    file = FileToRead(
        content=content,
        filename=filename,
        format=format,
        told=dict(told or {}),
        default_currency=user.base_currency or settings.default_currency,
        zone=user.time_zone,
        rows=MAX_ROWS_LOOKED_AT,
    )
    return _look(user.id, file)


def look_again(
    settings: Settings,
    user: User,
    import_id: int,
    *,
    told: Mapping[str, Any] | None,
    answers: Mapping[str, str] | None,
) -> Look:
    """Look at a file that is kept, with other columns or with answers; columns anew make old answers void.

    Raises ImportNotFound, ImportClosed once it was committed, AnswerUnknown, and what `look_at` raises.
    """
    record = get_import(user.id, import_id)
    if record.state != ImportState.PREVIEW or record.content is None:
        raise ImportClosed
    file = FileToRead(
        content=record.content,
        is_packed=True,
        filename=record.filename,
        format=record.format,
        told=dict((record.told if told is None else told) or {}),
        answers={**((record.answers if told is None else None) or {}), **(answers or {})},
        default_currency=user.base_currency or settings.default_currency,
        zone=user.time_zone,
        rows=MAX_ROWS_LOOKED_AT,
    )
    return _look(user.id, file)


def _look(user_id: int, file: FileToRead) -> Look:
    mapping_of(file.told)
    db.session.rollback()
    with _alone(user_id):
        seen = _reader.look(file)
    return Look(file.filename, file.told, file.answers, seen)


@contextmanager
def _alone(user_id: int) -> Iterator[None]:
    with lease(f"look:{user_id}", ttl_s=MAX_LOOK_S, wait_s=PATIENCE_S) as held:
        if held is None:
            raise FileInHand(retry_after_s=2)
        yield
