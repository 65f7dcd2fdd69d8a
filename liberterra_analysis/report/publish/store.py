"""The folder of published reports: their editions, which of them is shown, and how one replaces another.

    <report>/editions.json         which edition is shown and which are kept: all pages are made from it
    <report>/index.html            leads to the edition that is shown
    <report>/editions/<edition>/   one whole edition, which appears in one step

An edition is on the disk before `editions.json` names it, and that file before anything is deleted. What a stopped
build leaves behind begins with a dot, and the next one deletes it.
"""

import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from liberterra_analysis.errors import ReportError, UsageError, require_known
from liberterra_analysis.files import hash_file, locked, sync_file, sync_folder, write_files, write_whole
from liberterra_analysis.report.publish.changes import FigureChange, compare_figures
from liberterra_analysis.report.publish.manifest import MANIFEST, Manifest
from liberterra_analysis.workspace import Workspace

STAGING = ".staging-"
EDITIONS = "editions.json"

CHECKED = ".checked"
"""The hash of the ledger that was checked last, and found right."""

GRACE = 86_400.0
"""Seconds for which a retired edition stays where it was, for readers who hold a link to it."""

SYNCS = 8
"""Files that are synced at a time: five times as fast as one after the other."""

_ID = re.compile(r"[0-9a-f]+")
Id = Annotated[str, StringConstraints(pattern=rf"^{_ID.pattern}$")]


class Editions(BaseModel):
    """The content of `editions.json`: ids of the edition shown, "" before the first, and of those kept, oldest first.

    `retired` editions are no longer kept, each with the time when its period of grace began, in seconds since 1970.
    `data` is what the newest edition depends on, if it was made again from other data with the same content, else None.
    """

    model_config = ConfigDict(frozen=True)

    shown: str = ""
    kept: tuple[Id, ...] = ()
    retired: dict[Id, float] = {}
    data: dict[str, str | None] | None = None

    @model_validator(mode="after")
    def _is_sound(self) -> Self:
        if self.shown not in (self.kept or {""}):
            raise ValueError("the edition shown is not kept")
        return self

    @property
    def newest(self) -> str:
        """Return the id of the edition published last, or ""."""
        return self.kept[-1] if self.kept else ""

    @property
    def rolled_back(self) -> bool:
        """Return whether another edition than the newest is shown, and stays shown until it is released."""
        return self.shown != self.newest

    def add(self, edition: str, keep: int | None, now: float) -> "Editions":
        """Return these editions with a new one; `keep` of them are kept (None: all), and the one shown in any case."""
        kept = [*(one for one in self.kept if one != edition), edition]
        shown = self.shown if self.rolled_back else edition
        old = [one for one in kept[: -keep if keep else 0] if one != shown]
        retired = {one: since for one, since in self.retired.items() if one != edition} | dict.fromkeys(old, now)
        return Editions(shown=shown, kept=tuple(one for one in kept if one not in old), retired=retired)

    def before(self, edition: str) -> str:
        """Return the id of the edition kept before another, or ""."""
        at = self.kept.index(edition) if edition in self.kept else 0
        return self.kept[at - 1] if at else ""


class Store:
    """The published reports of a workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self.root = workspace.published
        self.logs = workspace.reports / "logs"

    def folder(self, report: str, edition: str) -> Path:
        """Return the folder of an edition."""
        return self.root / report / "editions" / edition

    def editions(self, report: str) -> Editions:
        """Read which editions of a report there are; if `editions.json` is missing or spoilt, find them by folder."""
        found = None
        try:
            with suppress(FileNotFoundError, NotADirectoryError, ValueError):
                found = Editions.model_validate_json((self.root / report / EDITIONS).read_bytes())
            there = self._ids(report)
            if not found:  # damaged ones first, then by age
                there.sort(key=lambda one: (bool(self.find(report, one)), self.folder(report, one).stat().st_mtime_ns))
        except OSError as error:
            hint = f"without {EDITIONS}, the editions are found by folder"
            raise ReportError(f"{error.filename} cannot be read: {error.strerror}; {hint}.") from None
        kept = tuple(one for one in (found.kept if found else there) if one in there)
        if found and found.kept == kept:
            return found
        shown = found.shown if found and found.shown in kept else next(reversed(kept), "")
        return Editions(shown=shown, kept=kept, retired=found.retired if found else {})

    def _ids(self, report: str) -> list[str]:
        with suppress(FileNotFoundError, NotADirectoryError):
            return sorted(filter(_ID.fullmatch, os.listdir(f"{self.root}/{report}/editions")))  # noqa: PTH208
        return []

    def current(self, report: str) -> str:
        """Return the id of the edition shown, or "" if there is none or that cannot be read."""
        with suppress(ReportError):
            return self.editions(report).shown
        return ""

    def reports(self) -> list[str]:
        """Return the names of the folders of reports, sorted; none before the first build."""
        if not self.root.is_dir():
            return []
        with os.scandir(self.root) as found:
            return sorted(one.name for one in found if one.name[0] != "." and one.is_dir())

    def read(self, report: str, edition: str) -> Manifest:
        """Read the manifest of an edition; raise `ReportError` if it cannot be read."""
        path = self.folder(report, edition) / MANIFEST
        try:
            return Manifest.model_validate_json(path.read_bytes())
        except OSError as error:
            raise ReportError(f"{path} cannot be read: {error.strerror}.") from None
        except ValueError:
            raise ReportError(f"{path} is no manifest that this version can read.") from None

    def find(self, report: str, edition: str) -> Manifest | None:
        """Read the manifest of an edition; None if there is none that this version can read."""
        with suppress(ReportError):
            return self.read(report, edition) if edition else None
        return None

    def _read_kept(self, report: str, edition: str) -> Manifest:
        require_known("edition", edition, self.editions(report).kept)
        return self.read(report, edition)

    def verify(self, report: str, edition: str) -> list[str]:
        """Compare the files of an edition with the hashes in its manifest; return a line for each that differs."""
        manifest = self.find(report, edition)
        if manifest is None:
            return [f"{MANIFEST} is gone, or none that this version can read"]
        return list(self.find_damage(manifest, thorough=True))

    def find_damage(self, manifest: Manifest, *, thorough: bool = False) -> Iterator[str]:
        """Yield which files of an edition are missing or changed.

        Unless `thorough`, only a file is hashed that was modified after the manifest, which is written last: a build
        has no time to hash all.
        """
        # Thousands of reports hold tens of thousands of files, and a Path for each would take longer than all the rest.
        folder = os.fspath(self.folder(manifest.inputs.report, manifest.edition))
        written = os.stat(f"{folder}/{MANIFEST}").st_mtime_ns  # noqa: PTH116
        for name, digest in manifest.outputs.items():
            path = f"{folder}/{name}"
            try:
                found = os.stat(path)  # noqa: PTH116
                hashed = thorough or found.st_mtime_ns > written
                if found.st_size != manifest.sizes.get(name) or (hashed and hash_file(path) != digest):
                    yield f"{name} is not what was published"
            except PermissionError:
                yield f"{name} cannot be read"
            except OSError:
                yield f"{name} is gone"

    def diff(self, report: str, old: str = "", new: str = "") -> tuple[str, str, tuple[FigureChange, ...]]:
        """Compare the key figures of two editions, by default the one shown and the one before it."""
        found = self.editions(report)
        new = new or found.shown
        old = old or found.before(new)
        if not old:
            raise UsageError(
                f"report {report!r} has no edition before {new or 'the first'}; there is nothing to compare."
            )
        then, now = (self._read_kept(report, edition) for edition in (old, new))
        return old, new, compare_figures(then.key_figures, now.key_figures)

    def publish(self, manifest: Manifest, files: Mapping[str, bytes], *, keep: int | None) -> Path:
        """Write an edition to the disk, move it to its place in one step, then show it.

        A report that is rolled back goes on showing the other one, and so do the pages until they are written. Raises
        `ReportError` if it cannot be written; what was shown still is.
        """
        report, edition = manifest.inputs.report, manifest.edition
        folder, staging = self.folder(report, edition), self.root / f"{STAGING}{report}-{edition}"
        try:
            before = self.editions(report)
            text = json.dumps(manifest.model_dump(mode="json"), indent=1, sort_keys=True, ensure_ascii=False)
            _write(staging, {**files, MANIFEST: f"{text}\n".encode("utf-8", "backslashreplace")})
            folder.parent.mkdir(parents=True, exist_ok=True)
            _place(staging, folder)
            for holder in (folder.parent, folder.parent.parent, self.root):
                sync_folder(holder)
            self._save(report, before.add(edition, keep, time.time()))
        except OSError as error:
            raise ReportError(f"{error.filename or folder}: {error.strerror}; it is not published.") from error
        finally:
            self._sweep(f"{report}-*")
        return folder

    def note_same(self, report: str, data: dict[str, str | None]) -> None:
        """Note that the newest edition has the same content when it is made from this data, if that can be written."""
        with suppress(ReportError, OSError):
            self._save(report, self.editions(report).model_copy(update={"data": data}))

    @property
    def checked(self) -> str:
        """Return the hash of the ledger that was checked last, or ""."""
        return (_read_bytes(self.root / CHECKED) or b"").decode("ascii", "replace")

    def note_checked(self, ledger: str) -> None:
        """Note that a ledger was checked, if that can be written."""
        with suppress(OSError):
            self.replace(CHECKED, ledger)

    def find_before(self, report: str) -> str:
        """Return the id of the edition before the one shown; raise `UsageError` if there is none."""
        found = self.editions(report)
        before = found.before(found.shown)
        if not before:
            raise UsageError(f"report {report!r} has no edition before the one shown.")
        return before

    def rollback(self, report: str, edition: str = "") -> str:
        """Show an edition, by default the one before that shown, until this is called with the newest."""
        edition = edition or self.find_before(report)
        self._read_kept(report, edition)
        self._save(report, self.editions(report).model_copy(update={"shown": edition}))
        return edition

    def clear(self) -> None:
        """Delete what a stopped build left behind, and the editions whose period of grace is over."""
        with suppress(OSError):
            self._sweep("*")
            for report in self.reports():
                with suppress(OSError, ReportError):
                    self._retire(report, time.time())

    def _retire(self, report: str, now: float) -> None:
        """Delete the editions whose period of grace is over; begin that of editions left unlisted by a killed build."""
        found = self.editions(report)
        unlisted = {*self._ids(report)} - {*found.kept, *found.retired}
        over = [one for one, since in found.retired.items() if now - since > GRACE]
        for edition in over:
            # Gone by one step too: what is deleted file by file is no edition any more.
            aside = self.root / f"{STAGING}{report}-{edition}"
            with suppress(FileNotFoundError):
                self.folder(report, edition).replace(aside)
                shutil.rmtree(aside, ignore_errors=True)
        if over or unlisted:
            retired = {one: since for one, since in found.retired.items() if one not in over}
            retired |= dict.fromkeys(sorted(unlisted), now)
            self._save(report, found.model_copy(update={"retired": retired}))

    def _sweep(self, pattern: str) -> None:
        for path in self.root.glob(f"{STAGING}{pattern}"):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)

    def write_log(self, report: str, text: str) -> Path | None:
        """Write the log of a report, or delete it if the text is ""; return its path, or None if there is none."""
        log = self.logs / f"{report}.log"
        with suppress(OSError):
            if text:
                log.parent.mkdir(parents=True, exist_ok=True)
                log.write_text(text, "utf-8", errors="backslashreplace")
                return log
            log.unlink(missing_ok=True)
        return None

    def _save(self, report: str, editions: Editions) -> None:
        unset = {"data"} if editions.data is None else None
        self.replace(f"{report}/{EDITIONS}", editions.model_dump_json(indent=1, exclude=unset) + "\n")

    def replace(self, name: str, text: str) -> None:
        """Write a file of the folder in one step, durably, unless it has this content."""
        path, data = self.root / name, text.encode()
        if _read_bytes(path) != data:
            write_whole(path, data)

    @contextmanager
    def locked(self, *, wait: float = inf, tell: Callable[[str], None] = lambda _: None) -> Iterator[None]:
        """Lock the folder within the context, as `files.locked` does; raise `OSError` if it cannot be written."""
        if self.root.is_symlink() and not self.root.exists():
            raise ReportError(f"{self.root} is a link to {self.root.readlink()}, which is not there.")
        self.root.mkdir(parents=True, exist_ok=True)
        with locked(self.root / ".lock", wait=wait, tell=tell):
            yield


def _read_bytes(path: Path) -> bytes | None:
    with suppress(OSError):
        return path.read_bytes()
    return None


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of an edition to the disk, with the folders that name them."""
    write_files(folder, files)
    with ThreadPoolExecutor(SYNCS) as pool:  # a file system writes one journal for what is synced together
        list(pool.map(sync_file, [folder / name for name in files]))
    _sync_folders(folder, files)


def _sync_folders(folder: Path, names: Iterable[str]) -> None:
    for holder in {(folder / name).parent for name in names}:
        sync_folder(holder)


def _place(staging: Path, folder: Path) -> None:
    """Move an edition to its place; over one of the same inputs, only files that differ, so that no link breaks."""
    names = _list_files(staging)
    if _list_files(folder) != names:
        if os.path.lexists(folder):  # damaged, or of a notebook that shows something else each time
            folder.replace(staging.with_name(f"{staging.name}-old"))
        staging.replace(folder)
        return
    for name in sorted(names, key=lambda name: name == MANIFEST):  # by whose time damage is found: it comes last
        if _read_bytes(folder / name) != (staging / name).read_bytes():
            (staging / name).replace(folder / name)
    _sync_folders(folder, names)


def _list_files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
