"""The page and the feed over all reports: complete, escaped, the same for the same editions, not written in vain."""

import json
import os
import re
import shutil
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from liberterra_analysis.document import KeyFigure, Link
from liberterra_analysis.report.publish import site
from liberterra_analysis.report.publish.changes import FigureChange
from liberterra_analysis.report.publish.site import write_site
from liberterra_analysis.report.publish.store import Store
from liberterra_analysis.report.render.imprint import Site
from liberterra_analysis.workspace import Workspace
from tests.reports.stage import contents, make_inputs, make_manifest

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = ("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}} ]]> &amp;", "a\u202eb 😀")
NO_XML = "".join(map(chr, [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(Workspace(tmp_path))
    made.root.mkdir(parents=True)
    return made


def publish(
    store: Store,
    report: str,
    title: str,
    *,
    date: str = "2024-11-06",
    before: str = "",
    text: str = "9",
    keep: int | None = None,
    moved: bool = True,
    **topics: tuple[str, ...],
) -> str:
    files = {"report.html": b"", "report.pdf": b""}
    manifest = make_manifest(
        make_inputs(report, title=title, cells=(date, text), formats=("html", "pdf")),
        files,
        date=date,
        finding=f"A source gives {text}.",
        previous=before,
        moved=(FigureChange(label="arrests", was="8", now=text, kind="changed"),) if before and moved else (),
        topics=topics,
        words="arrests",
        key_figures=(KeyFigure(number=Link(text=text, target="#a", number=True), label="arrests"),),
    )
    store.publish(manifest, files, keep=keep)
    return manifest.edition


def test_it_tells_title_finding_year_and_earlier_editions(store: Store) -> None:
    oldest = publish(store, "first", "First", date="2024-01-02", text="7")
    old = publish(store, "first", "First", date="2024-01-02", text="8")
    new = publish(store, "first", "First", before=old, year=("2023", "2024"))
    assert write_site(store) == []
    page = (store.root / "index.html").read_text("utf-8")
    for text in ("<p>A source gives 9.</p>", ">First</a> <span>2023–2024</span>", f"edition {old}<"):
        assert text in page
    assert [*dict.fromkeys(re.findall(r'href="first/editions/(\w+)/report.html"', page))] == [new, old, oldest]
    assert not re.search(r'(href|src)="(/|https?:|file:)', page)


def test_the_feed_is_atom_and_tells_what_moved(store: Store) -> None:
    old = publish(store, "first", "First", text="8")
    new = publish(store, "first", "First", date="2025-01-02", before=old)
    publish(store, "second", "Second")
    publish(store, "third", "Third", before="0", moved=False)
    write_site(store)
    feed = ET.fromstring((store.root / "feed.xml").read_text("utf-8"))  # noqa: S314
    assert feed.find(f"{ATOM}updated").text == "2025-01-02T00:00:00Z"
    entries = feed.findall(f"{ATOM}entry")
    assert entries[0].find(f"{ATOM}id").text.rpartition(":")[2] == new
    assert [entry.find(f"{ATOM}content").text for entry in entries] == [
        "Since the edition before: arrests: now 9; the edition before had 8.",
        "First edition.",
        "No key figure moved.",
    ]
    assert entries[0].find(f"{ATOM}link").get("href") == f"first/editions/{new}/report.html"


def test_reports_stand_in_groups_the_newest_first_and_filters_name_what_they_are_about(store: Store) -> None:
    publish(store, "ledger", "Audit")
    publish(store, "gbr", "United Kingdom", group=("Countries",), country=("GBR",))
    publish(store, "old", "Old", group=("Operations",), year=("2019",), country=("GBR", "TUR"), organisation=("NCA",),
            series=("Only",))  # fmt: skip
    publish(store, "new", "New", group=("Operations",), year=("2024",), organisation=("INTERPOL",))
    write_site(store, Site(title="All of it", description="What it is about"))
    page = (store.root / "index.html").read_text("utf-8")
    assert re.findall('data-at="([0-9])"', page) == ["0", "1", "2", "3"]
    assert re.findall(r"<h2 .*>(.*)</h2>|id=\"(\w+)\" data-at", page) == [
        ("Operations", ""), ("", "new"), ("", "old"), ("Countries", ""), ("", "gbr"), ("Method", ""), ("", "ledger"),
    ]  # fmt: skip
    assert re.findall('<option value="([^"]+)">(.*?)</option>', page) == [
        ("INTERPOL", "INTERPOL"), ("NCA", "NCA"), ("2024", "2024"), ("2019", "2019"),
        ("TUR", "Türkiye"), ("GBR", "United Kingdom"),
    ]  # fmt: skip
    assert "<h1>All of it</h1>" in page
    assert "What it is about" in page
    assert (store.root / "words.js").read_text(
        "utf-8"
    ) == 'addWords({"arrests":[0,1,2,3]},["new","old","gbr","ledger"]);'


def test_a_report_that_names_a_country_stands_by_its_title_unless_it_is_about_that_country(store: Store) -> None:
    for report, group, country in (("a", "Operations", "GBR"), ("b", "Operations", "TUR"),
                                   ("c", "Countries", "GBR"), ("d", "Countries", "TUR")):  # fmt: skip
        publish(store, report, report, group=(group,), country=(country,))
    write_site(store)
    assert re.findall('id="([a-d])" data-at', (store.root / "index.html").read_text("utf-8")) == ["a", "b", "d", "c"]


def test_an_accent_does_not_move_a_country_behind_the_others_of_its_letter(store: Store) -> None:
    for report, country in (("a", "CYP"), ("b", "CIV"), ("c", "CRI")):
        publish(store, report, report, group=("Countries",), country=(country,))
    write_site(store)
    page = (store.root / "index.html").read_text("utf-8")
    assert re.findall('id="([a-c])" data-at', page) == ["c", "b", "a"]
    assert re.findall('<option value="([A-Z]+)">', page) == ["CRI", "CIV", "CYP"]


def test_the_index_asks_for_the_words_of_its_own_reports_and_not_for_older_ones(store: Store) -> None:
    asked = []
    for report in ("first", "second"):
        publish(store, report, report)
        write_site(store)
        asked += re.findall(r'data-words="(words\.js\?\w+)"', (store.root / "index.html").read_text("utf-8"))
    assert len(set(asked)) == 2


def test_a_page_over_hundreds_of_reports_is_light_and_folds_all_but_the_newest_years(store: Store) -> None:
    topics = {"organisation": ("INTERPOL", "Europol"), "country": ("GBR", "TUR", "MLI") * 5}
    for number in range(200):
        publish(
            store,
            f"operation-{number}",
            f"Operation of a name {number}",
            text="17,793 " * 30,
            year=(str(2001 + number // 10),),
            **topics,
        )
    write_site(store)
    page = (store.root / "index.html").read_text("utf-8")
    assert len(page.encode()) < 300_000
    years = re.findall(r'<details class="year"( open)?>\n<summary><h3>(\d+)</h3> (\d+) reports<', page)
    assert [year for _, year, _ in years] == [str(year) for year in range(2020, 2000, -1)]
    assert [(is_open, count) for is_open, _, count in years[:3]] == [(" open", "10")] * 2 + [("", "10")]
    assert (store.root / "feed.xml").read_text("utf-8").count("<entry>") == 50


def test_programs_find_the_texts_of_all_reports_in_a_list(store: Store) -> None:
    edition = publish(store, "first", "A [b]", group=("Operations",))
    write_site(store, Site(title="All *of* it", description="What", address="https://a.org/r/"))
    assert (store.root / "llms.txt").read_text("utf-8") == (
        "# All \\*of\\* it\n\n> What\n\n## Operations\n\n"
        f"- [A \\[b\\]](https://a.org/r/first/editions/{edition}/report.md): A source gives 9.\n"
    )


def test_readers_see_what_is_shown_and_no_report_that_cannot_be_read(store: Store) -> None:
    publish(store, "first", "First")
    old = publish(store, "back", "Back", date="2024-01-02")
    newer = publish(store, "back", "Back", before=old)
    store.rollback("back", old)
    damaged = publish(store, "damaged", "Damaged")
    (store.folder("damaged", damaged) / "manifest.json").write_bytes(b"")
    publish(store, "unread", "Unread")
    (store.root / "unread/editions.json").unlink()
    (store.root / "unread/editions.json").mkdir()
    assert write_site(store) == []
    page = (store.root / "index.html").read_text("utf-8")
    assert re.findall('id="([a-z]+)" data-at', page) == ["back", "first"]
    assert newer not in page
    assert f"editions/{old}/report.html" in (store.root / "back/index.html").read_text("utf-8")


def test_hostile_titles_and_figures_are_text(store: Store) -> None:
    for number, text in enumerate(HOSTILE):
        publish(store, f"r{number}", text, text=text)
    write_site(store)
    page = (store.root / "index.html").read_text("utf-8")
    assert not re.search(r"<script>alert|<img src=x", page)
    titles = {entry.find(f"{ATOM}title").text for entry in ET.parse(store.root / "feed.xml").iter(f"{ATOM}entry")}  # noqa: S314
    assert titles == set(HOSTILE)


def test_characters_that_no_document_may_hold_are_replaced(store: Store) -> None:
    publish(store, "first", f"One{NO_XML}", text=f"9{NO_XML}", before="0")
    write_site(store)
    feed = ET.parse(store.root / "feed.xml")  # noqa: S314
    assert feed.find(f"{ATOM}entry/{ATOM}title").text == "One" + "\ufffd" * len(NO_XML)
    for page in (store.root / "index.html", store.root / "first/index.html"):
        assert not set(NO_XML) & set(page.read_text("utf-8"))
    assert site.clean("a\ud800\udfffb") == "a\ufffd\ufffdb", "lone surrogates can be written in no encoding"


@pytest.mark.parametrize(
    ("date", "expected"),
    [("", "1970-01-01"), ("2024", "2024-01-01"), ("2024-11", "2024-11-01"), ("autumn", "1970-01-01")],
)
def test_a_date_that_is_no_day_is_made_one(store: Store, date: str, expected: str) -> None:
    publish(store, "first", "First", date=date)
    write_site(store)
    feed = ET.parse(store.root / "feed.xml")  # noqa: S314
    assert feed.find(f"{ATOM}entry/{ATOM}updated").text == f"{expected}T00:00:00Z"


PAGES = ("index.html", "feed.xml", "words.js", "first/index.html")


def test_what_is_right_is_not_written_until_another_publishes(store: Store) -> None:
    publish(store, "first", "First")
    write_site(store)
    before = {name: (store.root / name).stat().st_ino for name in PAGES}
    assert write_site(store) == []
    assert {name: (store.root / name).stat().st_ino for name in PAGES} == before
    assert write_site(store, Site(title="All of it")) == []
    assert "<h1>All of it</h1>" in (store.root / "index.html").read_text("utf-8")


@pytest.mark.parametrize(
    "spoil",
    [
        *(partial(lambda name, root: (root / name).unlink(), name) for name in PAGES),
        *(partial(lambda name, root: (root / name).write_text("of another day"), name) for name in PAGES),
        *(partial(lambda text, root: (root / ".site.json").write_text(text), text) for text in ("", "5", "[" * 99_999)),
    ],
)
def test_pages_are_mended_also_if_no_edition_is_new(store: Store, spoil: Callable[[Path], object]) -> None:
    publish(store, "first", "First")
    write_site(store)
    before = contents(store.root)
    spoil(store.root)
    assert write_site(store) == []
    assert contents(store.root) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda store: publish(store, "second", "Second"),
        lambda store: publish(store, "first", "First", text="10"),
        lambda store: shutil.rmtree(store.root / "first"),
    ],
)
def test_pages_follow_the_editions_without_being_told(store: Store, change: Callable[[Store], object]) -> None:
    publish(store, "first", "First")
    write_site(store)
    before = (store.root / "index.html").read_bytes()
    change(store)
    assert write_site(store) == []
    assert (store.root / "index.html").read_bytes() != before


def test_no_link_of_a_page_is_dead_while_editions_are_published_and_not_kept(store: Store) -> None:
    publish(store, "first", "First")
    write_site(store)
    end, dead, read = threading.Event(), set[str](), set[str]()

    def follow() -> None:
        while not end.is_set():
            links = []
            for page in PAGES:
                text = (store.root / page).read_text("utf-8")
                links += [(store.root / page).parent / link for link in re.findall(r'href="([^"#:]+/[^"]+)"', text)]
            read.update(map(str, links))
            dead.update(str(link) for link in links if not link.exists())

    reader = threading.Thread(target=follow)
    reader.start()
    for number in range(12):
        publish(store, "first", "First", text=str(number), keep=1)
        if number % 3 == 2:  # a build publishes several reports before it writes the pages
            write_site(store)
            store.clear()
    end.set()
    reader.join()
    assert dead == set()
    assert len(read) > 4


def test_what_cannot_be_written_leaves_what_was_there_and_is_written_later(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(store, "first", "First")
    write_site(store)
    before = contents(store.root)
    publish(store, "second", "Second")

    def fail(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    written = ["second/index.html", "words.js", "feed.xml", "llms.txt", "catalog.jsonld", "index.html"]
    for most in range(1, 7):  # the disk is full after so many files
        replace, calls = Store.replace, iter(range(9))
        with monkeypatch.context() as patch:
            patch.setattr(
                Store, "replace", lambda *some, c=calls, n=most, r=replace: r(*some) if next(c) < n else fail()
            )
            assert write_site(store) == written[most - 1 :]
        assert contents(store.root)["first/index.html"] == before["first/index.html"]
    assert write_site(store) == []
    assert "Second" in (store.root / "index.html").read_text("utf-8")
    assert "Second" in (store.root / "feed.xml").read_text("utf-8")


def test_a_folder_that_is_no_report_is_passed_over(store: Store) -> None:
    (store.root / "notes").mkdir()
    (store.root / "build.json").write_text(json.dumps({}), "utf-8")
    assert write_site(store) == []
    assert "No report is published yet." in (store.root / "index.html").read_text("utf-8")
