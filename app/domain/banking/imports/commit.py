"""Having a previewed file stored, once nothing is asked about it any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.banking.imports.errors import AnswersNeeded
from app.domain.banking.imports.jobs import ImportsJob
from app.domain.banking.imports.look import Look
from app.domain.banking.imports.mapping import is_settled
from app.domain.banking.imports.preview import settle
from app.domain.banking.imports.states import get_import, move
from app.domain.banking.imports.tables import Import, ImportState
from app.errors import FieldError, Invalid
from app.jobs import enqueue


def commit_import(
    user_id: int,
    import_id: int,
    *,
    look: Look | None = None,
    keep: Sequence[int] = (),
    skip: Sequence[int] = (),
) -> Import:
    """Have a file stored; `job.progress` and `job.finished` tell of it.

    look: at the file with answers that came along. keep: lines that are stored although they have a twin;
    skip: lines that are not stored. Raises ImportNotFound, ImportClosed, AnswersNeeded, Invalid.
    """
    record = get_import(user_id, import_id)
    move(record, {ImportState.PREVIEW}, ImportState.QUEUED)
    if look is not None:
        settle(record, look)
    if record.format == "csv":
        _check_mapping(record)
    record.keep, record.skip = sorted(set(keep)), sorted(set(skip))
    enqueue(ImportsJob.RUN_IMPORT, record.id)
    return record


def _check_mapping(record: Import) -> None:
    if not is_settled(record.mapping):
        wanted = "Choose the columns of the date and of the amount first"
        raise Invalid(errors=[{"pointer": "/mapping", "message": wanted}])
    if record.needs:
        raise AnswersNeeded(errors=[_question(need) for need in record.needs or ()])


def _question(need: dict[str, Any]) -> FieldError:
    column = str(need["column"]).replace("~", "~0").replace("/", "~1")
    choices = ", ".join(choice["value"] for choice in need["choices"])
    return {"pointer": f"/answers/{column}", "message": f"{need['question']} ({choices})"}
