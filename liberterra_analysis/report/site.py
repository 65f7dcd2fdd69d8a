"""The page and the feed over all published reports: plain files that need no server, and work at any address."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree import ElementTree as ET

from liberterra_analysis.report.edition import Moved, hash_json, say_moved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from liberterra_analysis.report.store import Store

__all__ = ["write_site"]

MOST_EARLIER = 12
"""Earlier editions of a report that the page lists; the folder holds the others."""

LATEST = 50
"""Entries of the feed."""

UNDATED = "1970-01-01"
"""Atom wants a date of every entry; a report without one is older than all others."""

_KEY = re.compile(r'<meta name="liberterra-site" content="([0-9a-f]+)">')


class Edition(NamedTuple):
    """An edition as the page names it: its id, the date of its data, and its files, relative to the page."""

    edition: str
    date: str
    html: str
    pdf: str


class Entry(NamedTuple):
    """One report as the page shows it; `shown` is None where no edition was ever published."""

    report: str
    title: str
    finding: str
    key_figure: dict[str, Any] | None
    thumbnail: str
    shown: Edition | None
    earlier: tuple[Edition, ...]
    failed: bool
    moved: tuple[Moved, ...]


def write_site(store: Store, *, changed: bool = True, package: str = "") -> bool:
    """Write `index.html` and `feed.xml` over all published reports, each by one step.

    Parameters
    ----------
    store : Store
        The published reports.
    changed : bool
        Whether a report was built or failed since they were written; if not, they are written only where they are
        missing, other folders are there, or another package wrote them.
    package : str
        Hash of the package.

    Returns
    -------
    bool
        Whether they are current: False where they could not be written, and what was there still is.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from liberterra_analysis.report.store import Store
    >>> from liberterra_analysis.workspace import Workspace
    >>> with TemporaryDirectory() as folder:
    ...     store = Store(Workspace(Path(folder)))
    ...     store.root.mkdir(parents=True)
    ...     write_site(store), (store.root / "feed.xml").exists()
    (True, True)
    """
    try:
        reports, failed = _published(store), _failed(store)
        key = hash_json([package, reports, failed])
        if not changed and _is_current(store, key):
            return True
        entries = sorted(_entries(store, reports, set(failed)), key=lambda one: (one.title.casefold(), one.report))
        store.replace("", "feed.xml", _feed(entries))
        store.replace("", "index.html", _page(entries, key))
    except OSError:
        return False
    return True


def _published(store: Store) -> list[str]:
    with os.scandir(store.root) as found:
        return sorted(one.name for one in found if one.is_dir() and not one.name.startswith("."))


def _failed(store: Store) -> list[str]:
    """Give the reports whose last rebuild failed: those of which a log is kept."""
    try:
        return sorted(name.removesuffix(".log") for name in os.listdir(store.logs) if name.endswith(".log"))  # noqa: PTH208
    except OSError:
        return []


def _is_current(store: Store, key: str) -> bool:
    if not (store.root / "feed.xml").exists():
        return False
    try:
        with (store.root / "index.html").open(encoding="utf-8") as page:
            found = _KEY.search(page.read(2000))
    except OSError:
        return False
    return bool(found) and found[1] == key  # type: ignore[index]  # it is there if it was found


def _entries(store: Store, reports: list[str], failed: set[str]) -> Iterator[Entry]:
    for report in reports:
        shown = store.current(report)
        manifest = store.read_raw(report, shown) if shown else None
        if manifest is None:
            continue
        before = [one for one in store.history(report) if one != shown][-MOST_EARLIER:]
        yield Entry(
            report=report,
            title=manifest["inputs"]["title"],
            finding=manifest["finding"],
            key_figure=manifest["key_figures"][0] if manifest["key_figures"] else None,
            thumbnail=_address(report, shown, manifest["thumbnail"]) if manifest["thumbnail"] else "",
            shown=_edition(report, shown, manifest),
            earlier=tuple(_earlier(store, report, before[::-1])),
            failed=report in failed,
            moved=tuple(Moved.model_validate(moved) for moved in manifest["moved"]),
        )
    for report in sorted(failed - {report for report in reports if store.current(report)}):
        yield Entry(report, report, "", None, "", None, (), failed=True, moved=())


def _earlier(store: Store, report: str, editions: list[str]) -> Iterator[Edition]:
    for edition in editions:
        if manifest := store.read_raw(report, edition):
            yield _edition(report, edition, manifest)


def _edition(report: str, edition: str, manifest: dict[str, Any]) -> Edition:
    formats = manifest["inputs"]["formats"]
    html, pdf = (_address(report, edition, f"report.{kind}") if kind in formats else "" for kind in ("html", "pdf"))
    return Edition(edition, manifest["date"], html, pdf)


def _address(report: str, edition: str, name: str) -> str:
    return f"{report}/editions/{edition}/{name}"


def _page(entries: list[Entry], key: str) -> str:
    from liberterra_analysis.report.html import environment, read_source

    page = environment().get_template("site.html.j2")
    return page.render(entries=entries, key=key, style=read_source("style.css"), script=read_source("site.js"))


def _feed(entries: list[Entry]) -> str:
    ET.register_namespace("", "http://www.w3.org/2005/Atom")
    dated = sorted(
        (one for one in entries if one.shown), key=lambda one: one.shown.date if one.shown else "", reverse=True
    )
    feed = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    _add(feed, "title", "Reports on operations against human trafficking and migrant smuggling")
    _add(feed, "id", "urn:liberterra-analysis:reports")
    _add(feed, "updated", _time(next((one.shown.date for one in dated if one.shown), "")))
    _add(_add(feed, "author"), "name", "liberterra_analysis")
    _add(feed, "link", rel="self", href="feed.xml")
    for one in dated[:LATEST]:
        _feed_entry(feed, one)
    ET.indent(feed, space="")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'


def _feed_entry(feed: ET.Element, one: Entry) -> None:
    if one.shown is None:
        return
    entry = _add(feed, "entry")
    _add(entry, "title", one.title)
    _add(entry, "id", f"urn:liberterra-analysis:{one.report}:{one.shown.edition}")
    _add(entry, "updated", _time(one.shown.date))
    _add(entry, "link", href=one.shown.html or one.shown.pdf)
    _add(entry, "summary", one.finding or one.title)
    moved = f"Since the edition before: {'; '.join(map(say_moved, one.moved))}." if one.moved else "No figure moved."
    _add(entry, "content", moved if one.earlier else "First edition.", type="text")


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, name, attributes)
    element.text = text
    return element


def _time(date: str) -> str:
    return f"{(date or UNDATED)[:10]}T00:00:00Z"
