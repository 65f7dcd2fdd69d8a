"""What a notebook comes upon is noted, whatever way it takes, or the whole workspace counts."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from liberterra_analysis.report.execute.fingerprint import WORKSPACE
from liberterra_analysis.report.execute.reads import LOG, Reads, find_changed, find_readers, read_log
from liberterra_analysis.workspace import VARIABLE

RUNNER = """
import json, os, signal, sys
from liberterra_analysis.report.execute.reads import record
for number, source in enumerate(json.load(sys.stdin)):
    child = os.fork()
    if child == 0:
        signal.alarm(20)
        os.environ["LIBERTERRA_READS_LOG"] = f"{sys.argv[1]}/{number}.log"
        end = record()
        failed = 1
        try:
            exec(source, {"__name__": "__main__"})
            failed = 0
        except OSError:
            failed = 0  # a file that is not there is meant
        finally:
            end()
            open("after.txt", "w").close()
            open("after.txt").close(), os.path.exists("after.txt"), os.unlink("after.txt")
            os._exit(failed)
    if os.waitpid(child, 0)[1]:
        print(repr(source))
"""
HASH, FOLDER, NONE = "hash", "a folder", None
SHA_256 = "[0-9a-f]{64}"
PROGRAM, SPAWNED = "a subprocess reads what it likes", "a spawned process reads what it likes"
OPENED = "what is opened in an open folder is not noticed"
BESIDE: dict[str, str | None] = {"notebooks/beside.txt": HASH}

NOTED: list[tuple[str, dict[str, str | None]]] = [
    # files that are opened
    ("open('../data/a.csv').read()", {"data/a.csv": HASH}),
    ("open(b'../data/a.csv')", {"data/a.csv": HASH}),
    ("import os; os.close(os.open('../data/a.csv', os.O_RDONLY))", {"data/a.csv": HASH}),
    ("open('../data/a.csv', 'r+')", {"data/a.csv": HASH}),
    ("open('../data/grown.csv', 'a+').read()", {"data/grown.csv": HASH}),
    ("import mmap; f = open('../data/a.csv'); mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)", {"data/a.csv": HASH}),
    ("import numpy; numpy.fromfile('../data/a.csv', 'u1')", {"data/a.csv": HASH}),
    ("import requests; open('../data/a.csv')", {"data/a.csv": HASH}),
    ("import zipfile; zipfile.is_zipfile('../data/a.csv')", {"data/a.csv": HASH}),
    ("import shutil; shutil.copyfile('../data/a.csv', '../data/b.csv'); open('../data/b.csv')", {"data/a.csv": HASH}),
    ("import fileinput; list(fileinput.input('../data/a.csv'))", {"data/a.csv": HASH}),
    ("open('beside.txt')", BESIDE),
    ("open('../other/deep/x.txt')", {"other/deep/x.txt": HASH}),
    ("open('../.hidden')", {".hidden": HASH}),
    ("open('../reports/reports.toml')", {"reports/reports.toml": HASH}),
    ("import os; open(os.environ['LIBERTERRA_WORKSPACE'] + '/data/a.csv')", {"data/a.csv": HASH}),
    ("open(b'../data/odd\\xff\\n.csv')", {"bytes:data/odd%FF%0A.csv": HASH}),
    ("open('../data/li\\u2028ne.csv')", {"data/li\u2028ne.csv": NONE}),
    # in vain
    ("try: open('../data/late.csv')\nexcept OSError: pass", {"data/late.csv": NONE}),
    ("import os, contextlib\nwith contextlib.suppress(OSError): os.listdir('../data/late')", {"data/late": NONE}),
    # through links
    ("open('../data/linked.csv')", {"data/linked.csv": HASH}),
    ("open('../data/folder/x.txt')", {"data/folder/x.txt": HASH}),
    ("open('../data/folder/../y.txt')", {"other/y.txt": HASH}),
    ("open('../data/dangling.csv')", {"data/dangling.csv": NONE}),
    ("open('OUTSIDE/back/a.csv')", {"data/a.csv": HASH}),
    # outside the workspace
    ("open('OUTSIDE/far.csv')", {"../outside/far.csv": HASH}),
    ("open('OUTSIDE/late.csv')", {"../outside/late.csv": NONE}),
    ("import pathlib; list(pathlib.Path('OUTSIDE').glob('*.csv'))", {"../outside": HASH}),
    ("import os; os.path.exists('OUTSIDE/far.csv')", {"../outside/far.csv": HASH}),
    # listings
    ("import os; os.listdir('../data')", {"data": HASH}),
    ("import os; os.listdir()", {"notebooks": HASH}),
    ("import os; os.listdir('..')", {".": HASH}),
    ("import os; list(os.scandir('../data'))", {"data": HASH}),
    ("import glob; glob.glob('../data/*.csv')", {"data": HASH}),
    ("import pathlib; list(pathlib.Path('../data').iterdir())", {"data": HASH}),
    ("import os; list(os.walk('../other'))", {"other": HASH, "other/deep": HASH}),
    # questions
    ("import pathlib; pathlib.Path('../data/a.csv').exists()", {"data/a.csv": HASH}),
    ("import pathlib; pathlib.Path('../data/late.csv').is_file()", {"data/late.csv": NONE}),
    ("import os; os.path.isdir('../data')", {"data": FOLDER}),
    ("import os; os.access('../data/a.csv', os.R_OK)", {"data/a.csv": HASH}),
    ("import os; os.path.lexists('../data/late.csv')", {"data/late.csv": NONE}),
    ("import glob; glob.glob('../data/late.csv')", {"data/late.csv": NONE}),
    ("import os; os.stat('../data/a.csv').st_size", {"data/a.csv": HASH}),
    ("import os; os.path.getsize('../data/a.csv')", {"data/a.csv": HASH}),
    ("import pathlib; pathlib.Path('../data/a.csv').stat().st_size", {"data/a.csv": HASH}),
    ("import os; os.path.exists('../data/a.csv'), open('../data/a.csv')", {"data/a.csv": HASH}),
    ("import pathlib; pathlib.Path('../data/a.csv').resolve()", {}),
    # modules
    ("import sys; sys.path.insert(0, ''); import helper", {"notebooks/helper.py": HASH}),
    ("import sys; sys.path.append('../data'); import datamod", {"data/datamod.py": HASH}),
    (
        "import sys; sys.path.append('../data'); import pack.sub",
        {f"data/pack/{name}.py": HASH for name in ("__init__", "sub")},
    ),
    (
        "import sys; sys.path.append('../data')\ntry: import later\nexcept ImportError: pass",
        {f"{folder}/later{end}": NONE for folder in ("data", "notebooks") for end in (".py", "/__init__.py")},
    ),
    ("import runpy; runpy.run_path('helper.py')", {"notebooks/helper.py": HASH}),
    # processes and threads of Python
    ("import threading as t; a = t.Thread(target=open, args=['beside.txt']); a.start(); a.join()", BESIDE),
    (
        "import multiprocessing as m, os\n"
        "with m.get_context('fork').Pool(1) as p: p.map(os.path.getsize, ['../data/a.csv'])",
        {"data/a.csv": HASH},
    ),
    # said by a library
    (
        "from pathlib import Path; from liberterra_analysis.workspace import look_for; look_for(Path('../data/a.csv'))",
        {"data/a.csv": HASH},
    ),
    # no inputs
    ("import json, decimal, sysconfig, os; open(os.__file__), open('/etc/hostname'), os.path.exists('/usr')", {}),
    ("from IPython.display import HTML; HTML('<b>Ports</b>')", {}),
    ("import platform, uuid; platform.processor(), uuid.getnode()", {}),
    ("import liberterra_analysis.hedges.rules as r; open(r.__file__)", {}),
    ("open('../data/made.csv', 'w').write('x'); open('../data/made.csv').read()", {}),
    ("import os; os.mkdir('../data/new'); open('../data/new/x', 'w'); os.listdir('../data/new')", {}),
    ("import os; open('../data/.t', 'w'); os.replace('../data/.t', '../data/m.csv'); open('../data/m.csv')", {}),
    ("import tempfile; f = tempfile.NamedTemporaryFile(); f.write(b'1'); open(f.name)", {}),
    ("import tempfile, os\nwith tempfile.TemporaryDirectory() as d: os.makedirs(d + '/a/b')", {}),
    ("open('../reports/published/a/index.html'); import os; os.listdir('../reports/published')", {}),
]  # fmt: skip

UNTRACKED: list[tuple[str, str]] = [
    ("import subprocess; subprocess.run(['true'])", PROGRAM),
    ("import os; os.system('true')", PROGRAM),
    ("import os; os.waitpid(os.posix_spawn('/bin/true', ['true'], {}), 0)", PROGRAM),
    ("import os\nif (c := os.fork()) == 0: os.execv('/bin/true', ['true'])\nos.waitpid(c, 0)", PROGRAM),
    ("import asyncio; asyncio.run(asyncio.create_subprocess_shell('true'))", PROGRAM),
    ("from IPython.utils.process import system; system('true')", PROGRAM),
    ("import multiprocessing as m; p = m.get_context('spawn').Process(target=int); p.start(); p.join()", SPAWNED),
    ("import multiprocessing as m; p = m.get_context('forkserver').Process(target=int); p.start(); p.join()", SPAWNED),
    ("import os; f = os.open('../data', 0); os.open('a.csv', 0, dir_fd=f)", OPENED),
    ("import os; list(os.fwalk('../other'))", OPENED),
    ("import sqlite3; sqlite3.connect('../data/base.db')", "a database reads files itself"),
    ("import pyarrow.parquet", "pyarrow reads files itself"),
    ("import pandas; pandas.read_parquet('../data/a.parquet')", "pyarrow reads files itself"),
    ("import lxml.etree; lxml.etree.parse('../data/a.xml')", "lxml reads files itself"),
    ("import python_calamine", "python_calamine reads files itself"),
    ("import ctypes; ctypes.CDLL('libc.so.6')", "a library in another language reads what it likes"),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a workspace, and a folder beside it."""
    root = tmp_path_factory.mktemp("reads") / os.fsdecode(b"work\nspace\xff")
    for folder in ("data/pack", "notebooks", "reports/published/a", "other/deep"):
        (root / folder).mkdir(parents=True)
    outside = root.parent / "outside"
    outside.mkdir()
    for name in (
        *("data/a.csv", "data/a.xml", "data/grown.csv", "data/datamod.py", "data/pack/__init__.py", "data/pack/sub.py"),
        *("notebooks/beside.txt", "notebooks/helper.py", "other/deep/x.txt", "other/y.txt", ".hidden"),
        *("reports/reports.toml", "reports/published/a/index.html", "../outside/far.csv", "../outside/target.csv"),
    ):
        (root / name).write_text("<a/>\n" if name.endswith("xml") else "a = 1\n", "utf-8")
    Path(os.fsdecode(os.fsencode(root) + b"/data/odd\xff\n.csv")).touch()
    (root / "data/linked.csv").symlink_to("../../outside/target.csv")
    (root / "data/folder").symlink_to("../other/deep")
    (root / "data/dangling.csv").symlink_to("nowhere.csv")
    (outside / "back").symlink_to(root / "data")
    import pandas as pd

    (root / "data/a.parquet").write_bytes(pd.DataFrame({"a": [1]}).to_parquet())
    return root


def run(place: Path, sources: list[str], logs: Path) -> list[Reads]:
    """Run each source as a cell in a process of its own, and return what each depended on."""
    logs.mkdir()
    environment = {**os.environ, VARIABLE: str(place), LOG: "set by the runner", "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(  # noqa: PLW1510
        [sys.executable, "-c", RUNNER, str(logs)],
        input=json.dumps([source.replace("OUTSIDE", str(place.parent / "outside")) for source in sources]),
        cwd=place / "notebooks",
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="backslashreplace",
    )
    assert (done.returncode, done.stdout) == (0, ""), (done.stdout, done.stderr)
    return [read_log(logs / f"{number}.log") for number in range(len(sources))]


def brief(reads: Reads) -> dict[str, str | None]:
    return {name: HASH if re.fullmatch(SHA_256, str(found)) else found for name, found in reads.data.items()}


def test_each_way_to_come_upon_something_is_noted_from_the_first_run_on(place: Path, tmp_path: Path) -> None:
    expected = {source: (noted, ()) for source, noted in NOTED}
    runs = [run(place, list(expected), tmp_path / name) for name in ("first", "again")]
    for reads in runs:  # the second time modules are read from their bytecode
        found = {source: (brief(one), one.untracked) for source, one in zip(expected, reads, strict=True)}
        assert found == expected
    assert list((place / "notebooks/__pycache__").glob("helper.*.pyc"))


def test_what_reads_without_python_depends_on_the_whole_workspace(place: Path, tmp_path: Path) -> None:
    found = dict(zip(UNTRACKED, run(place, [source for source, _ in UNTRACKED], tmp_path / "logs"), strict=True))
    assert {one[0]: reads.untracked for one, reads in found.items()} == {source: (why,) for source, why in UNTRACKED}
    assert all(re.fullmatch(SHA_256, reads.data[WORKSPACE]) for reads in found.values())


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import numpy as np, pyarrow as pa", ["pyarrow"]),
        ("from pyarrow import csv\nfrom lxml import etree", ["lxml", "pyarrow"]),
        ("pa = importlib.import_module('typst')", ["typst"]),
        ("# import pyarrow\nframe.convert_dtypes(dtype_backend='pyarrow')  # from pyarrow", []),
    ],
)
def test_what_a_cell_imports_may_be_loaded_before(code: str, found: list[str]) -> None:
    assert find_readers([{"cell_type": "code", "source": code}]) == tuple(f"{one} reads files itself" for one in found)


@pytest.mark.parametrize(
    ("noted", "data", "changed"),
    [
        ([("read", "a", "a file"), ("read", "a", "1")], {"a": "1"}, ()),
        ([("read", "a", "1"), ("read", "a", "a file")], {"a": "1"}, ()),
        ([("read", "a", "1"), ("read", "a", "2")], {"a": "1"}, ("a",)),
        ([("read", "a", None), ("read", "a", "1")], {"a": None}, ("a",)),
        ([("read", "a", "1"), ("read", "a", None)], {"a": "1"}, ("a",)),
        ([("written", "a", None), ("read", "a/b", "1"), ("read", "ab", "1")], {"ab": "1"}, ()),
        ([("read", "a", "1"), ("written", "a", None), ("read", "a", "2")], {"a": "1"}, ()),
    ],
)
def test_notes_of_several_processes_make_one(
    noted: list[tuple[str, str, str | None]], data: dict[str, str | None], changed: tuple[str, ...], tmp_path: Path
) -> None:
    log = tmp_path / "reads.log"
    log.write_text("".join(json.dumps(line) + "\n" for line in noted), "ascii")
    assert read_log(log) == Reads(data, (), changed)


def test_what_changes_while_a_notebook_runs_is_found(place: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for change in ("os.replace(new, a)", "open(a, 'a').write('2')", "os.unlink(a)", "(os.replace(new, a), open(a))"):
        path.write_text("1", "utf-8")
        (tmp_path / "new").write_text("3", "utf-8")
        # The writer is another program, so that what it writes is not the notebook's own.
        source = f"a, new = {str(path)!r}, {str(path.with_name('new'))!r}\nopen(a)\n"
        program = f"import os; a, new = {str(path)!r}, {str(path.with_name('new'))!r}; {change}"
        (reads,) = run(place, [source], tmp_path / change[:8].strip("("))
        subprocess.run([sys.executable, "-c", program], check=True)
        assert find_changed(place, reads) == (os.path.relpath(path, place),)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is always full")
def test_a_log_that_cannot_be_written_stops_the_notebook(place: Path) -> None:
    source = "from liberterra_analysis.report.execute.reads import record; record(); open('../data/a.csv')"
    environment = {**os.environ, VARIABLE: str(place), LOG: "/dev/full"}
    done = subprocess.run(  # noqa: PLW1510
        [sys.executable, "-c", source], cwd=place / "notebooks", env=environment, capture_output=True, text=True
    )
    assert done.stderr.splitlines()[-1] == (
        "liberterra_analysis.errors.ReportError: /dev/full: No space left on device; "
        "what the notebook reads cannot be noted. Make room in that folder."
    )
