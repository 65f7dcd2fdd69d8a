"""The page and the feed of all published reports: plain files that need no server, and work at any address."""

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby

from liberterra_analysis import places
from liberterra_analysis.errors import ReportError
from liberterra_analysis.files import hash_bytes, hash_file, hash_json
from liberterra_analysis.report.execute.fingerprint import hash_package
from liberterra_analysis.report.publish.changes import describe_change
from liberterra_analysis.report.publish.dcat import describe_catalogue
from liberterra_analysis.report.publish.manifest import Manifest
from liberterra_analysis.report.publish.search import write_words
from liberterra_analysis.report.publish.store import Editions, Store
from liberterra_analysis.report.render.imprint import NO_SITE, Site
from liberterra_analysis.report.render.markdown import escape_markdown

MAX_EARLIER = 12
"""Earlier editions of a report that the page lists; the folder holds the others."""

MAX_NEWS = 50
"""Entries of the feed."""

UNDATED = "1970-01-01"
"""Atom wants a date of every entry; a report without one is older than all others."""

PAGE, FEED, WORDS, CATALOGUE, TEXTS = "index.html", "feed.xml", "words.js", "catalog.jsonld", "llms.txt"

COUNTRIES = "Countries"
GROUPS = ("Operations", "Series", COUNTRIES, "Method")
"""Headings of the page, in this order; a report that names none stands under the last, others come after them."""

FILTERS = ("organisation", "year", "series", "country")

WRITTEN = ".site.json"
"""The hash of what the pages were made from, and of each page: by them the next build knows whether they are right."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may hold, and lone surrogates, which no encoding has."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A report on the page, with the edition shown and earlier ones.

    Of `shown` follow `group`, the heading under which it stands, `years`, the first and the last year that it is about,
    and `newest`, the last; `country` is the name of the country that it is about, "" where it is about another thing.
    """

    report: str
    shown: Manifest
    earlier: tuple[Manifest, ...]
    group: str
    years: str
    newest: str
    country: str


def write_site(store: Store, site: Site = NO_SITE) -> list[str]:
    """Write the pages of all reports, unless they are right; return the names of files that could not be written."""
    reports: dict[str, Editions] = {}
    for name in store.reports():
        with suppress(ReportError):
            reports[name] = store.editions(name)
    states = {name: one.model_dump(include={"shown", "kept"}) for name, one in reports.items()}
    key = hash_json([hash_package(), states, site.model_dump()])
    if _is_written(store, key):
        return []
    readable = {name: shown for name, one in reports.items() if (shown := store.find(name, one.shown))}
    entries = sorted((_describe(store, name, reports[name], shown) for name, shown in readable.items()), key=_place)
    pages = {f"{one.report}/{PAGE}": _render_lead(one.shown) for one in entries}
    words = write_words({one.report: one.shown.words.split() for one in entries})
    pages |= {WORDS: words, FEED: _render_feed(entries, site), TEXTS: _list_texts(entries, site)}
    pages[CATALOGUE] = clean(describe_catalogue([one.shown for one in entries], site))
    pages[PAGE] = _render_page(entries, site, words)
    lost = [name for name, text in pages.items() if not _write(store, name, text)]
    if not lost:
        hashes = {name: hash_bytes(text.encode()) for name, text in pages.items()}
        _write(store, WRITTEN, json.dumps({"key": key, "pages": hashes}))
    return lost


def write_page(store: Store, report: str) -> None:
    """Write the page at the address of a report, which leads to the edition shown, if that is possible now."""
    if shown := store.find(report, store.current(report)):
        _write(store, f"{report}/{PAGE}", _render_lead(shown))  # or `write_site` tries again, and reports it


def _is_written(store: Store, key: str) -> bool:
    try:
        written = json.loads((store.root / WRITTEN).read_bytes())
        pages = written["pages"].items()
        return written["key"] == key and all(hash_file(store.root / name) == digest for name, digest in pages)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False


def _write(store: Store, name: str, text: str) -> bool:
    try:
        store.replace(name, text)
    except OSError:
        return False
    return True


def _describe(store: Store, report: str, editions: Editions, shown: Manifest) -> Entry:
    """Return the entry of a report on the page."""
    before = editions.kept[: editions.kept.index(editions.shown)][-MAX_EARLIER:]
    earlier = tuple(filter(None, (store.find(report, edition) for edition in reversed(before))))
    group = next(iter(shown.topics.get("group", ())), GROUPS[-1])
    years = shown.topics.get("year", ())
    newest = max(years, default="")
    span = "–".join(dict.fromkeys([*years[:1], newest])).strip("–")
    codes = shown.topics.get("country", ()) if group == COUNTRIES else ()
    country = places.country_name(codes[0]) if len(codes) == 1 and places.is_country(codes[0]) else ""
    return Entry(report, shown, earlier, group, span, newest, country)


def _place(entry: Entry) -> tuple[int, str, int, str, str]:
    """Return by what reports are sorted: groups in their order, in them the newest year, then the title."""
    known = GROUPS.index(entry.group) if entry.group in GROUPS else len(GROUPS)
    newest = -int(entry.newest) if entry.newest.isdigit() else 0
    name = places.fold_name(entry.country) or entry.shown.inputs.title.casefold()
    return known, entry.group, newest, name, entry.report


def _describe_changes(manifest: Manifest) -> str:
    if not manifest.previous:
        return "First edition."
    if not manifest.moved:
        return "No key figure moved." if manifest.key_figures else "It has no key figures to compare."
    return f"Since the edition before: {'; '.join(map(describe_change, manifest.moved))}."


def clean(text: str) -> str:
    """Replace characters that no XML or HTML document may hold, such as control characters and lone surrogates."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def _render(template: str, **values: object) -> str:
    from liberterra_analysis.report.render.html import render_template  # lazy: most builds change no page

    return clean(render_template(template, **values))


def _render_lead(shown: Manifest) -> str:
    return _render("index.html.j2", title=shown.inputs.title, edition=shown.edition, formats=shown.inputs.formats)


def _render_page(entries: Sequence[Entry], site: Site, words: str) -> str:
    from liberterra_analysis.report.render.html import style_page

    # With its hash in the address, no cache gives the words of other reports.
    values = {"style": style_page(site), "site": site, "words": f"{WORDS}?{hash_bytes(words.encode())[:12]}"}
    groups = {group: list(found) for group, found in groupby(entries, key=lambda one: one.group)}
    values |= {"groups": groups, "numbers": {one.report: at for at, one in enumerate(entries)}}
    return _render("site.html.j2", filters=_list_filters(entries), **values)


def _list_filters(entries: Sequence[Entry]) -> dict[str, list[tuple[str, str]]]:
    """Return for each filter the values that reports have, each with its label."""
    filters = {}
    for topic in FILTERS:
        values = {value for one in entries for value in one.shown.topics.get(topic, ())}
        named = [(one, places.country_name(one) if places.is_country(one) else one) for one in values]
        if len(named) > 1:
            filters[topic] = sorted(named, key=lambda pair: places.fold_name(pair[1]), reverse=topic == "year")
    return filters


def _render_feed(entries: Sequence[Entry], site: Site) -> str:
    shown = sorted((one.shown for one in entries), key=lambda one: one.day, reverse=True)[:MAX_NEWS]
    return _render("feed.xml.j2", shown=shown, site=site, time=_format_time, changes=_describe_changes) + "\n"


def _list_texts(entries: Sequence[Entry], site: Site) -> str:
    """Return the list of the reports' texts for programs that read, as https://llmstxt.org has it."""
    lines = [f"# {escape_markdown(site.title or 'Reports')}"]
    lines += ["", f"> {escape_markdown(site.description)}"] if site.description else []
    for group, found in groupby(entries, key=lambda one: one.group):
        lines += ["", f"## {escape_markdown(group)}", ""]
        for one in found:
            name, finding = escape_markdown(one.shown.inputs.title), escape_markdown(one.shown.finding)
            address = f"{site.address or ''}{one.shown.folder}report.md"
            lines.append(f"- [{name}]({address})" + (f": {finding}" if finding else ""))
    return clean("\n".join(lines)) + "\n"


def _format_time(date: str) -> str:
    day = f"{date}-01-01"[:10]
    return f"{day if _DAY.fullmatch(day) else UNDATED}T00:00:00Z"
