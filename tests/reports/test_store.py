"""Editions: published by one step, kept, shown again, compared; the same inputs give the same bytes again."""

import json
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from liberterra_analysis import files as files_module
from liberterra_analysis.document import Document, KeyFigure, KeyFigures, Link, Note, Paragraph, Text, Title
from liberterra_analysis.errors import ReportError, UsageError
from liberterra_analysis.report.publish import store as module
from liberterra_analysis.report.publish.build import Options, build
from liberterra_analysis.report.publish.changes import FigureChange, add_change_note, compare_figures
from liberterra_analysis.report.publish.store import Store
from liberterra_analysis.workspace import Workspace
from tests.conftest import Said
from tests.reports.stage import (
    MEND,
    SHOW,
    contents,
    is_whole,
    make_inputs,
    make_manifest,
    make_workspace,
    rewrite,
    write_catalogue,
    write_notebook,
)

LETTERS = "abcdefgh"


def figure(label: str, words: str, source: str = "", detail: str = "") -> KeyFigure:
    number = Link(text=words, target="#a", number=True)
    return KeyFigure(number=number, label=label, source=Text(text=source), detail=detail)


def edition(letter: str, *, text: str = "", figures: tuple[KeyFigure, ...] = ()) -> Any:
    """Make an edition: its manifest, and two files that say which one it is."""
    files = {name: f"{name} {letter} {text}".encode() * 2000 for name in ("report.html", "tables/t.csv")}
    return make_manifest(make_inputs(cells=(letter,)), files, key_figures=figures), files


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


def test_a_reader_sees_a_whole_edition_at_every_moment_and_no_link_dies(workspace: Workspace, store: Store) -> None:
    publish(store, "a")
    end, seen, torn = threading.Event(), set[str](), list[str]()

    def read() -> None:
        while not end.is_set():
            seen.add(store.current("a"))
            for one in tuple(seen):  # an address that was shown once is still good
                folder = store.folder("a", one)
                try:
                    texts = [path.read_bytes() for path in (folder / "report.html", folder / "tables/t.csv")]
                except OSError as error:
                    torn.append(str(error))
                else:
                    torn.extend("half" for text in texts if not text or text != text[: len(text) // 2000] * 2000)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(24):  # of every edition a second one, as of a notebook that never says the same twice
        manifest, files = edition(LETTERS[number // 2 % 8], text=f"{number:2}")
        store.publish(manifest, files, keep=1)
        assert is_whole(workspace, "a") == manifest.edition
        assert (store.folder("a", manifest.edition) / "report.html").read_bytes() == files["report.html"]
    end.set()
    reader.join()
    assert torn == []
    assert len(seen) > 2
    assert names(workspace.published) == {"a"}


def test_a_power_cut_leaves_the_old_edition_or_the_new_one_whole(
    workspace: Workspace, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = publish(store, "a")
    synced = {path.stat().st_ino for path in workspace.published.rglob("*")}
    fsync, replace, cuts, alone = os.fsync, os.replace, list[Path](), threading.Lock()

    def cut() -> None:
        """Copy what would be left: a file that is not on the disk yet is empty."""
        cuts.append(tmp_path / "cuts" / str(len(cuts)) / "reports" / "published")
        shutil.copytree(workspace.published, cuts[-1])
        for path in workspace.published.rglob("*"):
            if path.is_file() and path.stat().st_ino not in synced:
                (cuts[-1] / path.relative_to(workspace.published)).write_bytes(b"")

    def note_fsync(descriptor: int) -> None:
        with alone:
            fsync(descriptor)
            synced.add(os.fstat(descriptor).st_ino)
            cut()

    def note_replace(old: Any, new: Any) -> None:
        named = [path.parent.stat().st_ino in synced for path in (*Path(old).rglob("*"), Path(old) / "x")]
        assert Path(old).is_file() or all(named), "a folder is moved that is not on the disk"
        replace(old, new)
        synced.discard(Path(new).parent.stat().st_ino)
        cut()

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(os, "replace", note_replace)
    manifest, files = edition("b")
    store.publish(manifest, files, keep=1)
    left = [is_whole(Workspace(path.parents[1]), "a") for path in cuts]
    assert left == sorted(left, key=[one, manifest.edition].index), "it never goes back"
    assert (left[0], left[-1]) == (one, manifest.edition)
    folders = [workspace.published, *(path for path in (workspace.published / "a").rglob("*") if path.is_dir())]
    assert {path.stat().st_ino for path in folders} - {store.folder("a", one).stat().st_ino} <= synced | {
        path.stat().st_ino for path in store.folder("a", one).rglob("*")
    }


def test_what_cannot_be_written_leaves_what_is_shown(
    workspace: Workspace, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = publish(store, "a")
    before, said, shown = contents(workspace.published), set(), set()
    for owner, step in ((Path, "mkdir"), (Path, "write_bytes"), (os, "replace"), (os, "fsync")):
        original: Callable[..., Any] = getattr(owner, step)
        for call in range(1, 12):
            calls = iter(range(1, 99))

            def fail(*rest: Any, at: int = call, then: Any = original, count: Any = calls, **more: Any) -> Any:
                if next(count) == at:
                    raise OSError(28, "No space left on device")
                return then(*rest, **more)

            with monkeypatch.context() as patch:
                patch.setattr(owner, step, fail)
                manifest, files = edition("b")
                try:
                    store.publish(manifest, files, keep=None)
                except ReportError as error:
                    said.add(str(error))
                else:
                    assert next(calls) <= call
            shown.add(is_whole(workspace, "a"))
            assert names(workspace.published) == {"a"}
            store.rollback("a", one)
            shutil.rmtree(store.folder("a", manifest.edition), ignore_errors=True)
            (workspace.published / "a/editions.json").unlink()
            store.rollback("a", one)
    places = (store.folder("a", manifest.edition), store.root / "a/editions.json")
    assert said == {f"{place}: No space left on device; it is not published." for place in places}
    assert shown == {one, manifest.edition}
    assert contents(workspace.published) == before


def test_editions_are_kept_and_deleted_after_a_time_of_grace(
    workspace: Workspace, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = publish(store, "abc")
    assert list(store.editions("a").kept) == ids
    assert store.current("a") == ids[2]
    more = publish(store, "de", keep=2)
    assert list(store.editions("a").kept) == more
    store.clear()
    assert names(workspace.published / "a/editions") == {*ids, *more}
    later = module.time.time() + module.GRACE + 1
    monkeypatch.setattr(module.time, "time", lambda: later)
    publish(store, "b", keep=2)  # what is published again is kept again
    store.clear()
    assert names(workspace.published / "a/editions") == {*more, ids[1]}
    assert list(store.editions("a").kept) == [more[1], ids[1]]
    publish(store, "gf", keep=None)
    assert store.editions("a").kept[-1] == store.current("a"), "what comes again is the newest"
    assert names(workspace.published) == {"a"}


def test_rolling_back_lasts_until_it_is_released(store: Store) -> None:
    one, two, three = publish(store, "abc")
    assert (store.rollback("a"), store.current("a")) == (two, two)
    assert (store.rollback("a"), store.current("a")) == (one, one)
    with pytest.raises(UsageError) as caught:
        store.rollback("a")
    assert str(caught.value) == "report 'a' has no edition before the one shown."
    with pytest.raises(UsageError) as caught:
        store.rollback("a", "0000")
    listed = ", ".join(map(repr, sorted([one, two, three])))
    assert str(caught.value).startswith(f"edition '0000' is not one of {listed}")
    (four,) = publish(store, "d", keep=1)
    assert (store.current("a"), list(store.editions("a").kept), store.editions("a").newest) == (one, [one, four], four)
    assert store.editions("a").rolled_back
    assert (store.rollback("a", four), store.editions("a").rolled_back) == (four, False)
    (five,) = publish(store, "e")
    assert store.current("a") == five
    store.rollback("a", one)
    shutil.rmtree(store.folder("a", four))
    assert store.current("a") == one, "an edition that goes is no reason to show another"


SPOILT: dict[str, Callable[[Path], object]] = {
    "gone": lambda path: path.unlink(),
    "binary": lambda path: path.write_bytes(b"\x00\xff\xfe" * 99),
    "cut off": lambda path: path.write_bytes(path.read_bytes()[:20]),
    "nested": lambda path: path.write_text("[" * 100_000),
    "wrong shape": lambda path: path.write_text('[[1], {"shown": []}]'),
    "leads elsewhere": lambda path: path.write_text('{"shown": "../../..", "kept": ["../../.."], "retired": {}}'),
    "shown is not kept": lambda path: path.write_text('{"shown": "00", "kept": [], "retired": {}}'),
}


def age(store: Store, *editions: str) -> None:
    """Set the times of editions apart, which a clock of few ticks may not."""
    for second, one in enumerate(editions):
        os.utime(store.folder("a", one), (second, second))


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_spoilt_list_of_editions_is_made_up_from_the_folders(store: Store, spoil: Callable[[Path], object]) -> None:
    one, two = publish(store, "ab")
    age(store, one, two)
    spoil(store.root / "a/editions.json")
    assert (store.current("a"), list(store.editions("a").kept)) == (two, [one, two])
    (three,) = publish(store, "c")
    kept = {"shown": three, "kept": [one, two, three], "retired": {}}
    assert (store.root / "a/editions.json").read_text("utf-8") == json.dumps(kept, indent=1) + "\n"


def test_editions_that_may_not_be_looked_at_are_not_taken_for_gone(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = publish(store, "a")

    def fail(path: str) -> Any:
        raise PermissionError(13, "Permission denied", path)

    for step in ("listed", "found by folder"):
        with monkeypatch.context() as patch:
            patch.setattr(os, "listdir", fail)
            with pytest.raises(ReportError) as caught:
                store.editions("a")
        folder = store.folder("a", one).parent
        assert str(caught.value) == f"{folder} cannot be read: Permission denied; {MEND}", step
        (store.root / "a/editions.json").unlink(missing_ok=True)


@pytest.mark.parametrize("spoil", list(SPOILT.values())[:4], ids=list(SPOILT)[:4])
def test_a_spoilt_manifest_is_named_and_the_other_editions_are_listed(
    store: Store, spoil: Callable[[Path], object]
) -> None:
    one, two = publish(store, "ab")
    path = store.folder("a", one) / "manifest.json"
    spoil(path)
    problem = (
        "is no manifest that this version can read." if path.exists() else "cannot be read: No such file or directory."
    )
    assert (list(store.editions("a").kept), store.read("a", two).edition) == ([one, two], two)
    for call in (lambda: store.read("a", one), lambda: store.diff("a"), lambda: store.rollback("a")):
        with pytest.raises(ReportError) as caught:
            call()
        assert str(caught.value) == f"{path} {problem}"
    assert store.verify("a", one) == ["manifest.json is gone, or none that this version can read"]


def _replace_by_folder(path: Path) -> None:
    path.unlink()
    (path / "more").mkdir(parents=True)


def _replace_by_file(path: Path) -> None:
    shutil.rmtree(path.parent)
    path.parent.write_bytes(b"")


DAMAGE: dict[str, tuple[str, Callable[[Path], object], str]] = {
    "emptied": ("report.html", lambda path: path.write_bytes(b""), "report.html is not what was published"),
    "gone": ("tables/t.csv", Path.unlink, "tables/t.csv is gone"),
    "a folder": ("report.html", _replace_by_folder, "report.html is not what was published"),
    "no folder": ("tables/t.csv", _replace_by_file, "tables/t.csv is gone"),
    "no manifest": ("manifest.json", Path.unlink, "manifest.json is gone, or none that this version can read"),
}


@pytest.mark.parametrize(("name", "damage", "problem"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_edition_is_found_and_replaced(
    workspace: Workspace, store: Store, name: str, damage: Callable[[Path], object], problem: str
) -> None:
    (one,) = publish(store, "a")
    before = contents(workspace.published)
    assert store.verify("a", one) == []
    damage(store.folder("a", one) / name)
    assert store.verify("a", one) == [problem]
    publish(store, "a")
    assert contents(workspace.published) == before


def test_comparing_editions(store: Store) -> None:
    with pytest.raises(UsageError) as caught:
        store.diff("a")
    assert str(caught.value) == "report 'a' has no edition before the first; there is nothing to compare."
    one, two, three = publish(store, "abc")
    moved = FigureChange(label="arrests", was="about 98", now="about 99", kind="changed")
    assert store.diff("a") == (two, three, (moved,))
    assert store.diff("a", one, two)[2] == (moved.model_copy(update={"was": "about 97", "now": "about 98"}),)
    assert store.diff("a", three, three)[2] == ()
    store.rollback("a", one)
    with pytest.raises(UsageError) as caught:
        store.diff("a")
    assert str(caught.value) == f"report 'a' has no edition before {one}; there is nothing to compare."
    with pytest.raises(UsageError, match=r"^edition 'x' is not one of"):
        store.diff("a", "x")


def test_what_a_killed_build_leaves_is_cleared(
    workspace: Workspace, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = publish(store, "ab")
    (workspace.published / f".staging-a-{two}/tables").mkdir(parents=True)
    (workspace.published / ".staging-a.editions.json").touch()
    unlisted = store.folder("a", "0123456789ab")
    shutil.copytree(store.folder("a", one), unlisted)  # it was killed before it listed what it had moved there
    store.clear()
    assert is_whole(workspace, "a") == two
    assert names(workspace.published) == {"a"}
    assert (unlisted.exists(), list(store.editions("a").kept)) == (True, [one, two])
    later = module.time.time() + module.GRACE + 1
    monkeypatch.setattr(module.time, "time", lambda: later)
    store.clear()
    assert (unlisted.exists(), list(store.editions("a").kept)) == (False, [one, two])


def test_a_damaged_edition_is_not_lost_with_the_list(store: Store) -> None:
    one, two = publish(store, "ab")
    age(store, one, two)
    (store.folder("a", two) / "manifest.json").unlink()
    (store.root / "a/editions.json").unlink()
    store.clear()
    assert (store.current("a"), list(store.editions("a").kept)) == (one, [two, one])


def test_what_no_encoding_has_is_kept_of_an_error(store: Store) -> None:
    assert (
        store.write_log("a", "notebooks/\udcff.ipynb: \ud800").read_text("utf-8") == "notebooks/\\udcff.ipynb: \\ud800"
    )


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
        ([("arrests", "20", "X", "a")], [("arrests", "20", "X", "b")], [("arrests", "20", "20", "other detail")]),
        (
            [("firearms", "20"), ("x", "20")],
            [("y", "20")],
            [("y", "20", "20", "other label"), ("x", "20", "", "vanished")],
        ),
        ([("firearms", "20")], [("firearms seized", "20")], [("firearms seized", "20", "20", "other label")]),
        (
            [("a", "1"), ("b", "2"), ("c", "3")],
            [("d", "4"), ("c", "3"), ("b", "nearly 2")],
            [("d", "", "4", "appeared"), ("b", "2", "nearly 2", "changed"), ("a", "1", "", "vanished")],
        ),
    ],
)
def test_what_moved(old: list[Any], new: list[Any], expected: list[tuple[str, ...]]) -> None:
    before, after = ([figure(*one) for one in each] for each in (old, new))
    found = compare_figures(before, after)
    assert [(one.label, one.was, one.now, one.kind) for one in found] == expected


def test_what_moved_is_found_by_claim_where_a_part_has_the_label_of_its_whole() -> None:
    def strip(*figures: tuple[str, str, str]) -> list[KeyFigure]:
        return [KeyFigure(number=Link(text=words, target=f"#{at}"), label=label) for at, label, words in figures]

    before = strip(("whole", "victims", "10"), ("part", "victims", "2"))
    renamed = strip(("whole", "victims", "10"), ("part", "child victims", "2"))
    assert [(one.label, one.called, one.kind) for one in compare_figures(before, renamed)] == [
        ("child victims", "victims", "other label"),
    ]  # fmt: skip
    moved = strip(("whole", "victims", "10"), ("part", "victims", "3"))
    document = Document(title=Title(title="A"), blocks=(KeyFigures(figures=tuple(moved)),))
    marked = add_change_note(document, "0abc", compare_figures(before, moved)).blocks[0]
    assert [one.change for one in marked.figures] == ["", "2 in the edition before"]


def test_what_moved_is_told_below_the_key_figures() -> None:
    strip = KeyFigures(figures=(figure("arrests", "20"), figure("bare", "7"), figure("part", "6", "", "part of 29")))
    document = Document(title=Title(title="A"), blocks=(strip, Paragraph(inlines=(Text(text="More."),))))
    moved = compare_figures(
        [figure("arrests", "about 20"), figure("gone", "1"), figure("told", "5", "X"), figure("part", "6"),
         figure("bare", "7", "", "in all")],
        [figure("arrests", "20"), figure("new", "2"), figure("told", "5", "Y"), figure("part", "6", "", "part of 29"),
         figure("bare", "7")],
    )  # fmt: skip
    marked, note, _ = add_change_note(document, "0abc", moved).blocks
    assert [one.change for one in marked.figures] == [
        "about 20 in the edition before", "as in the edition before, now without a note",
        "as in the edition before, now with this note",
    ]  # fmt: skip
    assert note == Note(
        title="Corrections and changes since the edition before",
        inlines=(
            Text(
                text="Arrests: now 20; the edition before had about 20. New: now 2; the edition before had no such "
                "figure. Told: 5 as before, now from another source. Part: 6 as before, now with the note “part of "
                "29”. Bare: 7 as before, now without a note. Gone: no longer a key figure; the edition before had 1."
            ),
        ),
    )
    assert add_change_note(document, "0abc", ()) == add_change_note(document, "", moved) == document
    assert add_change_note(document.model_copy(update={"blocks": ()}), "0abc", moved).blocks == ()


# Real builds

CELLS = (
    "scale: int = 1",
    f"{SHOW}\nimport csv\nrows = list(csv.DictReader(open('../data/operations.csv')))\n"
    "figures = [dict(number=dict(text=row['name'], target='#claim-1', number=True), label=row['operation_id'], "
    "detail=f'scale {scale}') for row in rows]\n"
    "show(dict(kind='title', title='Moved'))\nshow(dict(kind='key_figures', figures=figures))\n"
    "show(dict(kind='table', name='t', title='T', columns=[dict(label='C')], "
    "rows=[dict(anchor='claim-1', cells=[[]])]))",
)


@pytest.fixture
def ledger(tmp_path: Path) -> Workspace:
    workspace = make_workspace(tmp_path)
    write_notebook(workspace, *CELLS)
    write_catalogue(workspace, {"a": 'formats = ["html", "pdf"]'})
    return workspace


def note_of(workspace: Workspace) -> str:
    page = (workspace.published / "a/editions" / is_whole(workspace, "a") / "report.html").read_text("utf-8")
    return page.partition("changes since the edition before")[2].partition("</aside>")[0]


def test_what_moved_since_the_ledger_changed_is_in_manifest_report_and_command(
    ledger: Workspace, call: Callable[..., Said]
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
    assert "Two: now about Two; the edition before had Two. Three: now Three; the edition" in note_of(ledger)

    def lines(*arguments: str) -> list[str]:
        said = call(*arguments, "--workspace", ledger.root)
        assert said.code == 0
        return said.out.splitlines()

    assert lines("diff", "a") == [
        f"a: from edition {first.edition} to {second.edition}, 3 key figures moved.",
        "    two: Two -> about Two (changed)",
        "    three: not given -> Three (appeared)",
        "    one: One -> not given (vanished)",
    ]
    assert "    one: not given -> One (appeared)" in lines("diff", "a", second.edition, first.edition)
    assert lines("editions", "a") == [
        f"  {first.edition}: 2 key figures",
        f"* {second.edition}: 3 key figures moved since {first.edition}",
    ]
    assert lines("rollback", "a") == [
        f"a: edition {first.edition} is shown, no longer {second.edition}.",
        "a: builds leave it so until 'liberterra rollback a --release'.",
    ]
    assert f'"a/editions/{first.edition}/report.html"' in (ledger.published / "feed.xml").read_text("utf-8")
    rewrite(ledger.data / "operations.csv", "about Two", "Two")
    (third,) = build(ledger)
    note = (
        f"edition {first.edition} stays shown, to which the report was rolled back; "
        f"'liberterra rollback a --release' shows the newest, {third.edition}"
    )
    assert (third.state, third.note, is_whole(ledger, "a")) == ("built", note, first.edition)
    (again,) = build(ledger)
    assert (again.state, again.edition, again.note) == ("unchanged", first.edition, note)
    assert [line for line in lines("list") if "rolled back" in line] == [f"    {note}"]
    assert lines("rollback", "a", "--release") == [f"a: edition {third.edition} is shown, no longer {first.edition}."]
    assert f"editions/{third.edition}/report.html" in (ledger.published / "a/index.html").read_text("utf-8")


def test_a_command_that_waits_says_so_off_a_terminal_and_no_longer_than_asked(
    workspace: Workspace, store: Store, call: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = publish(store, "ab")
    monkeypatch.setattr(files_module, "NOTICE", 0.02)
    workspace.catalogue.write_text("", "utf-8")
    lock = workspace.published / ".lock"
    commands = {
        "rollback a": f"a: rollback from edition {two} to {one} ",
        "rollback a --release": f"a: rollback from edition {two} to {two} ",
        "build -q": "",
    }
    for command, begins in commands.items():
        with store.locked():
            said = call(*command.split(), "--wait", "0.1", "--workspace", workspace.root)
        assert said.code == 8
        assert said.err.splitlines() == [
            f"{begins}waits for another process, which holds {lock}",
            f"error: {lock} is held by another process, which did not finish within 0.1 seconds; "
            "try again, or wait longer with --wait.",
        ]
    assert store.current("a") == two


@pytest.mark.parametrize("keep", ["keep = 1", ""])
def test_the_same_inputs_give_the_same_bytes_also_after_another_edition(ledger: Workspace, keep: str) -> None:
    write_catalogue(ledger, {"a": f'formats = ["html", "pdf"]\n{keep}'})
    build(ledger)
    rewrite(ledger.data / "operations.csv", "One", "nearly One")
    build(ledger)
    before = contents(ledger.published)
    assert "One: now nearly One; the edition before had One." in note_of(ledger)
    (again,) = build(ledger, options=Options(force=True))
    assert (again.state, contents(ledger.published)) == ("built", before)


def test_the_same_bytes_with_another_number_of_workers_and_after_going_back(ledger: Workspace) -> None:
    write_catalogue(ledger, {name: f"parameters = {{ scale = {number} }}" for number, name in enumerate("abc")})
    for name in "abc":
        build(ledger, [name])
    before = contents(ledger.published)
    build(ledger, options=Options(force=True, workers="2"))
    assert contents(ledger.published) == before

    first = Store(ledger).current("a")
    table = (ledger.data / "operations.csv").read_text("utf-8")
    rewrite(ledger.data / "operations.csv", "One", "1")
    (second,) = build(ledger, ["a"])
    (ledger.data / "operations.csv").write_text(table, "utf-8")
    (third,) = build(ledger, ["a"])
    assert (third.edition, list(Store(ledger).editions("a").kept)) == (first, [second.edition, first])
    assert "One: now One; the edition before had 1." in note_of(ledger)
    assert is_whole(ledger, "a") == first
