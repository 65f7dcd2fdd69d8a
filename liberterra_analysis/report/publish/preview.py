"""A draft in the browser that is made again whenever its notebook or data change."""

import json
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import unquote, urlsplit

from liberterra_analysis.errors import LiberterraError, WorkspaceError
from liberterra_analysis.report.execute.fingerprint import decode_name
from liberterra_analysis.report.execute.server import Servers
from liberterra_analysis.report.publish.draft import make_draft
from liberterra_analysis.report.publish.job import Made
from liberterra_analysis.workspace import Workspace

INTERVAL = 0.5
"""Seconds between looks at the files."""

SCRIPT = Path(__file__).with_suffix(".js")

EMPTY = b"<!doctype html><html lang='en'><head><title>Preview</title></head><body></body></html>"
"""The page until there is a draft."""


class _Shown:
    """What the server shows: the files of the last good draft, and why the newest one failed."""

    def __init__(self) -> None:
        self.files: Mapping[str, bytes] = {}
        self.version = 0
        self.message = ""

    def find(self, path: str) -> bytes | None:
        """Return what stands at a path of the server."""
        if path == "/state":
            return json.dumps({"version": self.version, "message": self.message}).encode()
        if path in {"/", "/report.html"}:
            script = SCRIPT.read_text("utf-8").replace("VERSION", str(self.version))
            return add_script(self.files.get("report.html", EMPTY), script)
        return self.files.get(path.removeprefix("/"))


def add_script(page: bytes, script: str) -> bytes:
    """Add a script to a page, and to what its policy allows."""
    digest = b64encode(sha256(script.encode()).digest())
    page = page.replace(b"default-src 'none';", b"default-src 'none'; connect-src 'self';", 1)
    page = page.replace(b"script-src ", b"script-src 'sha256-" + digest + b"' ", 1)
    return page.replace(b"</body>", b"<script>" + script.encode() + b"</script></body>", 1)


def preview(
    workspace: Workspace,
    name: str,
    parameters: Mapping[str, object],
    *,
    port: int = 0,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve a draft on this machine until interrupted, and make it again when a file changes on which it depends.

    A failure is shown above the last good draft.
    """
    shown, draft = _Shown(), None
    with Servers(workspace) as servers, _serve(shown, port) as address:
        tell(f"Preview of {name} at {address}; Ctrl-C ends it.")
        while True:
            before = _list_states(workspace, draft)
            try:
                draft = make_draft(workspace, name, parameters, servers=servers)
                shown.files, shown.message = draft.files, ""
                shown.version += 1
                tell(f"{name}: built")
            except LiberterraError as error:
                shown.message = str(error)
                tell(f"{name}: {error}")
            while _list_states(workspace, draft) == before:
                time.sleep(INTERVAL)


def _list_states(workspace: Workspace, draft: Made | None) -> dict[Path, tuple[int, int]]:
    """Return the time and size of each file of the workspace, and of those elsewhere that the draft read."""
    read = draft.manifest.inputs.data if draft else ()
    inside = (path for folder in (workspace.data, workspace.notebooks) for path in folder.rglob("*"))
    states = {}
    for path in {workspace.catalogue, *inside, *(workspace.root / decode_name(name) for name in read)}:
        with suppress(OSError):
            found = path.stat()
            if not path.is_dir():
                states[path] = (found.st_mtime_ns, found.st_size)
    return states


@contextmanager
def _serve(shown: _Shown, port: int) -> Iterator[str]:
    """Serve on loopback alone, in a thread; yield the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            # Another site must not read the draft through a name that leads here.
            found = shown.find(path) if self.headers.get("Host") == f"127.0.0.1:{server.server_port}" else None
            self.send_response(404 if found is None else 200)
            kind = "application/json" if path == "/state" else guess_type(path)[0] or "text/html; charset=utf-8"
            self.send_header("Content-Type", kind)
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(found or b"")

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    except OSError as error:
        raise WorkspaceError(f"port {port} cannot be used: {error.strerror}; name another by --port.") from None
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
