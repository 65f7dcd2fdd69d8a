"""Read and write the files of a target: a folder, or whatever else fsspec reaches."""

import mimetypes
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from liberterra_analysis.errors import ReportError, UsageError
from liberterra_analysis.files import write_whole
from liberterra_analysis.retry import retry
from liberterra_analysis.workspace import Workspace

STORES: Mapping[str, Callable[[str], dict[str, Any]]] = {
    "s3": lambda kind: {"ContentType": kind},
    **dict.fromkeys(("gs", "gcs"), lambda kind: {"content_type": kind}),
    **dict.fromkeys(("az", "abfs", "abfss"), lambda kind: {"content_settings": {"content_type": kind}}),
}
"""Object stores, which replace a file in one step, with how each library is given the type of its content."""

PATIENCE = 120.0
"""Seconds that one file may take: the libraries wait for a silent server for an hour or longer."""

SETTINGS = {"known_hosts": (), "connect_timeout": PATIENCE}
"""For SFTP: servers whose keys are known to OpenSSH, which the library does not ask for by itself."""

STOPPED = "; a publish that stops leaves a whole site, and the next one goes on"
"""What holds where a file cannot be written or deleted."""

MAX_TEXT = 300
"""Characters of the message of a library that are shown."""

_SECRET = re.compile(r"\?\S+|(?<=//)[^/\s@]+@")
"""What may be a password or a signature in the address that the message of a library repeats."""


def find_folder(workspace: Workspace, to: str) -> Path | None:
    """Return the folder of a target on this machine, relative to the workspace; None for an address elsewhere."""
    path = unquote(to.removeprefix("file://")) if to.startswith("file://") else to
    try:
        return None if "://" in path else (workspace.root / Path(path).expanduser()).resolve()
    except RuntimeError:
        raise UsageError(f"{to!r} begins with a home folder that is not known here; name the whole path.") from None


class Target:
    """The files of a target, by their names there; what fails elsewhere than in a folder is tried three times.

    Raises `UsageError` if nothing can be sent to the address, and `ReportError` if a file cannot be read or written.
    `writers` is how many files may be read or written at the same time.
    """

    def __init__(self, workspace: Workspace, to: str) -> None:
        self._to, self._folder = to, find_folder(workspace, to)
        for own in (one.resolve() for one in (workspace.published, workspace.data, workspace.notebooks)):
            if self._folder and (self._folder.is_relative_to(own) or own.is_relative_to(self._folder)):
                raise UsageError(f"{to!r} is, holds or is in {own.name}/ of the workspace; name another folder.")
        self._protocol = to.partition("://")[0]
        self._fs, self._root = self._persist(partial(_connect, to, self._protocol, self._folder))
        self._limit = {"timeout": PATIENCE} if self._fs.async_impl else {}
        self.writers = 8 if self._folder or self._fs.async_impl else 1

    def read(self, name: str) -> bytes | None:
        """Return the contents of a file, or None if there is none."""
        found: bytes | None = self._persist(lambda: _if_there(self._fs.cat_file, f"{self._root}/{name}", **self._limit))
        return found

    def write(self, name: str, data: bytes) -> None:
        """Write a file so that a reader finds the old one or the whole new one."""
        self._persist(lambda: self._write(f"{self._root}/{name}", data), STOPPED)

    def _write(self, path: str, data: bytes) -> None:
        folder, _, name = path.rpartition("/")
        if self._protocol in STORES:
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            self._fs.pipe_file(path, data, **STORES[self._protocol](kind), **self._limit)
            return
        self._fs.makedirs(folder, exist_ok=True, **self._limit)
        if self._folder:
            write_whole(Path(path), data)
        else:
            self._fs.pipe_file(f"{folder}/.{name}.new", data, **self._limit)
            self._fs.mv(f"{folder}/.{name}.new", path, **self._limit)

    def remove(self, folder: str) -> None:
        """Delete a folder, if it is there."""
        self._persist(lambda: _if_there(self._fs.rm, f"{self._root}/{folder}", recursive=True, **self._limit), STOPPED)

    def _persist(self, action: Callable[[], Any], outcome: str = "") -> Any:
        try:
            return action() if self._folder else retry(action)
        except UsageError:
            raise
        except Exception as error:  # noqa: BLE001 (each library raises its own kinds)
            why = _SECRET.sub("…", " ".join(str(error).split()))[:MAX_TEXT].rstrip(".") or type(error).__name__
            raise ReportError(f"{self._to}: {why}{outcome}.") from None


def _if_there(action: Callable[..., Any], path: str, **options: Any) -> Any:
    with suppress(FileNotFoundError):
        return action(path, **options)


def _connect(address: str, protocol: str, folder: Path | None) -> tuple[Any, str]:
    """Return the file system of an address, and the path on it; a folder may have the characters of an address."""
    from fsspec.core import filesystem, url_to_fs

    if folder:
        return filesystem("file"), str(folder)
    try:
        fs, path = url_to_fs(address, **(SETTINGS if protocol in {"sftp", "ssh"} else {}))
    except (ImportError, TypeError) as error:  # TypeError: another library for SFTP is installed
        raise UsageError(
            f"To publish to {protocol}://: pip install 'liberterra_analysis[publish]' ({error})."
        ) from None
    except ValueError as error:
        raise UsageError(f"Nothing can be published to {protocol}://: {_SECRET.sub('…', str(error))}.") from None
    return fs, path.rstrip("/")
