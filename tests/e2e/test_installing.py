"""Installing a lock for real, beside a newer release of what it names: by uv, and by pip where uv cannot."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from launch import packages
from launch.packages import install, make_venv, pip_install, python_of
from launch.trouble import Trouble
from tests.support.launched import ROOT

LOCKS = (
    "requirements.txt", "requirements-dev.txt", "requirements-tools.txt", "requirements-node.txt",
    "requirements-flower.txt", "requirements-trainer.txt",
)  # fmt: skip


def wheel(folder: Path, name: str, version: str, *needs: str) -> str:
    """Make a wheel with one module; return its line in a lock."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    metadata = [
        f"Name: {name}",
        f"Version: {version}",
        "Provides-Extra: mail",
        *(f"Requires-Dist: {need}" for need in needs),
    ]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", f"VERSION = {version!r}\n")
        archive.writestr(f"{info}/METADATA", "\n".join(["Metadata-Version: 2.1", *metadata]) + "\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that is all there is to install from."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for prefix in ("UV", "PIP"):
        monkeypatch.setenv(f"{prefix}_NO_INDEX", "1")
        monkeypatch.setenv(f"{prefix}_FIND_LINKS", str(folder))
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    make_venv(tmp_path / "venv")
    return tmp_path / "venv"


def lock_with_a_newer_release_on_offer(index: Path, tmp_path: Path) -> Path:
    """As it was: one package asks for another's extra, by a range that a newer release fits as well."""
    lock = tmp_path / "lock.txt"
    lock.write_text(
        wheel(index, "asking", "1.0", "model[mail]>=2.0") + wheel(index, "model", "2.1", 'mailer>=1 ; extra == "mail"')
        + wheel(index, "mailer", "1.0")
    )  # fmt: skip
    for name in ("asking", "model", "mailer"):
        wheel(index, name, "9.9")
    return lock


def versions(environment: Path) -> list[str]:
    asked = "import asking, model, mailer; print(asking.VERSION, model.VERSION, mailer.VERSION)"
    done = subprocess.run([python_of(environment), "-c", asked], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_a_newer_release_on_offer_changes_nothing(index: Path, environment: Path, tmp_path: Path) -> None:
    install(lock_with_a_newer_release_on_offer(index, tmp_path), environment)
    assert versions(environment) == ["1.0", "2.1", "1.0"]


def test_pip_steps_in_where_uv_cannot_and_resolves_nothing_either(
    index: Path, environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_FIND_LINKS", str(tmp_path / "nothing-here"))
    install(lock_with_a_newer_release_on_offer(index, tmp_path), environment)
    assert versions(environment) == ["1.0", "2.1", "1.0"]


def test_what_the_lock_does_not_name_is_removed(index: Path, environment: Path, tmp_path: Path) -> None:
    (old := tmp_path / "old.txt").write_text(wheel(index, "stray", "1.0"))
    pip_install(old, environment)
    install(lock_with_a_newer_release_on_offer(index, tmp_path), environment)
    asked = [python_of(environment), "-c", "import stray"]
    assert subprocess.run(asked, capture_output=True, check=False).returncode != 0


def test_a_lock_that_lacks_a_needed_package_is_refused(
    index: Path, environment: Path, tmp_path: Path
) -> None:
    (lock := tmp_path / "lock.txt").write_text(wheel(index, "asking", "1.0", "model>=2.0"))
    with pytest.raises(Trouble, match="model"):
        install(lock, environment)


def test_a_wheel_with_another_hash_is_refused(index: Path, environment: Path, tmp_path: Path) -> None:
    (lock := tmp_path / "lock.txt").write_text(wheel(index, "asking", "1.0"))
    (index / "asking-1.0-py3-none-any.whl").write_bytes(b"another")
    with pytest.raises(subprocess.CalledProcessError):
        install(lock, environment)


@pytest.mark.parametrize("name", LOCKS)
def test_every_line_of_a_lock_names_one_version_with_hashes(name: str) -> None:
    pins = (ROOT / name).read_text().replace("\\\n", " ").splitlines()
    assert pins
    assert all("==" in pin.split(";")[0] and "--hash=sha256:" in pin for pin in pins)


def test_what_is_installed_here_fits_together() -> None:
    packages.check(Path(sys.prefix))


def test_the_page_is_built_from_exact_versions() -> None:
    said = json.loads((ROOT / "frontend" / "package.json").read_text())
    wanted = said["dependencies"] | said["devDependencies"]
    assert all(version[0].isdigit() for version in wanted.values())
