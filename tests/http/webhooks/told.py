"""What these tests share."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from tests.support.accounts import Account

Make = Callable[..., Account]


BASIQ_PATH, APIDECK_PATH = "/api/connectors/basiq/webhook", "/api/connectors/apideck/webhook"


OLD = "whsec_" + base64.b64encode(b"the secret that was before it...").decode()


ACCEPTED = {"status": "accepted", "events": 1}


def refused(answer: Any) -> tuple[int, str]:
    """Status and code of a problem; it must be one."""
    assert answer.mimetype == "application/problem+json", answer.get_data(as_text=True)
    return answer.status_code, answer.json["code"]


FORGED = (401, "signature_invalid")
