"""Read and write the files of a target: a local folder, or whatever fsspec reaches."""

from __future__ import annotations

import mimetypes
import re
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from liberterra_analysis.errors import UsageError
from liberterra_analysis.files import write_whole
from liberterra_analysis.workspace import Workspace

__all__ = ["Folder", "Remote", "TargetError", "find_folder", "open_target"]

PAUSES = (2.0, 8.0)
"""Seconds to wait before the second and the third attempt."""

PATIENCE = 60.0
"""Seconds after which a silent SFTP server is given up; the other libraries have limits of their own."""

STORES = {"s3": "ContentType", "s3a": "ContentType", "gs": "content_type", "gcs": "content_type"} | dict.fromkeys(
    ("az", "abfs", "abfss"), "content_settings"
)
"""Object stores, which replace a file in one step, with what each library calls the type of a file's content."""

MAX_TEXT = 300
"""Characters of the message of a library that are shown."""

SFTP = ("sftp", "ssh")

_SECRET = re.compile(r"\?\S+|(?<=//)[^/\s@]+@")
"""What may be a password or a signature in the address that the message of a library repeats."""


class TargetError(OSError):
    """A target did what was asked in none of three attempts."""


def open_target(workspace: Workspace, to: str) -> Folder | Remote:
    """Return the target at an address; a path is relative to the workspace.

    Raises `UsageError` if nothing can be sent there, and `TargetError` if it does not answer.
    """
    folder, own = find_folder(workspace, to), workspace.published.resolve()
    if folder is None:
        return Remote(to)
    if folder == own or own in folder.parents or folder in own.parents:
        raise UsageError(f"{to!r} is, holds or is in the folder of the published reports; name another folder.")
    return Folder(folder)


def find_folder(workspace: Workspace, to: str) -> Path | None:
    """Return the folder of a target on this machine, or None for an address elsewhere."""
    protocol, slashes, _ = to.partition("://")
    if slashes and protocol != "file":
        return None
    return (workspace.root / (unquote(urlsplit(to).path) if slashes else Path(to).expanduser())).resolve()


class Folder:
    """A target on this machine; names are relative to it. `writers` is how many files may be sent at the same time."""

    writers = 8

    def __init__(self, root: Path) -> None:
        self.root = root

    def read(self, name: str) -> bytes | None:
        """Return the contents of a file, or None if there is none."""
        with suppress(FileNotFoundError, NotADirectoryError):
            return (self.root / name).read_bytes()
        return None

    def write(self, name: str, data: bytes) -> None:
        """Write a file so that a reader finds the old one or the whole new one."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)

    def remove(self, folder: str) -> None:
        """Delete a folder, if it is there."""
        with suppress(FileNotFoundError):
            shutil.rmtree(self.root / folder)


class Remote:
    """A target that fsspec reaches, with the methods of `Folder`, each tried three times."""

    def __init__(self, address: str) -> None:
        protocol = address.partition("://")[0]
        self._type = STORES.get(protocol)
        self.writers = 8 if self._type else 1
        self._made = set[str]()
        self._fs, self._root = _persist(lambda: _connect(address, protocol))

    def read(self, name: str) -> bytes | None:
        """Return the contents of a file, or None if there is none."""
        found: bytes | None = _persist(lambda: self._fs.cat_file(f"{self._root}/{name}"), optional=True)
        return found

    def write(self, name: str, data: bytes) -> None:
        """Write a file so that a reader finds the old one or the whole new one."""
        path = f"{self._root}/{name}"
        _persist(lambda: self._store(path, data) if self._type else self._replace(path, data))

    def remove(self, folder: str) -> None:
        """Delete a folder, if it is there."""
        _persist(lambda: self._fs.rm(f"{self._root}/{folder}", recursive=True), optional=True)

    def _store(self, path: str, data: bytes) -> None:
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        given = {"content_type": kind} if self._type == "content_settings" else kind
        self._fs.pipe_file(path, data, **{str(self._type): given})

    def _replace(self, path: str, data: bytes) -> None:
        folder, _, name = path.rpartition("/")
        if folder not in self._made:
            self._fs.makedirs(folder, exist_ok=True)
            self._made.add(folder)
        fresh = f"{folder}/.{name}.new"
        self._fs.pipe_file(fresh, data)
        self._fs.mv(fresh, path)


def _persist(action: Callable[[], Any], *, optional: bool = False) -> Any:
    """Return what an action over the network returns, which is tried three times; raise `TargetError` with why not.

    With `optional`, None is returned where there is no such file.
    """
    for pause in (*PAUSES, None):
        try:
            return action()
        except UsageError:
            raise
        except Exception as error:  # noqa: BLE001 (each library raises its own kinds)
            if optional and isinstance(error, FileNotFoundError):
                break
            if pause is None:
                text = " ".join(str(error).split()) or type(error).__name__
                raise TargetError(_SECRET.sub("…", text)[:MAX_TEXT].rstrip(".")) from None
            time.sleep(pause)
    return None


def _connect(address: str, protocol: str) -> tuple[Any, str]:
    """Return the file system of an address, and the path on it."""
    more = "'liberterra_analysis[publish]'"
    try:
        from fsspec.core import url_to_fs

        given = _secure_sftp() if protocol in SFTP else {}
        fs, path = url_to_fs(address, **given)
    except ImportError as error:
        raise UsageError(f"To publish to {protocol}://: pip install {more} ({error}).") from None
    except ValueError as error:
        raise UsageError(f"Nothing can be published to {protocol}://: {_SECRET.sub('…', str(error))}.") from None
    if given:
        fs.ftp.get_channel().settimeout(PATIENCE)
    return fs, path.rstrip("/")


def _secure_sftp() -> dict[str, Any]:
    """Return options by which only servers are written to whose keys are known, which fsspec does not ask for."""
    import fsspec
    import paramiko
    from fsspec.implementations.sftp import SFTPFileSystem

    for protocol in SFTP:  # another package may stand for them, which knows no such options
        fsspec.register_implementation(protocol, SFTPFileSystem, clobber=True)

    class KnownHosts(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
        def missing_host_key(self, _: object, hostname: str, key: Any) -> None:
            path = Path.home() / ".ssh" / "known_hosts"
            if not path.is_file() or not paramiko.HostKeys(str(path)).check(hostname, key):
                raise UsageError(f"The key of {hostname} is not in {path}: connect once with ssh, which asks about it.")

    return {"host_key_policy": KnownHosts(), "timeout": PATIENCE, "banner_timeout": PATIENCE}
