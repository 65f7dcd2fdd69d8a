"""Read the text of a file: plain text and Markdown as they are, HTML without its boilerplate, PDF page by page."""

from __future__ import annotations

import codecs
import io
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from liberterra_analysis.errors import TextError
from liberterra_analysis.workspace import Workspace, find_workspace

MAX_BYTES = 20_000_000
"""Size above which a file is not an announcement."""

_DROPPED = frozenset(
    "script style noscript template nav footer aside form button svg iframe select menu dialog object audio "
    "video head figcaption".split()
)
_UNREAD = frozenset("script style noscript template title svg object audio video".split())
_DROPPED_ROLES = frozenset("navigation banner contentinfo complementary search dialog alert menu".split())
_DROPPED_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|footer|sidebar|cookies?|consent|share|sharing|social|related"
    r"|newsletter|subscribe|promo|advert|advertisement|ads|comments?|recommended|popup|modal|skip|masthead|byline-links)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_KEPT = frozenset({"html", "body", "main", "article"})
_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li ul ol table tr section article main header blockquote br dl dt dd pre hr figure".split()
)
_MAX_LINKED = 0.6
_CHARSET = re.compile(rb"charset=[\"']?([\w-]{2,30})", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\ufffe\uffff]")


def read_text_of(path: Path) -> str:
    """Read the text of a file.

    Parameters
    ----------
    path : pathlib.Path
        Plain text, Markdown, HTML or PDF, recognised by its content.

    Returns
    -------
    str
        The text; lines end in a line feed.

    Raises
    ------
    TextError
        If there is no such file, or it holds no text that can be read.

    Examples
    --------
    >>> read_text_of(Path("nowhere.txt"))
    Traceback (most recent call last):
    liberterra_analysis.errors.TextError: nowhere.txt: there is no such file.
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


def read_announcement(file: str, *, workspace: Workspace | None = None) -> str:
    """Read the text of a file given by its path in the workspace.

    Parameters
    ----------
    file : str
        The file; a relative path begins at the workspace.
    workspace : Workspace, optional
        Found from the working directory if omitted.

    Returns
    -------
    str
        As `read_text_of` returns it.

    Raises
    ------
    TextError
        If there is no such file, or it holds no text that can be read.

    Examples
    --------
    >>> len(read_announcement("notebooks/announcement.txt")) > 100
    True
    """
    return read_text_of((workspace or find_workspace()).root / file)


def text_of(raw: bytes, name: str, *, whole: bool = False) -> str:
    r"""Read the text from the bytes of a file.

    Parameters
    ----------
    raw : bytes
        Plain text, Markdown, HTML or PDF.
    name : str
        The name of the file in messages.
    whole : bool
        Return all the text of a page, its menus, teasers and captions too.

    Returns
    -------
    str
        The text; lines end in a line feed.

    Raises
    ------
    TextError
        If it is empty, too large, binary, or in no encoding that it states.

    Examples
    --------
    >>> text_of(b"<article><p>12 <b>arrests</b></p></article><footer>2 offices</footer>", "page.html")
    '12 arrests\n'
    """
    if len(raw) > MAX_BYTES:
        raise TextError(name, f"is larger than {MAX_BYTES / 1e6:,.0f} MB; no announcement is")
    if raw[:5] == b"%PDF-":
        text = _read_apart("pdf", raw, name)
    else:
        text = _decoded(raw, name)
        start = text[:2000].lower()
        if re.search(r"<!doctype html|<html|<body|<article|<main|<p>|<div", start):
            kind = "page" if whole else "announcement"
            small = len(text) <= _SMALL
            text = _html(text, name, whole=whole) if small else _read_apart(kind, _joined(text).encode(), name)
    text = _CONTROL.sub("\ufffd", _joined(text)).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise TextError(name, "holds no text" + ("; it may be a scan" if raw[:5] == b"%PDF-" else ""))
    return text


def _joined(text: str) -> str:
    """Join pairs of surrogates to characters; a lone surrogate becomes U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _decoded(raw: bytes, name: str) -> str:
    if not raw.strip():
        raise TextError(name, "is empty")
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return raw.decode("utf-16", errors="replace")
    stated = _CHARSET.search(raw[:2048])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if b"\0" in raw[:4096]:
            raise TextError(name, "is not a text but a binary file") from None
        if stated is None:
            byte = f"byte 0x{raw[error.start]:02X} at position {error.start}"
            raise TextError(name, f"is not in UTF-8: {byte}; save it as UTF-8") from None
        return _stated(raw, stated[1].decode("ascii"), name)
    if len(_CONTROL.findall(text[:100_000])) > len(text[:100_000]) // 100:
        raise TextError(name, "is not a text but a binary file")
    return text


def _stated(raw: bytes, encoding: str, name: str) -> str:
    """Decode a page by the encoding that it states; raise `TextError` if it is unknown, or exists only in Python."""
    try:
        if codecs.lookup(encoding).name in _NO_CHARSETS:
            raise LookupError
        return raw.decode(encoding, errors="replace")
    except (LookupError, UnicodeError):
        raise TextError(name, f"states an unknown encoding, {encoding!r}") from None


_NO_CHARSETS = frozenset({"idna", "punycode", "undefined", "unicode_escape", "unicode-escape"}) | frozenset(
    {"raw_unicode_escape", "raw-unicode-escape"}
)


def _pdf(raw: bytes, name: str) -> str:
    import logging

    import pypdf

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it tells of every oddity of a file that it reads all the same
    try:
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(raw)).pages]
    except Exception as error:  # noqa: BLE001 (a broken file breaks its reader in many ways)
        raise TextError(name, f"cannot be read as PDF: {error}") from None
    return "\n".join(pages) + "\n"


_SMALL = 100_000
"""Most characters of a page that is parsed in this process, since that cannot take long."""
_SECONDS, _MEMORY = 20, 2_000_000_000
_APART = f"""
import runpy, sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({_MEMORY}, {_MEMORY}))
except (ImportError, OSError, ValueError):
    pass  # Windows, macOS: the limit of time holds
from liberterra_analysis.errors import TextError
try:
    text = runpy.run_path({__file__!r})["READERS"][sys.argv[1]](sys.stdin.buffer.read(), "")
except TextError as error:
    sys.exit(str(error).removeprefix(": ").removesuffix("."))
sys.stdout.buffer.write(text.encode("utf-8", "surrogatepass"))
"""


def _read_apart(kind: str, raw: bytes, name: str) -> str:
    """Read a file in a separate process: a tag of a million attributes takes libxml2 hours, and a PDF may be worse.

    It runs this file alone, for the package `extract` takes half a second to load.
    """
    command = [sys.executable, "-P", "-c", _APART, kind]
    try:
        run = subprocess.run(command, input=raw, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise TextError(name, f"is no file that can be read within {_SECONDS} seconds") from None
    if run.returncode == 1 and b"Traceback" not in run.stderr:
        raise TextError(name, run.stderr.decode("utf-8").strip())
    if run.returncode:
        raise TextError(name, f"is no file that can be read within {_MEMORY / 1e9:g} GB of memory")
    return run.stdout.decode("utf-8", "surrogatepass")


def _html(text: str, name: str, *, whole: bool) -> str:
    from lxml import etree, html

    parser = html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(re.sub(r"^\s*<\?xml[^>]*>", "", text), parser=parser)
    except etree.ParserError:  # it holds nothing but a declaration
        return ""
    if limits := [entry.message for entry in parser.error_log if entry.type_name == "ERR_RESOURCE_LIMIT"]:
        raise TextError(name, f"is no page that can be read: {limits[0].partition(', ')[0].strip()}")
    marked = [found for path in (".//article", ".//main", ".//*[@role='main']") for found in root.findall(path)]
    top = root if whole else max(marked, key=lambda one: len("".join(one.itertext())), default=root)
    skip = _is_unread if whole else _is_boilerplate
    if top is not root and len("".join(top.itertext())) < 200 and len("".join(root.itertext())) > 2000:
        top = root
    parts: list[str] = []
    walk = etree.iterwalk(top, events=("start", "end"))
    for event, element in walk:
        if event == "start" and skip(element):
            walk.skip_subtree()
        elif event == "start":
            parts.append(_opening(element) + re.sub(r"\s+", " ", element.text or ""))
        if event == "end":
            kept = "" if skip(element) else _closing(element)
            parts.append(kept + (re.sub(r"\s+", " ", element.tail or "") if element is not top else ""))
    lines = (re.sub(r"[ \t]+", " ", line).strip().strip("|").strip() for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line not in {"", "-"}) + "\n"


READERS: Mapping[str, Callable[[bytes, str], str]] = {
    "announcement": lambda raw, name: _html(raw.decode(), name, whole=False),
    "page": lambda raw, name: _html(raw.decode(), name, whole=True),
    "pdf": _pdf,
}
"""What a separate process does, by its argument."""


def _is_unread(element: Any) -> bool:
    return not isinstance(element.tag, str) or element.tag in _UNREAD or element.get("hidden") is not None


def _is_boilerplate(element: Any) -> bool:
    tag = element.tag
    if not isinstance(tag, str) or tag in _DROPPED or element.get("role") in _DROPPED_ROLES:
        return True
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if tag in _KEPT:
        return False
    if _DROPPED_NAMES.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return True
    if tag in {"ul", "ol", "div", "section"} and len(element) < 200:
        links = element.findall(".//a") if tag in {"ul", "ol"} else []
        if len(links) > 2:
            linked = sum(len("".join(link.itertext()).strip()) for link in links)
            return linked > _MAX_LINKED * max(len("".join(element.itertext()).strip()), 1)
    return False


def _opening(element: Any) -> str:
    if element.tag == "li":
        return "\n- "
    if element.tag in {"td", "th"}:
        return " | "
    return "\n" if element.tag in _BLOCKS else ""


def _closing(element: Any) -> str:
    return "\n" if element.tag in _BLOCKS else ""
