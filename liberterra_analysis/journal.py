"""Replace several files of a folder, all or none of them, whatever interrupts it.

The new files are written beside those they replace. Then a journal names them: from that moment they count, and if they
are not all moved into their places, whoever writes next moves the rest.
"""

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from liberterra_analysis.errors import WorkspaceError
from liberterra_analysis.files import name_fresh, replace_file, sync_folder, write_through, write_whole

JOURNAL = ".adding"


def replace_all(folder: Path, files: Mapping[str, Iterable[bytes]]) -> None:
    """Write files below a folder, each from pieces of its contents: all of them or none.

    A file keeps its mode, and its owner and group where permitted; of a symbolic link the target is replaced. Raises
    `WorkspaceError` if a file cannot be written. The caller holds a lock, and has called `finish_interrupted`.
    """
    try:
        _prepare(folder, files)
        try:
            _finish(folder)
        except BaseException as error:
            _finish(folder)  # an interrupt must not leave some files old to those who read them without this module
            if not isinstance(error, OSError):
                raise
    except OSError as error:
        raise _explain(folder, error) from error


def finish_interrupted(folder: Path) -> None:
    """Move what an interrupted `replace_all` left to be moved."""
    try:
        _finish(folder)
    except OSError as error:
        raise _explain(folder, error) from error


def find_standing(path: Path) -> Path:
    """Return the file to read for a path: the new one, though it is not moved to its place yet."""
    journal = path.parent / JOURNAL
    if journal.is_file() and path.name in _read(journal) and (new := name_fresh(path)).exists():
        return new
    return path


def _prepare(folder: Path, files: Mapping[str, Iterable[bytes]]) -> None:
    """Write the new files beside the old ones, then the journal; leave nothing behind if that fails."""
    try:
        for name, pieces in files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            _write_beside(_real(folder / name), pieces)
        write_whole(folder / JOURNAL, json.dumps(list(files)).encode())
    except BaseException:
        (folder / JOURNAL).unlink(missing_ok=True)
        for name in files:
            name_fresh(folder / name).unlink(missing_ok=True)
        raise


def _finish(folder: Path) -> None:
    journal = folder / JOURNAL
    names = _read(journal)
    for name in names:
        with suppress(FileNotFoundError):  # it is moved already
            replace_file(name_fresh(folder / name), _real(folder / name))
    if names:
        journal.unlink()
        # Else a power cut could bring the journal back, and with it half of what is written next.
        sync_folder(folder)


def _explain(folder: Path, error: OSError) -> WorkspaceError:
    what = "Nothing was changed."
    if (folder / JOURNAL).exists():
        what = "It is read with all that was added, and the next 'liberterra add' or 'liberterra source add' writes it."
    return WorkspaceError(f"{folder} cannot be written: {error.strerror}. {what}")


def _read(journal: Path) -> list[str]:
    try:
        found = json.loads(journal.read_bytes())
        if isinstance(found, list) and all(isinstance(name, str) and _is_ours(Path(name)) for name in found):
            return found
    except FileNotFoundError:
        return []
    except ValueError:
        pass
    raise WorkspaceError(
        f"{journal} does not say which files an interrupted addition was replacing. Compare each file of that folder "
        "with the hidden one beside it whose name ends in .new, keep the right one, and delete the journal."
    )


def _is_ours(name: Path) -> bool:
    return name.parent in {Path(), Path("texts")} and name.suffix in {".csv", ".txt"}


def _write_beside(path: Path, pieces: Iterable[bytes]) -> None:
    """Write the new contents of a file beside it, with its mode and owner, and flush them to the disk."""
    new = name_fresh(path)
    new.unlink(missing_ok=True)  # of a run that was killed
    old = path.stat() if path.exists() else None
    mode = 0o666 if old is None else 0o600  # nobody may read what only the owner of the old file may
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode), "wb") as file:
        if old is not None:
            _liken(new, path, old)
        write_through(file, pieces)
    sync_folder(path.parent)


def _liken(new: Path, like: Path, old: os.stat_result) -> None:
    for owner in (old.st_uid, -1) if hasattr(os, "chown") else ():
        with suppress(OSError):
            os.chown(new, owner, old.st_gid)
            break
    with suppress(OSError):
        shutil.copystat(like, new)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
