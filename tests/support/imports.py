"""Someone who brings statement files, and a feed that tells of the same money."""

from __future__ import annotations

import io
import json
from typing import Any

from app.domain.banking.feed.sync import process_events
from app.domain.banking.imports.run import run_import
from app.domain.banking.setup import Connectors
from app.services import services_of
from simulators import signatures
from tests.support.bank import stored
from tests.support.money import intake_of
from tests.support.person import Person

IMPORT, IMPORTS = "/api/transactions/import", "/api/imports"


class Importer(Person):
    """A person with files."""

    def bring(self, content: bytes | str, filename: str = "statement", **fields: Any) -> Any:
        """Send a file as the page does, as a form; return the answer."""
        data = content.encode() if isinstance(content, str) else content
        form = {**fields, "file": (io.BytesIO(data), filename)}
        return self.client.post(IMPORT, data=form, headers=self.headers)

    def preview(self, content: bytes | str, filename: str = "statement", **fields: Any) -> dict[str, Any]:
        answer = self.bring(content, filename, **fields)
        assert answer.status_code == 201, answer.get_data(as_text=True)
        found: dict[str, Any] = answer.json
        return found

    def act(self, number: int, action: str, body: Any = None) -> Any:
        """Ask for commit, cancel, undo or preview; return the answer."""
        return self.client.post(f"{IMPORTS}/{number}/{action}", json=body, headers=self.headers)

    def commit(self, number: int, **body: Any) -> dict[str, Any]:
        """Commit and let the work be done; return the import as it is then."""
        answer = self.act(number, "commit", body or None)
        assert answer.status_code == 202, answer.get_data(as_text=True)
        run(self, number)
        found: dict[str, Any] = self.get(f"{IMPORTS}/{number}")
        return found

    def keep_file(self, content: bytes | str, filename: str = "statement", **fields: Any) -> dict[str, Any]:
        """Bring and commit a file."""
        return self.commit(self.preview(content, filename, **fields)["id"])

    def rows(self) -> list[Any]:
        return [row for row in stored(self.app) if row.user_id == self.id]


def run(person: Importer, number: int) -> None:
    """Do what a worker does with a committed import."""
    with person.app.app_context():
        run_import(intake_of(person.app), number)


class Feed:
    """A linked inbox, worked off at once."""

    def __init__(self, person: Person) -> None:
        self._person, self._count = person, 0
        body = {"provider": "inbox", "name": "BT"}
        answer = person.client.post("/api/connectors/connections", json=body, headers=person.headers)
        assert answer.status_code == 201, answer.get_data(as_text=True)
        self.id, self._secret = answer.json["id"], answer.json["secret"]

    def tell(self, **said: Any) -> None:
        """Send one transaction, signed, and have it stored."""
        row = {"id": f"f-{self._count + 1}", "currency": "RON", "status": "booked", **said}
        self._send("transaction.created", {"transaction": row})

    def tell_all(self, *rows: dict[str, Any]) -> None:
        self._send("transaction.created", {"transactions": list(rows)})

    def state(self, *balances: dict[str, Any]) -> None:
        """Send what accounts hold, signed, and have it written down."""
        self._send("balance.stated", {"balances": list(balances)})

    def _send(self, kind: str, data: dict[str, Any]) -> None:
        self._count += 1
        event = {"type": kind, "id": f"e-{self._count}", "data": data}
        raw, app = json.dumps(event).encode(), self._person.app
        headers = {"Content-Type": "application/json", "X-Signature": signatures.body_only(self._secret, raw)}
        url = f"/api/connectors/inbox/{self.id}"
        answer = self._person.client.post(url, data=raw, headers=headers)
        assert answer.status_code == 202, answer.get_data(as_text=True)
        with app.app_context():
            process_events(intake_of(app), services_of(app).part(Connectors).by_name, self.id)
