"""The archive: a gzipped tar of a manifest and the files that it lists with their hashes."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec
from msgspec import Struct

from app.domain.operations.backups.errors import BackupDamaged

FORMAT = 1
MANIFEST = "manifest.json"
MAX_MANIFEST_BYTES = 1 << 20
PRIVATE = 0o600
PIECE_BYTES = 1 << 20
COMPRESSION = 3
"""Of gzip: more takes several times as long for a few percent."""


class ListedFile(Struct, frozen=True):
    """A file of the archive. size: bytes; sha256: 64 hex digits."""

    name: str
    size: int
    sha256: str


class Manifest(Struct, frozen=True):
    """What an archive holds.

    revision: the schema's. database: sqlite or postgresql. rows_waiting: rows of the intake queue that were
    not in the database yet, None where they were left out.
    """

    format: int
    app_version: str
    revision: str
    made_at: datetime
    database: str
    rows_waiting: int | None
    files: tuple[ListedFile, ...]


def list_files(paths: Sequence[Path]) -> tuple[ListedFile, ...]:
    """Describe files as the manifest does."""
    return tuple(_listed(path) for path in paths)


def _listed(path: Path) -> ListedFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return ListedFile(path.name, path.stat().st_size, digest)


def write_archive(target: Path, manifest: Manifest, folder: Path) -> None:
    """Write an archive of a folder's files, for its owner alone; it gets its name once it was read back.

    Raises BackupDamaged where it cannot be read back, FileExistsError where the name is taken.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as out:
            _write(out, manifest, folder)
            out.flush()
            os.fsync(out.fileno())
        check_archive(part)
        os.link(part, target)  # unlike a rename, it never replaces what is there
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(target.parent)


def _write(out: IO[bytes], manifest: Manifest, folder: Path) -> None:
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=COMPRESSION) as tar:
        text = msgspec.json.format(msgspec.json.encode(manifest))
        tar.addfile(_member(MANIFEST, len(text), manifest.made_at), io.BytesIO(text))
        for each in manifest.files:
            with (folder / each.name).open("rb") as file:
                tar.addfile(_member(each.name, each.size, manifest.made_at), file)


def _member(name: str, size: int, made_at: datetime) -> tarfile.TarInfo:
    found = tarfile.TarInfo(name)
    found.size, found.mode, found.mtime = size, PRIVATE, int(made_at.timestamp())
    return found


def _sync_folder(folder: Path) -> None:
    """Have the name itself on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_manifest(path: Path) -> Manifest:
    """Return an archive's manifest; the files are not looked at. Raises BackupDamaged."""
    with _opened(path) as tar:
        return _manifest_of(tar)


def check_archive(path: Path) -> Manifest:
    """Compare every file of an archive with its manifest. Raises BackupDamaged."""
    return _walk(path, lambda _: io.BytesIO(), keeps=False)


def extract_archive(path: Path, folder: Path) -> Manifest:
    """Write an archive's files into a folder, each checked. Raises BackupDamaged."""
    return _walk(path, lambda name: _private(folder / name), keeps=True)


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb")


def _walk(path: Path, sink: Callable[[str], IO[bytes]], *, keeps: bool) -> Manifest:
    with _opened(path) as tar:
        manifest = _manifest_of(tar)
        for expected in manifest.files:
            member = tar.next()
            if member is None or not member.isreg() or member.name != expected.name:
                raise BackupDamaged(f"{path.name} lacks {expected.name}, which its manifest lists.")
            with sink(expected.name) as out:
                if _copy(tar, member, out if keeps else None) != expected.sha256:
                    raise BackupDamaged(f"{expected.name} in {path.name} is not what its manifest says.")
        if tar.next() is not None:
            raise BackupDamaged(f"{path.name} has more files than its manifest lists.")
        return manifest


def _copy(tar: tarfile.TarFile, member: tarfile.TarInfo, out: IO[bytes] | None) -> str:
    """Read a member to its end, and return its SHA-256."""
    digest, source = hashlib.sha256(), tar.extractfile(member)
    while source is not None and (piece := source.read(PIECE_BYTES)):
        digest.update(piece)
        if out is not None:
            out.write(piece)
    return digest.hexdigest()


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with path.open("rb") as raw, tarfile.open(fileobj=raw, mode="r:gz") as tar:
            yield tar
    except (tarfile.TarError, EOFError, zlib.error) as exc:
        raise BackupDamaged(f"{path.name} is cut off or damaged.") from exc
    except OSError as exc:
        if exc.filename is not None or exc.errno is not None:
            raise  # the disk's, not the archive's
        raise BackupDamaged(f"{path.name} is no gzip file, or damaged.") from exc


def _manifest_of(tar: tarfile.TarFile) -> Manifest:
    member = tar.next()
    if member is None or member.name != MANIFEST or member.size > MAX_MANIFEST_BYTES:
        raise BackupDamaged("This is no backup of Tidewatch: it does not begin with a manifest.")
    source = tar.extractfile(member)
    try:
        found = msgspec.json.decode(source.read() if source else b"", type=Manifest)
    except msgspec.MsgspecError as exc:
        raise BackupDamaged("The backup's manifest cannot be read.") from exc
    if found.format != FORMAT:
        raise BackupDamaged(f"The backup has format {found.format}; this version reads {FORMAT}.")
    if any(Path(each.name).name != each.name or each.name.startswith(".") for each in found.files):
        raise BackupDamaged("The backup's manifest names files outside of it.")
    return found
