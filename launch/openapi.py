"""Print the API's description: `python -m launch.openapi`; needs neither database nor Redis."""

from __future__ import annotations

import json
import os
import tempfile


def main() -> None:
    os.environ["ASYNC_MODE"] = "threading"
    from app.bootstrap import create_app
    from app.config import Settings
    from blueprints import mount

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.from_env(
            {
                "SECRET_KEY": "0" * 64,  # nothing is signed here
                "DATABASE_URL": "sqlite://",
                "REDIS_URL": "redis://127.0.0.1:1",
                "LOG_DIR": folder,
                "ASYNC_MODE": "threading",
            }
        )
        app = create_app(settings, mount)
        with app.app_context():
            print(json.dumps(app.spec, indent=1, sort_keys=True))


if __name__ == "__main__":
    main()
