"""What exchange rates bring to a process: the scopes that tokens need for them."""

from __future__ import annotations

from app.domain.fx.refresh import warnings
from app.services import Domain

SCOPES = {"fx:read": "Read exchange rates", "fx:write": "Set your own exchange rates"}
DOMAIN = Domain("fx", lambda _: (), scopes=SCOPES, warnings=warnings)
