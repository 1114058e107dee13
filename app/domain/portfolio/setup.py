"""What portfolios bring to a process."""

from __future__ import annotations

from app.services import Domain

SCOPES = {"portfolio:read": "Read portfolios", "portfolio:write": "Change portfolios"}
DOMAIN = Domain("portfolio", lambda _: (), scopes=SCOPES)
