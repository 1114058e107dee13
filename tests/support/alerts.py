"""What tests say of alerts, and a worker's part for them by its functions."""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask

from app.domain.alerts.alerts.payments import check_payments, waiting_users
from app.domain.alerts.alerts.run import check_user
from app.domain.alerts.notifications.outbox import deliver, due_deliveries
from tests.support.person import Person


def alert(person: Person, condition: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Make an alert; it is in the app alone unless more is said."""
    answer = person.ask("POST", "/api/alerts", body={"name": "Mine", "condition": condition, **fields})
    assert answer.status_code == 201, answer.get_data(as_text=True)
    made: dict[str, Any] = answer.json
    return made


def look(app: APIFlask, person: Person) -> int:
    """Look at a person's alerts, as a worker does once something of theirs has changed; count what fired."""
    with app.app_context():
        return check_user(person.id) + check_payments(person.id)


def deliver_due(app: APIFlask) -> int:
    """Deliver what is due, as the sweep has it done; count the tries."""
    with app.app_context():
        due = due_deliveries()
        for number in due:
            deliver(number)
        return len(due)


def waiting(app: APIFlask) -> list[int]:
    """Whose new transactions nobody has looked at in time."""
    with app.app_context():
        return waiting_users()


def told(person: Person) -> list[str]:
    """Return the titles of a person's notifications, oldest first."""
    return [each["title"] for each in reversed(person.get("/api/notifications")["items"])]


def history(person: Person, made: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = person.get(f"/api/alerts/{made['id']}/history")["items"]
    return found
