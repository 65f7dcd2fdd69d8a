"""Editions: published by one step, kept, shown again, compared; the same inputs give the same bytes again."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from liberterra_analysis import cli
from liberterra_analysis.document import Document, KeyFigure, KeyFigures, Link, Note, Paragraph, Text, Title
from liberterra_analysis.errors import ReportError, UsageError
from liberterra_analysis.report import store as module
from liberterra_analysis.report.build import Options, build
from liberterra_analysis.report.edition import Inputs, Manifest, Moved, find_moved, hash_bytes, tell_moved
from liberterra_analysis.report.store import Store
from liberterra_analysis.workspace import Workspace
from tests.reports.stage import (
    SHOW,
    contents,
    is_whole,
    make_workspace,
    rewrite,
    write_catalogue,
    write_notebook,
)

LETTERS = "abcdefgh"


def figure(label: str, words: str, detail: str = "") -> KeyFigure:
    return KeyFigure(number=Link(text=words, target="#a", number=True), label=label, detail=detail)


def edition(letter: str, *, text: str = "", figures: tuple[KeyFigure, ...] = (), report: str = "a") -> Any:
    """Make an edition: its manifest, and two files that say which one it is."""
    inputs = Inputs(
        report=report, title="A", cells=(letter,), parameters={}, formats=("html",), package="", versions={}
    )
    files = {name: f"{name} {letter} {text}".encode() * 2000 for name in ("report.html", "tables/t.csv")}
    outputs = {name: hash_bytes(data) for name, data in files.items()}
    return Manifest(edition=inputs.edition, date="", inputs=inputs, key_figures=figures, outputs=outputs), files


@pytest.fixture
def store(workspace: Workspace) -> Store:
    workspace.published.mkdir()
    return Store(workspace)


def publish(store: Store, letters: str, *, keep: int | None = None) -> list[str]:
    ids = []
    for letter in letters:
        manifest, files = edition(letter, figures=(figure("arrests", f"about {ord(letter)}"),))
        store.publish(manifest, files, keep=keep)
        ids.append(manifest.edition)
    return ids


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("exchange", [True, False])
def test_a_reader_sees_a_whole_edition_at_every_moment(
    workspace: Workspace, store: Store, monkeypatch: pytest.MonkeyPatch, exchange: bool
) -> None:
    publish(store, "a")
    end, seen, torn = threading.Event(), set(), []

    def read() -> None:
        while not end.is_set():
            shown = store.current("a")
            folder = store.folder("a", shown)
            try:
                seen.add(shown)
                texts = {path.read_bytes()[-9:] for path in (folder / "report.html", folder / "tables/t.csv")}
            except FileNotFoundError:
                if store.folder("a", shown).exists() and store.current("a") == shown:
                    torn.append("gone")
                continue
            if len(texts) > 2:
                torn.append("mixed")

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(100):
        manifest, files = edition(LETTERS[number % 8])
        store.publish(manifest, files, keep=3)
        assert is_whole(workspace, "a") == manifest.edition
    end.set()
    for reader in readers:
        reader.join()
    assert torn == []
    assert len(seen) > 2
    assert names(workspace.published) == {"a"}


def test_an_edition_of_the_same_inputs_takes_the_place_of_the_other_by_one_step(
    workspace: Workspace, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = publish(store, "a")
    end, missing = threading.Event(), []

    def read() -> None:
        while not end.is_set():
            if not (store.folder("a", one) / "report.html").exists():
                missing.append(1)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(200):
        manifest, files = edition("a", text=str(number))
        store.publish(manifest, files, keep=None)
    end.set()
    reader.join()
    assert missing == []
    assert is_whole(workspace, "a") == one
    assert store.history("a") == [one]
    monkeypatch.setattr(module, "_exchange", lambda *_: False)
    manifest, files = edition("a", text="where the system cannot")
    store.publish(manifest, files, keep=None)
    assert is_whole(workspace, "a") == one
    assert names(workspace.published) == {"a"}


def test_what_cannot_be_written_leaves_what_is_shown(
    workspace: Workspace, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = publish(store, "a")
    before, said = contents(workspace.published), set()
    for step in ("mkdir", "replace", "write_text", "write_bytes"):
        original: Callable[..., Any] = getattr(Path, step)
        for call in range(1, 6):
            calls = iter(range(1, 99))

            def fail(
                path: Path, *rest: Any, at: int = call, then: Any = original, count: Any = calls, **more: Any
            ) -> Any:
                if next(count) == at:
                    raise OSError(28, "No space left on device", str(path))
                return then(path, *rest, **more)

            with monkeypatch.context() as patch:
                patch.setattr(Path, step, fail)
                manifest, files = edition("b")
                try:
                    store.publish(manifest, files, keep=None)
                except ReportError as error:
                    said.add(str(error).partition(": ")[2])
                else:
                    assert next(calls) <= call
            assert is_whole(workspace, "a") in {one, manifest.edition}
            assert not list(workspace.published.glob(".staging-a-*"))
            store.rollback("a", one)
            shutil.rmtree(store.folder("a", manifest.edition), ignore_errors=True)
            store.clear()
            (workspace.published / "a/editions.json").write_text(f'["{one}"]\n', "utf-8")
    assert said == {"No space left on device; it is not published."}
    assert contents(workspace.published) == before


def test_editions_are_kept_and_deleted(workspace: Workspace, store: Store) -> None:
    ids = publish(store, "abc")
    assert store.history("a") == ids
    assert [(one.edition, one.shown) for one in store.editions("a")] == [
        *((id_, False) for id_ in ids[:2]),
        (ids[2], True),
    ]
    more = publish(store, "de", keep=2)
    assert store.history("a") == more
    assert names(workspace.published / "a/editions") == set(more)
    assert publish(store, "f", keep=1) == store.history("a")
    publish(store, "gf", keep=None)
    assert store.history("a")[-1] == store.current("a"), "what comes again is the newest"
    assert len(store.history("a")) == 2
    assert names(workspace.published) == {"a"}


def test_rolling_back(store: Store) -> None:
    one, two, three = publish(store, "abc")
    assert (store.rollback("a"), store.current("a")) == (two, two)
    assert (store.rollback("a"), store.current("a")) == (one, one)
    with pytest.raises(UsageError) as caught:
        store.rollback("a")
    assert str(caught.value) == "report 'a' has no edition before the one shown."
    assert (store.rollback("a", three), store.current("a"), store.history("a")) == (three, three, [one, two, three])
    with pytest.raises(UsageError) as caught:
        store.rollback("a", "0000")
    listed = ", ".join(map(repr, sorted([one, two, three])))
    assert str(caught.value).startswith(f"edition '0000' is not one of {listed}")
    (four,) = publish(store, "d")
    assert (store.current("a"), store.rollback("a")) == (four, three)


def test_comparing_editions(store: Store) -> None:
    with pytest.raises(UsageError) as caught:
        store.diff("a")
    assert str(caught.value) == "report 'a' has no edition before the first; there is nothing to compare."
    one, two, three = publish(store, "abc")
    moved = Moved(label="arrests", was="about 98", now="about 99", kind="changed")
    assert store.diff("a") == (two, three, (moved,))
    assert store.diff("a", one, two)[2] == (moved.model_copy(update={"was": "about 97", "now": "about 98"}),)
    assert store.diff("a", three, three)[2] == ()
    store.rollback("a", one)
    with pytest.raises(UsageError) as caught:
        store.diff("a")
    assert str(caught.value) == f"report 'a' has no edition before {one}; there is nothing to compare."
    with pytest.raises(UsageError, match=r"^edition 'x' is not one of"):
        store.diff("a", "x")


def test_what_a_killed_build_leaves_is_cleared(workspace: Workspace, store: Store) -> None:
    one, two = publish(store, "ab")
    store.folder("a", two).rename(workspace.published / f".replaced-a-{two}")
    shutil.copytree(store.folder("a", one), workspace.published / f".replaced-a-{one}")
    (workspace.published / f".staging-a-{two}/tables").mkdir(parents=True)
    (workspace.published / ".staging-a.index.html").touch()
    store.clear()
    assert is_whole(workspace, "a") == two
    assert names(workspace.published) == {"a"}


# What moved


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([("arrests", "20")], [("arrests", "20")], []),
        ([], [("arrests", "20")], [("arrests", "", "20", "appeared")]),
        ([("arrests", "20")], [], [("arrests", "20", "", "vanished")]),
        ([("arrests", "20")], [("arrests", "21")], [("arrests", "20", "21", "changed")]),
        ([("arrests", "20")], [("arrests", "about 20")], [("arrests", "20", "about 20", "changed")]),
        ([("arrests", "20", "X")], [("arrests", "20", "Y")], [("arrests", "20", "20", "other source")]),
        (
            [("a", "1"), ("b", "2"), ("c", "3")],
            [("d", "4"), ("c", "3"), ("b", "nearly 2")],
            [("d", "", "4", "appeared"), ("b", "2", "nearly 2", "changed"), ("a", "1", "", "vanished")],
        ),
    ],
)
def test_what_moved(old: list[Any], new: list[Any], expected: list[tuple[str, ...]]) -> None:
    before, after = ([figure(*one) for one in each] for each in (old, new))
    found = find_moved(before, after)
    assert [(one.label, one.was, one.now, one.kind) for one in found] == expected


def test_what_moved_is_told_below_the_key_figures() -> None:
    document = Document(
        title=Title(title="A"),
        blocks=(KeyFigures(figures=(figure("arrests", "20"),)), Paragraph(inlines=(Text(text="More."),))),
    )
    moved = find_moved(
        [figure("arrests", "about 20"), figure("gone", "1"), figure("told", "5", "X")],
        [figure("arrests", "20"), figure("new", "2"), figure("told", "5", "Y")],
    )
    note = tell_moved(document, "0abc", moved).blocks[1]
    assert note == Note(
        title="Since edition 0abc",
        inlines=(
            Text(
                text="arrests: 20, about 20 before; new: 2, new; told: 5, as before, from another source; "
                "gone: 1 before, no longer given."
            ),
        ),
    )
    assert tell_moved(document, "0abc", ()).blocks[1].inlines[0].text == "No key figure moved."
    assert tell_moved(document, "", ()) == document
    assert tell_moved(document.model_copy(update={"blocks": ()}), "0abc", moved).blocks == ()


# Real builds

CELLS = (
    "scale: int = 1",
    f"{SHOW}\nimport csv\nrows = list(csv.DictReader(open('../data/operations.csv')))\n"
    "figures = [dict(number=dict(text=row['name'], target='#claim-1', number=True), label=row['operation_id'], "
    "detail=f'scale {scale}') for row in rows]\n"
    "show(dict(kind='title', title='Moved'))\nshow(dict(kind='key_figures', figures=figures))\n"
    "show(dict(kind='table', name='t', caption='T', columns=[dict(label='C')], "
    "rows=[dict(anchor='claim-1', cells=[dict(inlines=[])])]))",
)


@pytest.fixture
def ledger(tmp_path: Path) -> Workspace:
    workspace = make_workspace(tmp_path)
    write_notebook(workspace, *CELLS)
    write_catalogue(workspace, {"a": 'formats = ["html", "pdf"]'})
    return workspace


def note_of(workspace: Workspace) -> str:
    page = (workspace.published / "a/editions" / is_whole(workspace, "a") / "report.html").read_text("utf-8")
    return page.partition("Since edition ")[2].partition("</aside>")[0]


def test_what_moved_since_the_ledger_changed_is_in_manifest_report_and_command(
    ledger: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (first,) = build(ledger)
    assert (first.error, note_of(ledger)) == ("", "")
    (ledger.data / "operations.csv").write_text("operation_id,name\ntwo,about Two\nthree,Three\n", "utf-8")
    (second,) = build(ledger)
    manifest = Store(ledger).read("a", second.edition)
    assert manifest.previous == first.edition
    assert [(one.label, one.was, one.now, one.kind) for one in manifest.moved] == [
        ("two", "Two", "about Two", "changed"),
        ("three", "", "Three", "appeared"),
        ("one", "One", "", "vanished"),
    ]
    assert first.edition in note_of(ledger)
    assert "two: about Two, Two before; three: Three, new; one: One before, no longer given." in note_of(ledger)

    def call(*arguments: str) -> list[str]:
        monkeypatch.setattr("sys.argv", ["liberterra", *arguments, "--workspace", str(ledger.root)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert end.value.code == 0
        return capsys.readouterr().out.splitlines()

    assert call("diff", "a") == [
        f"a: from edition {first.edition} to {second.edition}, 3 key figures moved.",
        "    two: Two -> about Two (changed)",
        "    three: not given -> Three (appeared)",
        "    one: One -> not given (vanished)",
    ]
    assert json.loads("\n".join(call("diff", "a", second.edition, first.edition, "--json")))["moved"][0] == {
        "label": "one",
        "was": "",
        "now": "One",
        "kind": "appeared",
    }
    assert call("editions", "a") == [
        f"  {first.edition}: 2 key figures",
        f"* {second.edition}: 3 key figures moved since {first.edition}",
    ]
    assert call("rollback", "a") == [f"a: edition {first.edition} is shown."]
    assert f'"a/editions/{first.edition}/report.html"' in (ledger.published / "feed.xml").read_text("utf-8")
    assert call("rollback", "a", second.edition) == [f"a: edition {second.edition} is shown."]


@pytest.mark.parametrize("keep", ["keep = 1", "keep = 2", ""])
def test_the_same_inputs_give_the_same_bytes_also_after_another_edition(ledger: Workspace, keep: str) -> None:
    write_catalogue(ledger, {"a": f'formats = ["html", "pdf"]\n{keep}'})
    build(ledger)
    rewrite(ledger.data / "operations.csv", "One", "nearly One")
    build(ledger)
    before = contents(ledger.published)
    assert "one: nearly One, One before." in note_of(ledger)
    (again,) = build(ledger, options=Options(force=True))
    assert (again.state, contents(ledger.published)) == ("built", before)


def test_the_same_bytes_with_another_number_of_workers_and_after_going_back(ledger: Workspace) -> None:
    write_catalogue(ledger, {name: f"parameters = {{ scale = {number} }}" for number, name in enumerate("abc")})
    for name in "abc":
        build(ledger, [name])
    before = contents(ledger.published)
    build(ledger, options=Options(force=True, workers="2"))
    assert contents(ledger.published) == {**before, "build.json": contents(ledger.published)["build.json"]}

    first = Store(ledger).current("a")
    table = (ledger.data / "operations.csv").read_text("utf-8")
    rewrite(ledger.data / "operations.csv", "One", "1")
    (second,) = build(ledger, ["a"])
    (ledger.data / "operations.csv").write_text(table, "utf-8")
    (third,) = build(ledger, ["a"])
    assert (third.edition, Store(ledger).history("a")) == (first, [second.edition, first])
    assert "one: One, 1 before." in note_of(ledger)
    assert is_whole(ledger, "a") == first
