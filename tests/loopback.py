"""A server on this machine, for tests of what reads and writes over the network."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@contextmanager
def serve(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[Any]:
    """Answer requests on a free port until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


Answer = Callable[["Handler"], None]


@dataclass
class Server:
    """A server whose answers a test chooses by path, or for every other path; the last of several is repeated."""

    url: str
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    elsewhere: list[Answer] = field(default_factory=lambda: [answer(b"", 404)])
    asked: list[dict[str, str]] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        return [one["path"] for one in self.asked]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    def do_GET(self) -> None:
        told: Server = self.server.told
        told.asked.append(dict(self.headers) | {"path": self.path})
        answers = told.answers.get(self.path, told.elsewhere)
        try:
            (answers.pop(0) if len(answers) > 1 else answers[0])(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def answer(self, body: bytes, status: int = 200, **headers: object) -> None:
        self.send_response(status)
        for name, value in ({"Content_Length": len(body)} | headers).items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)


def answer(body: bytes | str, status: int = 200, **headers: object) -> Answer:
    raw = body if isinstance(body, bytes) else body.encode()
    return lambda handler: handler.answer(raw, status, **headers)


@contextmanager
def serve_answers() -> Iterator[Server]:
    with serve(Handler) as listening:
        told = listening.told = Server(f"http://127.0.0.1:{listening.server_port}")
        yield told
