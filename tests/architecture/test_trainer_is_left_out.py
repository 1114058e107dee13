"""What forecasts are trained with is loaded by no process that does not train, though it may predict."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"pandas", "scipy", "sklearn", "statsmodels", "arch", "jax", "equinox", "optax"}
LOADED_BY_TRAINING = "app.domain.trading.models.networks"


def test_trading_s_modules_load_nothing_heavy() -> None:
    trading = ROOT / "app" / "domain" / "trading"
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in trading.rglob("*.py")
    }
    assert LOADED_BY_TRAINING in modules
    asked = (
        f"import sys, {', '.join(sorted(modules - {LOADED_BY_TRAINING}))}; print({HEAVY} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_web_process_loads_nothing_heavy() -> None:
    heavy = HEAVY | {"numpy", "pyxirr"}
    asked = f"import sys, app.bootstrap, blueprints; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
