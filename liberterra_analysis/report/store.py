"""The folder of published reports: their editions, which of them is shown, and how one takes the place of another.

    <report>/index.html            leads to the edition that is shown; replaced by one step
    <report>/editions.json         the ids of the editions, oldest first
    <report>/editions/<edition>/   one edition, whole; it appears by one step

Whatever a stopped build leaves behind begins with a dot, and the next one clears it away.
"""

from __future__ import annotations

import ctypes
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from liberterra_analysis.errors import ReportError, UsageError, one_of
from liberterra_analysis.report.edition import MANIFEST, Inputs, Manifest, Moved, find_moved
from liberterra_analysis.workspace import Workspace

__all__ = ["Store"]

STAGING, REPLACED = ".staging-", ".replaced-"
_CURRENT = re.compile(r'href="editions/([0-9a-f]+)/')


class Edition(NamedTuple):
    """One edition of a report: its id, its folder, what its manifest says, and whether it is the one shown."""

    edition: str
    folder: Path
    manifest: Manifest
    shown: bool


class Store:
    """The published reports of a workspace.

    Parameters
    ----------
    workspace : Workspace
        Whose reports they are.

    Examples
    --------
    >>> Store(Workspace(Path("/nowhere"))).current("daily")
    ''
    """

    def __init__(self, workspace: Workspace) -> None:
        self.root = workspace.published
        self.logs = workspace.reports / "logs"

    def folder(self, report: str, edition: str) -> Path:
        """Give the folder of an edition."""
        return self.root / report / "editions" / edition

    def current(self, report: str) -> str:
        """Give the id of the edition shown, or "" if there is none."""
        try:
            page = (self.root / report / "index.html").read_text("utf-8")
        except (FileNotFoundError, NotADirectoryError):
            return ""
        found = _CURRENT.search(page)
        return found[1] if found else ""

    def history(self, report: str) -> list[str]:
        """Give the ids of the editions that are there, oldest first."""
        try:
            listed = json.loads((self.root / report / "editions.json").read_text("utf-8"))
        except (FileNotFoundError, NotADirectoryError):
            listed = []
        return [edition for edition in listed if self.folder(report, edition).is_dir()]

    def read_raw(self, report: str, edition: str) -> dict[str, Any] | None:
        """Read a manifest as JSON, for speed; None if there is none, or it is none that this version writes."""
        try:
            data: dict[str, Any] = json.loads((self.folder(report, edition) / MANIFEST).read_bytes())
            known = data.keys() == Manifest.model_fields.keys() and data["inputs"].keys() == Inputs.model_fields.keys()
        except (OSError, ValueError, AttributeError):
            return None
        return data if known else None

    def read(self, report: str, edition: str) -> Manifest:
        """Read the manifest of an edition.

        Raises
        ------
        UsageError
            If there is no such edition.
        """
        known = self.history(report)
        if edition not in known:
            raise UsageError(f"edition {one_of(edition, known)}")
        return Manifest.model_validate_json((self.folder(report, edition) / MANIFEST).read_text("utf-8"))

    def editions(self, report: str) -> list[Edition]:
        """List the editions of a report, oldest first."""
        shown = self.current(report)
        return [
            Edition(edition, self.folder(report, edition), self.read(report, edition), edition == shown)
            for edition in self.history(report)
        ]

    def diff(self, report: str, old: str = "", new: str = "") -> tuple[str, str, tuple[Moved, ...]]:
        """Compare the key figures of two editions: the one shown with the one before it, unless told otherwise.

        Raises
        ------
        UsageError
            If there is no such edition, or no two.
        """
        new = new or self.current(report)
        history = self.history(report)
        if not old:
            before = history[: history.index(new)] if new in history else []
            if not before:
                raise UsageError(
                    f"report {report!r} has no edition before {new or 'the first'}; there is nothing to compare."
                )
            old = before[-1]
        then, now = (self.read(report, edition) for edition in (old, new))
        return old, new, find_moved(then.key_figures, now.key_figures)

    def publish(self, manifest: Manifest, files: Mapping[str, bytes], *, keep: int | None) -> Path:
        """Write an edition beside its place, move it there by one step, then show it.

        Raises
        ------
        ReportError
            If it cannot be written; what was shown still is.
        """
        report, edition = manifest.inputs.report, manifest.edition
        folder = self.folder(report, edition)
        staging = self.root / f"{STAGING}{report}-{edition}"
        try:
            _write(staging, files, manifest)
            folder.parent.mkdir(parents=True, exist_ok=True)
            listed = [*(one for one in self.history(report) if one != edition), edition]
            self._list(report, listed)  # first: what is listed and not there is passed over, what is there is listed
            self._place(staging, report, edition)
            self.show(report, edition, manifest.inputs.title, manifest.inputs.formats)
            if old := listed[: -keep if keep else 0]:
                for one in old:
                    # Gone by one step too: what is deleted file by file is no edition any more.
                    self.folder(report, one).replace(self.root / f"{STAGING}{report}-{one}")
                self._list(report, listed[len(old) :])
        except OSError as error:
            raise ReportError(f"{error.filename or folder}: {error.strerror}; it is not published.") from error
        finally:
            self._sweep(f"{report}-*")
        return folder

    def _place(self, staging: Path, report: str, edition: str) -> None:
        """Move an edition to its place; one of the same inputs that is there already makes way by the same step."""
        folder = self.folder(report, edition)
        if not folder.exists():
            staging.replace(folder)
        elif not _exchange(staging, folder):
            replaced = self.root / f"{REPLACED}{report}-{edition}"
            folder.replace(replaced)  # no rename replaces a full folder; `clear` puts it back if this is cut short
            staging.replace(folder)
            shutil.rmtree(replaced, ignore_errors=True)

    def show(self, report: str, edition: str, title: str, formats: Sequence[str]) -> None:
        """Let the report's address lead to an edition."""
        from liberterra_analysis.report.html import render_index

        self.replace(report, "index.html", render_index(title, edition, formats))

    def rollback(self, report: str, edition: str = "") -> str:
        """Show an earlier edition again: the one before that shown, unless told otherwise; give its id.

        The page and the feed over all reports name the other one until `write_site` is called.

        Raises
        ------
        UsageError
            If there is no such edition.
        """
        history, shown = self.history(report), self.current(report)
        if not edition:
            before = history[: history.index(shown)] if shown in history else []
            if not before:
                raise UsageError(f"report {report!r} has no edition before the one shown.")
            edition = before[-1]
        manifest = self.read(report, edition)
        self.show(report, edition, manifest.inputs.title, manifest.inputs.formats)
        return edition

    def clear(self) -> None:
        """Remove what a build that was stopped left behind, and put back an edition that it had put aside."""
        for path in self.root.glob(f"{REPLACED}*"):
            report, _, edition = path.name.removeprefix(REPLACED).rpartition("-")
            place = self.folder(report, edition)
            if place.exists():
                shutil.rmtree(path)
            else:
                path.replace(place)
        self._sweep("*")

    def _sweep(self, pattern: str) -> None:
        for path in self.root.glob(f"{STAGING}{pattern}"):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)

    def write_log(self, report: str, text: str) -> Path | None:
        """Keep what is known about a failure of a report; with no text, remove what was kept.

        Where even that cannot be written, the failure is told all the same.
        """
        log = self.logs / f"{report}.log"
        with suppress(OSError):
            if text:
                log.parent.mkdir(parents=True, exist_ok=True)
                log.write_text(text, "utf-8")
                return log
            log.unlink(missing_ok=True)
        return None

    def write_state(self, state: Mapping[str, Any]) -> bool:
        """Replace `build.json`, which tells machines what became of each report; if it cannot be written, remove it."""
        try:
            self.replace("", "build.json", json.dumps(state, indent=1, ensure_ascii=False) + "\n")
        except OSError:
            (self.root / "build.json").unlink(missing_ok=True)
            return False
        return True

    def _list(self, report: str, editions: Sequence[str]) -> None:
        self.replace(report, "editions.json", json.dumps(editions) + "\n")

    def replace(self, report: str, name: str, text: str) -> None:
        """Write a file by one step; "" is the folder of all reports."""
        staging = self.root / f"{STAGING}{report}.{name}"
        try:
            staging.write_text(text, "utf-8", newline="\n")
            staging.replace(self.root / report / name)
        except OSError:
            staging.unlink(missing_ok=True)
            raise

    @contextmanager
    def locked(self, waits: Any) -> Iterator[None]:
        """Hold the folder for one build; another one waits, after `waits` was told whose lock it is."""
        from filelock import FileLock, Timeout

        try:
            self.root.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self.root / ".lock")
            try:
                lock.acquire(timeout=0)
            except Timeout:
                waits(os.fspath(lock.lock_file))
                lock.acquire()
        except OSError as error:
            raise ReportError(f"{self.root}: {error.strerror}; no report can be published.") from error
        try:
            yield
        finally:
            lock.release()


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders take each other's place by one step; False where the system cannot."""
    try:
        rename = ctypes.CDLL(None).renameat2
    except (AttributeError, TypeError):  # only Linux has it
        return False
    here, exchange = -100, 2
    return bool(rename(here, os.fsencode(one), here, os.fsencode(other), exchange) == 0)


def _write(folder: Path, files: Mapping[str, bytes], manifest: Manifest) -> None:
    text = json.dumps(manifest.model_dump(mode="json"), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    for name, data in {**files, MANIFEST: text.encode()}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
