"""Read the text of a file: plain text and Markdown as they are, pages, also saved as MHTML or mail, and PDF."""

import codecs
import email
import email.policy
import re
import subprocess
import sys
import warnings
from pathlib import Path
from typing import BinaryIO

from liberterra_analysis.errors import TextError
from liberterra_analysis.extract import html
from liberterra_analysis.workspace import WorkspaceLike, to_workspace

MAX_BYTES = 20_000_000
"""Size above which a file is not an announcement."""

_CHARSET = re.compile(rb"charset=[\"']?([\w-]{2,30})", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\ufffe\uffff]")
_NO_TEXT = "is not a text but a document or another binary file; save it as text, HTML or PDF"


def read_text_of(path: Path) -> str:
    """Read the text of a file: plain text, Markdown, HTML, mail or PDF, recognised by its content.

    `TextError` if there is no such file, or it holds no text that can be read.
    """
    try:
        with path.open("rb") as file:
            return read_stream(file, str(path))
    except FileNotFoundError:
        raise TextError(str(path), "there is no such file") from None
    except OSError as error:
        raise TextError(str(path), f"cannot be read: {error.strerror}") from None


def read_stream(stream: BinaryIO, name: str) -> str:
    """Read the text of an open file or pipe; `TextError` if it is larger than `MAX_BYTES`, even if it never ends."""
    return text_of(stream.read(MAX_BYTES + 1), name)


def read_announcement(file: str, *, workspace: WorkspaceLike = None) -> str:
    """Read the text of a file of the workspace, by default the one around the working directory, as `read_text_of`."""
    return read_text_of(to_workspace(workspace).root / file)


def text_of(raw: bytes, name: str, *, whole: bool = False) -> str:
    r"""Read the text from the bytes of a file that messages call `name`; of a page without menus, or `whole`.

    Lines end in a line feed. `TextError` if it is empty, too large, binary, or in no encoding that it states.

    >>> text_of(b"<article><p>12 <b>arrests</b></p></article><footer>2 offices</footer>", "page.html")
    '12 arrests\n'
    """
    if len(raw) > MAX_BYTES:
        raise TextError(name, f"is larger than {MAX_BYTES / 1e6:,.0f} MB; no announcement is")
    why = ""
    if raw[:5] == b"%PDF-":
        text, why = _read_apart("pdf", raw, name), "; it may be a scan"
    else:
        text = _decoded(*_unpacked(raw, name), name)
        if _PAGE.search(text[:2000]):
            page, why = _joined(text).encode(), "; save the page from a browser once it is shown"
            small = len(text) <= _SMALL
            text = html.read(page, name, whole=whole) if small else _read_apart("html", page, name, whole=whole)
    text = _CONTROL.sub("\ufffd", _joined(text)).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise TextError(name, f"holds no text{why}")
    return text


_PAGE = re.compile(r"<!doctype html|<html|<body|<article|<main|<p>|<div", re.IGNORECASE)
_FIELD = rb"[\w-]+:.*\n(?:[ \t].*\n)*"
_ARCHIVE = re.compile(rb"(?:From .*\n)?(?:%b){0,200}?content-type:\s*(?:text|multipart)/" % _FIELD, re.IGNORECASE)


def _unpacked(raw: bytes, name: str) -> tuple[bytes, str]:
    """Return the page or text in an archive (.mhtml) or mail, with its encoding if stated; any other file as it is."""
    if not _ARCHIVE.match(raw[:20_000]):
        return raw, ""
    body = email.message_from_bytes(raw, policy=email.policy.default).get_body(("html", "plain"))
    page = body.get_payload(decode=True) if body else None
    if body is None or not isinstance(page, bytes):
        raise TextError(name, "is a mail without a text; save what is attached, and extract from that")
    return page, body.get_content_charset("")


def _joined(text: str) -> str:
    """Join pairs of surrogates to characters; a lone surrogate becomes U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _decoded(raw: bytes, charset: str, name: str) -> str:
    if not raw.strip():
        raise TextError(name, "is empty")
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return raw.decode("utf-16", errors="replace")
    found = _CHARSET.search(raw[:2048])
    stated = found[1].decode("ascii") if found else charset
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in raw[:4096]:
            raise TextError(name, _NO_TEXT) from None
        if not stated:
            byte = f"byte 0x{raw[error.start]:02X} at position {error.start}"
            raise TextError(name, f"is not in UTF-8: {byte}; save it as UTF-8") from None
        return _stated(raw, stated, name)
    if text.startswith("{\\rtf") or len(_CONTROL.findall(text[:100_000])) > len(text[:100_000]) // 100:
        raise TextError(name, _NO_TEXT)
    return text


def _stated(raw: bytes, encoding: str, name: str) -> str:
    """Decode a page by the encoding that it states; raise `TextError` if it is unknown, or exists only in Python."""
    try:
        known = codecs.lookup(encoding).name.replace("_", "-")
        if known in _NO_CHARSETS:
            raise LookupError
        # As browsers do: what states Latin-1 and holds dashes or quotation marks is in Windows-1252.
        return raw.decode("cp1252" if known == "iso8859-1" else encoding, errors="replace")
    except (LookupError, UnicodeError):
        raise TextError(name, f"states an unknown encoding, {encoding!r}") from None


_NO_CHARSETS = frozenset("idna punycode undefined unicode-escape raw-unicode-escape".split())


_SMALL = 100_000  # most characters of a page that is parsed in this process, since that cannot take long
_SECONDS, _MEMORY = 20, 2_000_000_000
_APART = f"""
import runpy, sys, warnings
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({_MEMORY}, {_MEMORY}))
except (ImportError, OSError, ValueError):
    pass  # Windows, macOS: the limit of time holds
from liberterra_analysis.errors import TextError
file, *options = sys.argv[1:]
with warnings.catch_warnings(record=True) as told:
    warnings.simplefilter("always")
    try:
        text = runpy.run_path(file)["read"](sys.stdin.buffer.read(), "", **dict.fromkeys(options, True))
    except TextError as error:
        sys.exit(str(error).removeprefix(": ").removesuffix("."))
print(*(one.message for one in told if one.category is UserWarning), sep="\\n", file=sys.stderr)
sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))
"""


def _read_apart(kind: str, raw: bytes, name: str, *, whole: bool = False) -> str:
    """Read a file in a separate process: a tag of a million attributes takes libxml2 hours, and a PDF may be worse.

    It runs the module of this kind alone, for the package `extract` takes half a second to load.
    """
    command = [sys.executable, "-P", "-c", _APART, str(Path(__file__).with_name(f"{kind}.py"))]
    command += ["whole"] if whole else []
    try:
        run = subprocess.run(command, input=raw, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise TextError(name, f"is no file that can be read within {_SECONDS} seconds") from None
    if run.returncode == 1 and b"Traceback" not in run.stderr:
        raise TextError(name, run.stderr.decode("utf-8", "replace").strip())
    if run.returncode:
        raise TextError(name, f"is no file that can be read within {_MEMORY / 1e9:g} GB of memory")
    for told in run.stderr.decode("utf-8", "replace").splitlines():
        if told.startswith(": "):
            warnings.warn(name + told, stacklevel=3)
    return run.stdout.decode("utf-8", "surrogatepass")
