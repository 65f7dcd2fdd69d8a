"""The page and the feed over all reports: complete, escaped, the same for the same editions, not written in vain."""

from __future__ import annotations

import json
import os
import re
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from liberterra_analysis.document import KeyFigure, Link
from liberterra_analysis.report.edition import Inputs, Manifest, Moved
from liberterra_analysis.report.site import write_site
from liberterra_analysis.report.store import Store
from liberterra_analysis.workspace import Workspace

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}} ]]> &amp;", "a\u202eb 😀")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(Workspace(tmp_path))
    made.root.mkdir(parents=True)
    return made


def publish(
    store: Store, report: str, title: str, *, date: str = "2024-11-06", before: str = "", text: str = "9"
) -> str:
    inputs = Inputs(
        report=report, title=title, cells=(date, text), parameters={}, formats=("html", "pdf"), package="", versions={}
    )
    manifest = Manifest(
        edition=inputs.edition,
        date=date,
        inputs=inputs,
        finding=f"A source gives {text}.",
        previous=before,
        moved=(Moved(label="arrests", was="8", now=text, kind="changed"),) if before else (),
        key_figures=(KeyFigure(number=Link(text=text, target="#a", number=True), label="arrests"),),
        outputs={},
    )
    store.publish(manifest, {"report.html": b"", "report.pdf": b""}, keep=None)
    return manifest.edition


def test_it_tells_title_finding_figure_date_and_earlier_editions(store: Store) -> None:
    old = publish(store, "first", "First", date="2024-01-02", text="8")
    new = publish(store, "first", "First", before=old)
    assert write_site(store)
    page = (store.root / "index.html").read_text("utf-8")
    for text in ("<p>A source gives 9.</p>", "<strong>9</strong> arrests", f"Edition {new}, data of", "2024-01-02"):
        assert text in page
    for edition in (old, new):
        assert f'href="first/editions/{edition}/report.html"' in page
    assert not re.search(r'(href|src)="(/|https?:|file:)', page)


def test_the_feed_is_atom_and_tells_what_moved(store: Store) -> None:
    old = publish(store, "first", "First", text="8")
    new = publish(store, "first", "First", date="2025-01-02", before=old)
    publish(store, "second", "Second")
    write_site(store)
    feed = ET.fromstring((store.root / "feed.xml").read_text("utf-8"))  # noqa: S314
    assert feed.find(f"{ATOM}updated").text == "2025-01-02T00:00:00Z"
    entries = feed.findall(f"{ATOM}entry")
    assert entries[0].find(f"{ATOM}id").text.rpartition(":")[2] == new
    assert [entry.find(f"{ATOM}content").text for entry in entries] == [
        "Since the edition before: arrests: 9, 8 before.",
        "First edition.",
    ]
    assert entries[0].find(f"{ATOM}link").get("href") == f"first/editions/{new}/report.html"


def test_a_failed_rebuild_says_which_edition_is_shown(store: Store) -> None:
    edition = publish(store, "first", "First")
    store.write_log("first", "It failed.")
    store.write_log("never", "It failed too.")
    write_site(store)
    page = (store.root / "index.html").read_text("utf-8")
    assert f"The last rebuild failed: showing the edition of 2024-11-06 ({edition})." in page
    assert "Could not be built; no edition was published yet." in page
    assert page.count('data-state="failed"') == 2


def test_hostile_titles_and_figures_are_text(store: Store) -> None:
    for number, text in enumerate(HOSTILE):
        publish(store, f"r{number}", text, text=text)
    write_site(store)
    page = (store.root / "index.html").read_text("utf-8")
    assert not re.search(r"<script>alert|<img src=x", page)
    titles = {entry.find(f"{ATOM}title").text for entry in ET.parse(store.root / "feed.xml").iter(f"{ATOM}entry")}  # noqa: S314
    assert titles == set(HOSTILE)


def test_it_is_the_same_for_the_same_editions_and_not_written_in_vain(store: Store) -> None:
    publish(store, "first", "First")
    files = [store.root / name for name in ("index.html", "feed.xml")]
    write_site(store, package="p")
    before = [(path.read_bytes(), path.stat().st_ino) for path in files]
    write_site(store, changed=False, package="p")
    assert [(path.read_bytes(), path.stat().st_ino) for path in files] == before
    write_site(store, package="p")
    assert [path.read_bytes() for path in files] == [data for data, _ in before]
    changes = (files[1].unlink, partial(publish, store, "second", "Second"), partial(store.write_log, "x", "y"))
    for change in changes:
        change()
        write_site(store, changed=False, package="p")
        assert [path.stat().st_ino for path in files] != [inode for _, inode in before]
        before = [(path.read_bytes(), path.stat().st_ino) for path in files]


def test_what_cannot_be_written_leaves_what_was_there(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(store, "first", "First")
    write_site(store)
    before = (store.root / "index.html").read_bytes()
    publish(store, "second", "Second")

    def fail(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Store, "replace", fail)
    assert not write_site(store)
    assert (store.root / "index.html").read_bytes() == before


def test_a_folder_that_is_no_report_is_passed_over(store: Store) -> None:
    (store.root / "notes").mkdir()
    (store.root / "build.json").write_text(json.dumps({}), "utf-8")
    assert write_site(store)
    assert "No report is published yet." in (store.root / "index.html").read_text("utf-8")
