"""What helm does with a release, less the cluster: values that are kept, and Secrets that are made once."""

from __future__ import annotations

import base64
import json
import shutil
from pathlib import Path
from typing import Any

from app.migrations import newest_migration
from tests.chart.manifests import CHART, Chart, Object, kinds
from tests.rehearsal.pods import Version
from tests.support.launched import ROOT

LATER = '''
"""Of the next version: what the version of now does not know."""

from alembic import op
from sqlalchemy import Column, Integer

revision, down_revision = "{next}", "{head}"
branch_labels = depends_on = None


def upgrade() -> None:
    op.create_table("of_the_next_version", Column("id", Integer, primary_key=True))
'''


class Release:
    """A release named r, of this chart and of this code's migrations."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values: dict[str, Any] = {}
        self._secrets: dict[str, Object] = {}
        self.migrations = ROOT / "migrations"
        self.upgrade(values)

    @property
    def version(self) -> Version:
        return Version(self.objects, self.migrations)

    def upgrade(self, values: dict[str, Any]) -> None:
        """Render with further values, as `helm upgrade --reuse-values`: a Secret that is there stays."""
        self._values |= values
        rendered = Chart(CHART).render(json.dumps(self._values))
        self.objects = [self._kept(each) if each["kind"] == "Secret" else each for each in rendered]

    def _kept(self, secret: Object) -> Object:
        return self._secrets.setdefault(secret["metadata"]["name"], secret)

    def secret(self, key: str) -> str:
        return base64.b64decode(self._data[key]).decode()

    def set_secret(self, key: str, value: str) -> None:
        """Write a key of the Secret, as `kubectl edit` does; pods see it when they start anew."""
        self._data[key] = base64.b64encode(value.encode()).decode()

    @property
    def _data(self) -> dict[str, str]:
        (secret,) = kinds(self.objects, "Secret")
        data: dict[str, str] = secret["data"]
        return data


def next_migrations(folder: Path) -> Path:
    """Copy the migrations, with one more after the newest."""
    copied = shutil.copytree(ROOT / "migrations", folder / "migrations")
    head = newest_migration()
    later = f"{int(head) + 1:04d}"
    (copied / "versions" / f"{later}_of_the_next_version.py").write_text(LATER.format(head=head, next=later))
    return copied
