"""Having a previewed file stored, once nothing is asked about it any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.domain.banking.accounts.errors import AccountNotFound
from app.domain.banking.accounts.service import get_account
from app.domain.banking.imports.errors import AnswersNeeded
from app.domain.banking.imports.jobs import ImportsJob
from app.domain.banking.imports.look import Look
from app.domain.banking.imports.mapping import is_settled
from app.domain.banking.imports.preview import settle
from app.domain.banking.imports.states import get_import, move
from app.domain.banking.imports.tables import Import, ImportState
from app.errors import FieldError, Invalid
from app.jobs import enqueue


def commit_import(  # noqa: PLR0913 - a file and all that is said with its commit
    user_id: int,
    import_id: int,
    *,
    look: Look | None = None,
    keep: Sequence[int] = (),
    skip: Sequence[int] = (),
    account_id: int | None = None,
) -> Import:
    """Have a file stored; `job.progress` and `job.finished` tell of it.

    look: at the file with answers that came along. keep: lines that are stored although they have a twin;
    skip: lines that are not stored. account_id: whose the rows are that name no account.
    Raises ImportNotFound, ImportClosed, AnswersNeeded, Invalid.
    """
    record = get_import(user_id, import_id)
    move(record, {ImportState.PREVIEW}, ImportState.QUEUED)
    if look is not None:
        settle(record, look)
    if record.format == "csv":
        _check_mapping(record)
    record.keep, record.skip = sorted(set(keep)), sorted(set(skip))
    record.account_id = None if account_id is None else _own_account(user_id, account_id)
    enqueue(ImportsJob.RUN_IMPORT, record.id)
    return record


def _own_account(user_id: int, account_id: int) -> int:
    try:
        return get_account(user_id, account_id).id
    except AccountNotFound as exc:
        raise Invalid(errors=[{"pointer": "/account_id", "message": exc.detail}]) from exc


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
