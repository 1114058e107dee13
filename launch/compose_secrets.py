"""The secrets of compose.yaml: made once, into a volume that only its containers mount.

`python -m launch.compose_secrets /secrets` keeps what is there, so that a second start fits the data.
"""

from __future__ import annotations

import base64
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

READABLE = 0o444
"""The database's and Valkey's containers read theirs as other users; nothing else mounts the volume."""


def main() -> None:
    folder = Path(sys.argv[1])
    passwords = {name: _kept(folder / name) for name in ("postgresql", "valkey")}
    settings = folder / "app.env"
    if not settings.exists():
        _write(settings, "".join(f"{name}={value}\n" for name, value in _settings(passwords).items()))


def _settings(passwords: Mapping[str, str]) -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_hex(32),
        "ENCRYPTION_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "METRICS_TOKEN": secrets.token_hex(32),
        "DATABASE_URL": f"postgresql://tidewatch:{passwords['postgresql']}@postgresql:5432/tidewatch",
        "REDIS_URL": f"redis://:{passwords['valkey']}@valkey:6379/0",
    }


def _kept(path: Path) -> str:
    if not path.exists():
        _write(path, secrets.token_hex(24))
    return path.read_text()


def _write(path: Path, text: str) -> None:
    fresh = path.with_suffix(".part")
    fresh.write_text(text)
    fresh.chmod(READABLE)
    fresh.replace(path)


if __name__ == "__main__":
    main()
