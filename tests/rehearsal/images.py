"""Where a container's files come from: this machine's programs, or the image that `make images` built."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.support.launched import ROOT

OF_ETC = ("alternatives", "ld.so.cache", "ld.so.conf", "localtime", "nsswitch.conf", "ssl", "group")
_unpacked: list[str] = []
BUILDAH = {**os.environ, "STORAGE_DRIVER": os.environ.get("STORAGE_DRIVER", "vfs")}


class Image(NamedTuple):
    """binds: bwrap's words for the root. entrance: what comes before a container's arguments.

    folder: where it works. root: its files, where they can be added to; None for this machine's own.
    """

    binds: tuple[str, ...]
    environment: dict[str, str]
    entrance: tuple[str, ...]
    folder: str
    root: Path | None = None


def machine_image(*, of_the_app: bool) -> Image:
    """Return this machine's programs in place of an image, those of the data's servers by stand-ins."""
    environment = {"PATH": f"{_programs()}:/usr/bin:/bin", "HOME": "/tmp"}
    return Image(tuple(_system()), environment, ("tini", "--") if of_the_app else (), str(ROOT))


@cache
def built_image(repository: str) -> Image:
    """Unpack an image, and return its files with its own settings."""
    built = _buildah("images", "--format", "{{.Name}}:{{.Tag}}")
    name = next(each for each in built if each.startswith(f"localhost/{repository}:"))
    container = _buildah("from", "--pull-never", name)[-1]
    _unpacked.append(container)
    root = Path(_buildah("mount", container)[-1])
    (root / "etc/hosts").touch()
    config = json.loads("\n".join(_buildah("inspect", "--type", "image", name)))["OCIv1"]["config"]
    environment = dict(each.split("=", 1) for each in config["Env"])
    binds = ("--ro-bind", str(root), "/", "--dev", "/dev", "--proc", "/proc")
    return Image(binds, environment, tuple(config["Entrypoint"]), config["WorkingDir"], root)


def remove_unpacked() -> None:
    """Remove what `built_image` unpacked."""
    while _unpacked:
        _buildah("rm", _unpacked.pop())
    built_image.cache_clear()


def _buildah(*words: str) -> list[str]:
    done = subprocess.run(["buildah", *words], env=BUILDAH, capture_output=True, text=True, check=True)
    return done.stdout.strip().splitlines()


def _programs() -> Path:
    """Return where python, celery and flask are that this project runs with."""
    beside = Path(sys.executable).parent
    return beside if (beside / "celery").exists() else Path(shutil.which("celery") or "celery").parent


def _system() -> Iterator[str]:
    shown = {Path("/usr"), Path(sys.base_prefix), _programs().parent, ROOT}
    for path in ("/bin", "/lib", "/lib64", "/sbin"):
        yield from (
            ("--symlink", os.readlink(path), path)
            if Path(path).is_symlink()
            else ("--ro-bind-try", path, path)
        )
    for path in sorted(shown):
        yield from ("--ro-bind", str(path), str(path))
    for name in OF_ETC:
        yield from ("--ro-bind-try", f"/etc/{name}", f"/etc/{name}")
    yield from ("--dev", "/dev", "--proc", "/proc")
