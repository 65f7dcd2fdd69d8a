"""Standard streams in whatever state they are."""

import errno
import io
import os
import sys
from typing import Any, BinaryIO, cast

import typer

from liberterra_analysis.errors import WorkspaceError


class _Output(io.FileIO):
    """A descriptor that keeps the reason why it cannot be written instead of raising it, so that a build goes on.

    It has no buffer above it, whose contents an interrupt would write again.
    """

    lost: OSError | None = None

    def write(self, data: Any, /) -> int:
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[super().write(rest) or 0 :]
        except OSError as error:
            self.lost = error
        return len(data)


def open_streams() -> None:
    """Open closed standard streams as empty ones, and stop no command for a failure to print."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream = getattr(sys, name)
        if stream is None:
            _open_nothing(number)
        if stream is None and name == "stdin":
            sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(number, closefd=False)), "utf-8")
        elif name == "stdin":
            continue
        elif stream is None or (stream is getattr(sys, f"__{name}__") and not stream.isatty()):
            output = cast(BinaryIO, _Output(number, "w", closefd=False))
            encoding = getattr(stream, "encoding", "utf-8")
            setattr(sys, name, io.TextIOWrapper(output, encoding, "backslashreplace", write_through=True))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _open_nothing(number: int) -> None:
    """Open the null device under a descriptor that the next file would otherwise get."""
    opened = os.open(os.devnull, os.O_RDWR)
    if opened != number:
        os.dup2(opened, number)
        os.close(opened)
    os.set_inheritable(number, True)


def warn(text: str) -> None:
    """Print a line on standard error, if it holds anything."""
    if text:
        typer.echo(text, err=True)


def check_output() -> None:
    """Raise `WorkspaceError` if standard output was lost, except to a reader that has enough, such as `head`."""
    sys.stdout.flush()
    output = getattr(sys.stdout, "buffer", None)
    if isinstance(output, _Output) and output.lost and output.lost.errno != errno.EPIPE:
        raise WorkspaceError(f"Standard output cannot be written: {output.lost.strerror}.")
