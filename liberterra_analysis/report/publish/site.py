"""The page and the feed of all published reports: plain files that need no server, and work at any address."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from liberterra_analysis.document import KeyFigure
from liberterra_analysis.errors import ReportError
from liberterra_analysis.report.execute.fingerprint import fingerprint, hash_bytes
from liberterra_analysis.report.publish.manifest import (
    MANIFEST,
    Manifest,
    hash_json,
    hash_package,
    say_moved,
)
from liberterra_analysis.report.publish.store import Editions, Store

__all__ = ["write_page", "write_site"]

MOST_EARLIER = 12
"""Earlier editions of a report that the page lists; the folder holds the others."""

LATEST = 50
"""Entries of the feed."""

UNDATED = "1970-01-01"
"""Atom wants a date of every entry; a report without one is older than all others."""

PAGE, FEED = "index.html", "feed.xml"

WRITTEN = ".site.json"
"""What the pages were made from, and the hash of each: by it the next build knows whether they are right."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold, and lone surrogates, which no encoding has."""


class Edition(NamedTuple):
    """An edition on the page: its id, the date of its data, and its files, relative to the page."""

    edition: str
    date: str
    html: str
    pdf: str


class Entry(NamedTuple):
    """A report on the page; `shown` is None where no edition was ever published."""

    report: str
    title: str
    state: str
    note: str = ""
    finding: str = ""
    key_figure: KeyFigure | None = None
    thumbnail: str = ""
    shown: Edition | None = None
    earlier: tuple[Edition, ...] = ()
    moved: str = ""


class Published(NamedTuple):
    """A report as found; `editions` is None where `editions.json` cannot be read."""

    report: str
    editions: Editions | None
    failed: bool


def write_site(store: Store, *, package: str = "") -> list[str]:
    """Write `index.html`, `feed.xml` and the page of each report, unless they are current.

    `package` is the hash of the package. Returns the names of the files that could not be written.
    """
    try:
        reports = _find_reports(store)
        key = _hash_reports(store, reports, package or hash_package())
    except OSError:
        return [PAGE, FEED]
    if _is_written(store, key):
        return []
    pages = _render(store, reports)
    lost = [name for name, text in pages.items() if not _write(store, name, text)]
    if not lost:
        hashes = {name: hash_bytes(text.encode()) for name, text in pages.items()}
        _write(store, WRITTEN, json.dumps({"key": key, "pages": hashes}))
    return lost


def _render(store: Store, reports: Sequence[Published]) -> dict[str, str]:
    leads = {f"{one.report}/{PAGE}": _lead(store, one.report, one.editions) for one in reports if one.editions}
    entries = [_describe(store, one) for one in reports]
    entries = sorted(entries, key=lambda one: (one.title.casefold(), one.report))
    pages = {name: text for name, text in leads.items() if text}
    return pages | {FEED: _render_feed(entries), PAGE: _render_page(entries)}


def _write(store: Store, name: str, text: str) -> bool:
    report, _, file = name.rpartition("/")
    try:
        store.replace(report, file, text)
    except OSError:
        return False
    return True


def write_page(store: Store, report: str) -> None:
    """Write the page at the address of a report, which leads to the edition shown; ignore errors."""
    with suppress(ReportError):
        if text := _lead(store, report, store.editions(report)):
            _write(store, f"{report}/{PAGE}", text)  # if it cannot, `write_site` tries again, and tells


def _lead(store: Store, report: str, editions: Editions) -> str:
    from liberterra_analysis.report.render.html import render_template

    manifest = store.find(report, editions.shown) if editions.shown else None
    if manifest is None:
        return ""
    return clean(
        render_template(
            "index.html.j2", title=manifest.inputs.title, edition=editions.shown, formats=manifest.inputs.formats
        )
    )


def _find_reports(store: Store) -> list[Published]:
    """Find the reports that have an edition, or a log of a failed build."""
    failed, found = _find_failed(store), []
    for report in sorted({*store.reports(), *failed}):
        try:
            editions = store.editions(report)
        except ReportError:
            found.append(Published(report, None, failed=True))
        else:
            if editions.shown or report in failed:
                found.append(Published(report, editions, report in failed))
    return found


def _find_failed(store: Store) -> set[str]:
    try:
        return {name.removesuffix(".log") for name in os.listdir(store.logs) if name.endswith(".log")}  # noqa: PTH208
    except OSError:
        return set()


def _hash_reports(store: Store, reports: Sequence[Published], package: str) -> str:
    found: list[Any] = [package]
    for report, editions, failed in reports:
        found.append([report, failed, editions is None])
        if editions and editions.shown:
            kept = editions.kept[-MOST_EARLIER - 1 :]
            found.append([editions.shown, kept, _hash(store, f"{report}/editions/{editions.shown}/{MANIFEST}")])
    return hash_json(found)


def _hash(store: Store, name: str) -> str | None:
    return fingerprint(os.fspath(store.root / name), os.fspath(store.root))


def _is_written(store: Store, key: str) -> bool:
    try:
        written = json.loads((store.root / WRITTEN).read_bytes())
        return written["key"] == key and all(_hash(store, name) == digest for name, digest in written["pages"].items())
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False


def _describe(store: Store, published: Published) -> Entry:
    report, editions, failed = published
    state = "failed" if failed else "current"
    shown = editions.shown if editions else None
    if editions is None:
        return Entry(report, report, state, "Which edition is published cannot be read.")
    if shown is None:
        return Entry(report, report, state, "Could not be built; no edition was published yet.")
    manifest = store.find(report, shown)
    if manifest is None:
        return Entry(report, report, "failed", f"The edition shown ({shown}) is damaged.")
    edition = _edition(report, shown, manifest)
    before = editions.kept[: editions.kept.index(shown)][-MOST_EARLIER:]
    return Entry(
        report=report,
        title=manifest.inputs.title,
        state=state,
        note=_say_shown(edition, failed=failed, rolled_back=editions.rolled_back),
        finding=manifest.finding,
        key_figure=manifest.key_figures[0] if manifest.key_figures else None,
        thumbnail=_address(report, shown, manifest.thumbnail) if manifest.thumbnail else "",
        shown=edition,
        earlier=tuple(_earlier(store, report, before[::-1])),
        moved=_say_moved(manifest),
    )


def _say_shown(shown: Edition, *, failed: bool, rolled_back: bool) -> str:
    what = f"showing the edition of {shown.date or 'an unknown date'} ({shown.edition})"
    notes = [f"The last rebuild failed: {what}."] if failed else []
    if rolled_back:
        notes.append(f"Rolled back: {what}; a newer one is not shown.")
    return " ".join(notes)


def _say_moved(manifest: Manifest) -> str:
    if not manifest.previous:
        return "First edition."
    if not manifest.moved:
        return "No figure moved."
    return f"Since the edition before: {'; '.join(map(say_moved, manifest.moved))}."


def _earlier(store: Store, report: str, editions: Sequence[str]) -> Iterator[Edition]:
    for edition in editions:
        if manifest := store.find(report, edition):
            yield _edition(report, edition, manifest)


def _edition(report: str, edition: str, manifest: Manifest) -> Edition:
    formats = manifest.inputs.formats
    html, pdf = (_address(report, edition, f"report.{kind}") if kind in formats else "" for kind in ("html", "pdf"))
    return Edition(edition, manifest.date, html, pdf)


def _address(report: str, edition: str, name: str) -> str:
    return f"{report}/editions/{edition}/{name}"


def clean(text: str) -> str:
    """Replace characters that no XML or HTML document may hold, such as control characters and lone surrogates."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _render_page(entries: Sequence[Entry]) -> str:
    from liberterra_analysis.report.render.html import render_template

    return clean(render_template("site.html.j2", entries=entries))


def _render_feed(entries: Sequence[Entry]) -> str:
    ET.register_namespace("", "http://www.w3.org/2005/Atom")
    dated = [(one.shown.date, one, one.shown) for one in entries if one.shown]
    dated.sort(key=lambda each: each[0], reverse=True)
    feed = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    _add(feed, "title", "Reports on operations against human trafficking and migrant smuggling")
    _add(feed, "id", "urn:liberterra-analysis:reports")
    _add(feed, "updated", _time(dated[0][0] if dated else ""))
    _add(_add(feed, "author"), "name", "liberterra_analysis")
    _add(feed, "link", rel="self", href="feed.xml")
    for _, one, shown in dated[:LATEST]:
        _add_entry(feed, one, shown)
    ET.indent(feed, space="")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'


def _add_entry(feed: ET.Element, one: Entry, shown: Edition) -> None:
    entry = _add(feed, "entry")
    _add(entry, "title", one.title)
    _add(entry, "id", f"urn:liberterra-analysis:{one.report}:{shown.edition}")
    _add(entry, "updated", _time(shown.date))
    _add(entry, "link", href=shown.html or shown.pdf)
    _add(entry, "summary", one.finding or one.title)
    _add(entry, "content", one.moved, type="text")


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, name, {key: clean(value) for key, value in attributes.items()})
    element.text = clean(text) if text else text
    return element


def _time(date: str) -> str:
    day = f"{date}-01-01"[:10]
    return f"{day if _DAY.fullmatch(day) else UNDATED}T00:00:00Z"
