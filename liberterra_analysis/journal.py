"""Replace several files of a folder, all or none of them, whatever interrupts it.

The new files are written beside those they replace, and the old ones are kept beside them. Then a journal names them:
while it exists, the old files count, and the next writer restores them. Deleting the journal is the one step that makes
the new files count.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from liberterra_analysis.errors import WorkspaceError
from liberterra_analysis.files import replace_file, sync_folder, write_through, write_whole

JOURNAL = ".adding"


def replace_all(folder: Path, files: Mapping[str, Iterable[bytes]]) -> None:
    """Write files below a folder, each from pieces of its contents: all of them or none.

    A file keeps its mode, and its owner and group where permitted; of a symbolic link the target is replaced. Raises
    `WorkspaceError` if a file cannot be written. The caller holds a lock, and has called `undo_interrupted`.
    """
    try:
        old = {name: _real(folder / name).exists() for name in files}
        _clear(folder, files)
        try:
            _prepare(folder, files)
            write_whole(folder / JOURNAL, json.dumps(old).encode(), beside=_beside(folder / JOURNAL, "new"))
            for name in files:
                replace_file(_beside(folder / name, "new"), _real(folder / name))
            (folder / JOURNAL).unlink()
            sync_folder(folder)
        except BaseException:
            _undo(folder, old)
            raise
    except OSError as error:
        raise WorkspaceError(f"{folder} cannot be written: {error.strerror}. {_outcome(folder)}") from error
    with suppress(OSError):
        _clear(folder, files)


def undo_interrupted(folder: Path) -> None:
    """Restore the files that an interrupted `replace_all` replaced, and remove what it left beside them."""
    journal = folder / JOURNAL
    try:
        if journal.is_dir():  # where versions before 0.2 put the new tables
            shutil.rmtree(journal)
        _undo(folder, _read(journal))
    except OSError as error:
        raise WorkspaceError(f"{folder} cannot be written: {error.strerror}. {_outcome(folder)}") from error


def standing(path: Path) -> Path:
    """Return the file to read for a path: the old one while it is being replaced together with others."""
    if not (path.parent / JOURNAL).is_file():
        return path
    old = _beside(path, "old")
    return old if _read(path.parent / JOURNAL).get(path.name) and old.exists() else path


def _prepare(folder: Path, files: Mapping[str, Iterable[bytes]]) -> None:
    for name, pieces in files.items():
        path = _real(folder / name)
        path.parent.mkdir(exist_ok=True)
        _write_beside(_beside(path, "new"), pieces, like=path)
        if path.exists():
            _keep(path)
        sync_folder(path.parent)


def _clear(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        for word in ("new", "old"):
            _beside(folder / name, word).unlink(missing_ok=True)


def _keep(path: Path) -> None:
    old = _beside(path, "old")
    try:
        old.hardlink_to(path)
    except OSError:  # not every file system has hard links
        _write_beside(old, [path.read_bytes()], like=path)


def _undo(folder: Path, files: Mapping[str, bool]) -> None:
    """Restore each file that existed and remove each that did not; may be repeated."""
    for name, was_there in files.items():
        path = _real(folder / name)
        old, new = _beside(path, "old"), _beside(path, "new")
        if not was_there:
            path.unlink(missing_ok=True)
        elif old.exists():
            if not (path.exists() and old.samefile(path)):
                replace_file(old, path)
            old.unlink(missing_ok=True)
        new.unlink(missing_ok=True)
    (folder / JOURNAL).unlink(missing_ok=True)


def _outcome(folder: Path) -> str:
    if (folder / JOURNAL).exists():
        return "It is read as it was, and the next 'liberterra add' or 'liberterra source add' puts it back."
    return "Nothing was changed."


def _read(journal: Path) -> dict[str, bool]:
    try:
        found = json.loads(journal.read_bytes())
        if isinstance(found, dict) and all(map(_is_ours, map(Path, found))):
            return found
    except FileNotFoundError:
        return {}
    except ValueError:
        pass
    raise WorkspaceError(
        f"{journal} does not say which files an interrupted addition was replacing. Compare each file of that folder "
        "with the hidden one beside it whose name ends in .old, keep the right one, and delete the journal."
    )


def _is_ours(name: Path) -> bool:
    return name.parent in {Path(), Path("texts")} and name.suffix in {".csv", ".txt"}


def _write_beside(new: Path, pieces: Iterable[bytes], *, like: Path) -> None:
    there = like.stat() if like.exists() else None
    mode = 0o666 if there is None else 0o600  # nobody may read what only the owner of the old file may
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode), "wb") as file:
        if there is not None:
            _liken(new, like, there)
        write_through(file, pieces)


def _liken(new: Path, like: Path, there: os.stat_result) -> None:
    if hasattr(os, "chown"):
        for owner in (there.st_uid, -1):
            with suppress(OSError):
                os.chown(new, owner, there.st_gid)
                break
    with suppress(OSError):
        shutil.copystat(like, new)


def _beside(path: Path, word: str) -> Path:
    path = _real(path)
    return path.with_name(f".{path.name}.{word}")


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
