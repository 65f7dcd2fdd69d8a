"""Workers: how many, what becomes of a report whose worker dies or whose build is interrupted or killed, and of 200."""

from __future__ import annotations

import io
import json
import os
import random
import re
import select
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from liberterra_analysis.errors import UsageError
from liberterra_analysis.report import workers
from liberterra_analysis.report.edition import Inputs
from liberterra_analysis.report.jobs import Failed, Job, make, pack_data
from liberterra_analysis.report.store import Store
from liberterra_analysis.report.workers import choose_workers, open_executor
from liberterra_analysis.workspace import Workspace
from tests.reports.stage import (
    MURDER,
    OVERVIEW,
    SHOW,
    TITLE,
    is_whole,
    left_over,
    make_workspace,
    outcome,
    processes,
    start,
    start_builder,
    surroundings,
    wait_until,
    write_catalogue,
    write_notebook,
)

KILLS = 20
"""How often a build is killed."""


# How many


@pytest.mark.parametrize(
    ("asked", "jobs", "expected"), [("1", 9, 1), ("4", 2, 2), ("4", 9, 4), ("3", 0, 1), ("auto", 1, 1)]
)
def test_no_more_workers_than_jobs(asked: str, jobs: int, expected: int) -> None:
    assert choose_workers(asked, jobs) == expected


@pytest.mark.parametrize("asked", ["0", "-1", "two", "", "1.5"])
def test_a_wrong_number_of_workers_is_told(asked: str) -> None:
    with pytest.raises(UsageError) as caught:
        choose_workers(asked, 3)
    assert str(caught.value) == f"--workers takes a number from 1 up, or 'auto'; got {asked!r}."


def test_auto_respects_processors_and_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = psutil.virtual_memory()
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory._replace(available=workers.MEMORY * 3 + 1))
    assert choose_workers("auto", 100) == 3
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory._replace(available=1))
    assert choose_workers("auto", 100) == 1
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory._replace(available=2**60))
    assert choose_workers("auto", 100) == 64
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 5})
    assert choose_workers("auto", 100) == 2


# One job


def test_a_fault_of_ours_is_told_and_not_raised(workspace: Workspace) -> None:
    inputs = Inputs(report="a", title="A", cells=(), parameters={}, formats=("html",), package="", versions={})
    failed = make(Job(str(workspace.root), inputs, {"nbformat": 4, "cells": []}, "notebooks/a.ipynb"))
    assert isinstance(failed, Failed)
    assert failed.message.startswith("AttributeError: ")
    assert "Traceback (most recent call last)" in failed.log


def test_the_same_ledger_is_packed_into_the_same_bytes(workspace: Workspace) -> None:
    packed = pack_data(workspace)
    assert zipfile.ZipFile(io.BytesIO(packed)).namelist() == ["data/claims.csv", "data/operations.csv"]
    os.utime(workspace.data / "claims.csv", (1, 1))
    assert pack_data(workspace) == packed
    (workspace.data / "claims.csv").write_text("claim_id\n2\n", "utf-8")
    assert pack_data(workspace) != packed


def test_one_job_runs_in_a_thread_and_more_in_processes() -> None:
    with open_executor(1, thread=True) as executor:
        assert executor.submit(os.getpid).result() == os.getpid()
    with open_executor(1) as executor:
        worker = executor.submit(os.getpid).result()
        assert worker != os.getpid()
        assert executor.submit(os.getsid, 0).result() == worker


def test_a_notebook_made_in_a_pool_has_all_of_a_library_that_its_worker_has_in_part(
    tmp_path: Path, temporary: Path
) -> None:
    workspace = make_workspace(tmp_path)
    check = "import jsonschema\nassert 'iri' in jsonschema.FormatChecker.checkers"
    expected = "iri" in __import__("jsonschema").FormatChecker.checkers
    write_notebook(workspace, "name: str = ''", TITLE, check if expected else "import jsonschema")
    write_catalogue(workspace, {name: f'parameters = {{ name = "{name}" }}' for name in "ab"})
    with start_builder(workspace, temporary, workers="2") as builder:
        assert [state for _, state, _ in outcome(builder)] == ["built"] * 2
        builder.stdin.close()
    assert left_over(temporary) == []


# Workers that die


def test_a_report_whose_worker_dies_is_tried_again(tmp_path: Path, temporary: Path) -> None:
    workspace = make_workspace(tmp_path)
    show = f"{SHOW}\nshow(dict(kind='title', title=name))"
    write_notebook(workspace, "name: str = ''", show, "import time; time.sleep(0.2)", name="calm")
    once = MURDER.format(condition="not pathlib.Path(f'{name}.died').exists()")
    write_notebook(workspace, "name: str = ''", show, once, name="once")
    write_notebook(workspace, "name: str = ''", show, MURDER.format(condition="True"), name="always")
    kinds = {"a": "calm", "b": "once", "c": "calm", "d": "always", "e": "calm", "f": "calm"}
    write_catalogue(
        workspace, {name: f'notebook = "{kind}"\nparameters = {{ name = "{name}" }}' for name, kind in kinds.items()}
    )
    with start_builder(workspace, temporary, workers="2") as builder:
        built = {name: (state, error) for name, state, error in outcome(builder)}
        builder.stdin.close()
    died = ("failed", "notebooks/always.ipynb: the worker that made it died, twice.")
    assert built == dict.fromkeys(kinds, ("built", "")) | {"d": died}
    assert {path.name for path in workspace.notebooks.glob("*.died")} == {"b.died", "d.died"}
    for name in set(kinds) - {"d"}:
        folder = workspace.published / name / "editions" / is_whole(workspace, name)
        assert f"<h1>{name}</h1>" in (folder / "report.html").read_text("utf-8")
    assert left_over(temporary) == []
    assert list(temporary.iterdir()) == []


# Interrupts: the real command

SLOW = (
    "name: str = ''",
    TITLE,
    "import pathlib, time\npathlib.Path(f'{name}.begun').touch()\nwhile not pathlib.Path('go').exists():\n"
    "    time.sleep(0.02)",
)


@pytest.fixture
def slow(tmp_path: Path) -> Workspace:
    """Make a workspace of five reports that wait for a file, and the real ledger, which the command looks at."""
    workspace = make_workspace(tmp_path, ledger=True)
    write_notebook(workspace, *SLOW)
    write_catalogue(workspace, {name: f'parameters = {{ name = "{name}" }}' for name in "abcde"})
    return workspace


def begun(workspace: Workspace) -> list[str]:
    return sorted(path.stem for path in workspace.notebooks.glob("*.begun"))


def interrupt(command: subprocess.Popen[str]) -> None:
    """Interrupt all that a terminal would."""
    os.killpg(command.pid, signal.SIGINT)


def test_one_interrupt_lets_what_has_begun_finish(slow: Workspace, temporary: Path) -> None:
    with start(slow, temporary, "--workers", "2") as command:
        assert wait_until(lambda: len(begun(slow)) == 2, seconds=60)
        running = begun(slow)
        interrupt(command)
        time.sleep(1)
        (slow.notebooks / "go").touch()
        out, err = command.communicate(timeout=60)
    assert command.returncode == 130
    assert begun(slow) == running, "no other was begun"
    left = sorted(set("abcde") - set(running))
    lines = [f"error: report {name!r} was not built: it was not begun: the build was interrupted." for name in left]
    told = err.splitlines()
    assert told[0] == "stops when what has begun is finished; interrupt again to stop at once"
    assert sorted(told[1:4]) == [f"{name}: not begun" for name in left]
    assert sorted(told[4:6]) == [f"{name}: published edition {is_whole(slow, name)}" for name in running]
    assert told[6:] == [*lines, "error: stopped; what was published stands."]
    assert [line.split()[0] for line in out.splitlines()] == running
    states = json.loads((slow.reports / "logs/build.json").read_text("utf-8"))["reports"]
    assert {one["report"]: one["state"] for one in states} == {
        name: "built" if name in running else "stopped" for name in "abcde"
    }
    assert left_over(temporary) == []
    assert list(temporary.iterdir()) == []


def test_two_interrupts_stop_at_once(slow: Workspace, temporary: Path) -> None:
    with start(slow, temporary, "--workers", "2") as command:
        assert wait_until(lambda: len(begun(slow)) == 2, seconds=60)
        interrupt(command)
        time.sleep(0.5)
        interrupt(command)
        _, err = command.communicate(timeout=20)
    assert command.returncode == 130
    assert err.splitlines()[-1] == "error: stopped; what was published stands."
    assert "Traceback" not in err
    assert left_over(temporary) == []
    assert [Store(slow).current(name) for name in "abcde"] == [""] * 5
    (slow.notebooks / "go").touch()
    with start_builder(slow, temporary, workers="1") as builder:
        assert [state for _, state, _ in outcome(builder)] == ["built"] * 5
        builder.stdin.close()
    assert {path.name for path in slow.published.iterdir()} == {".lock", *"abcde", *OVERVIEW}
    assert left_over(temporary) == []
    assert list(temporary.iterdir()) == []


ALONE = """
import os, time
os.close(os.open("lock", os.O_CREAT | os.O_EXCL))
time.sleep(0.3)
os.remove("lock")
"""


def test_no_more_notebooks_run_at_a_time_than_there_are_workers(tmp_path: Path, temporary: Path) -> None:
    workspace = make_workspace(tmp_path)
    write_notebook(workspace, "n: int = 0", f"{SHOW}\nshow(dict(kind='title', title=f'Number {{n}}'))", ALONE)
    write_catalogue(workspace, {name: f"parameters = {{ n = {n} }}" for n, name in enumerate("abcd")})
    with start_builder(workspace, temporary, workers="1") as builder:
        assert outcome(builder) == [[name, "built", ""] for name in "abcd"]
        builder.stdin.close()


# A build that is killed

VICTIM = """
import os, sys
sys.path.append(sys.argv[2])
from pathlib import Path
import jinja2, mistune, nbclient, nbformat, papermill, typst
import liberterra_analysis.report.html, liberterra_analysis.report.pdf
from liberterra_analysis.report import kernels
from liberterra_analysis.report.build import Options, build
from liberterra_analysis.workspace import Workspace
kernels.PRELOAD = "light"  # the libraries of notebooks take seconds to load, in which nothing else happens
for line in sys.stdin:
    pid = os.fork()
    if not pid:
        build(Workspace(Path(sys.argv[1])), options=Options(force=True, workers=line.strip()))
        sys.exit()
    print(pid, flush=True)
    os.waitpid(pid, 0)
    print("ended", flush=True)
"""
LIGHT = """
import sys
from types import SimpleNamespace
import ipykernel.ipkernel, ipykernel.kernelapp, liberterra_analysis.report.kernels
sys.modules["matplotlib"] = SimpleNamespace(rcParams={})
sys.modules["numpy"] = SimpleNamespace(random=SimpleNamespace(seed=lambda: None))
"""


@pytest.fixture
def victim(tmp_path: Path, temporary: Path) -> Iterator[tuple[Workspace, subprocess.Popen[str]]]:
    """Start a process that forks builds, so that only what a build does itself takes time."""
    workspace = make_workspace(tmp_path)
    write_notebook(workspace, "n: int = 0", f"{SHOW}\nshow(dict(kind='title', title=f'Number {{n}}'))")
    (tmp_path / "light.py").write_text(LIGHT, "utf-8")
    with subprocess.Popen(
        [sys.executable, "-c", VICTIM, tmp_path, Path(__file__).parents[2]],
        cwd=temporary,
        env=surroundings(temporary, PYTHONPATH=str(tmp_path)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield workspace, process


def test_a_build_killed_at_any_moment_leaves_a_whole_edition_and_nothing_else(
    victim: tuple[Workspace, subprocess.Popen[str]], temporary: Path
) -> None:
    workspace, process = victim
    chance = random.Random(1)  # noqa: S311 (for the moments, not for secrets)

    def one_build(number: int, *, kill_after: float | None = None, publishing: bool = False) -> float:
        write_catalogue(workspace, {"a": f"keep = 2\nparameters = {{ n = {number} }}"})
        print("1", file=process.stdin, flush=True)
        pid, began = int(process.stdout.readline()), time.monotonic()

        def ends(seconds: float) -> bool:
            return bool(select.select([process.stdout], [], [], seconds)[0])

        if publishing:
            wait_until(lambda: any(workspace.published.glob(".staging-a-*")) or ends(0), seconds=60, step=0.001)
        if kill_after is not None and not ends(kill_after):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert process.stdout.readline() == "ended\n"
        return time.monotonic() - began

    one_build(0)
    assert is_whole(workspace, "a"), "it builds where nobody kills it"
    takes = min(one_build(1), one_build(2))
    seen, clutter = {is_whole(workspace, "a")}, 0
    for number in range(KILLS):
        aimed = number % 2 == 1  # what is published changes within few milliseconds of all that a build takes
        one_build(number % 3, kill_after=chance.uniform(0, 0.01 if aimed else takes), publishing=aimed)
        seen.add(is_whole(workspace, "a"))
        clutter += len(list(temporary.iterdir())) > 0
        assert left_over(temporary, but=[process.pid]) == []
    assert "" not in seen
    assert len(seen) > 1, "some were killed after they had published"
    assert clutter, "some were killed while they had temporary files"
    one_build(4)
    folder = workspace.published / "a/editions" / is_whole(workspace, "a")
    assert "<h1>Number 4</h1>" in (folder / "report.html").read_text("utf-8")
    assert {path.name for path in workspace.published.iterdir()} == {".lock", "a", *OVERVIEW}
    editions = Store(workspace).editions("a")
    assert {path.name for path in folder.parent.iterdir()} == {*editions.kept, *editions.retired}
    assert len(Store(workspace).history("a")) == 2
    process.stdin.close()
    process.wait(10)
    assert list(temporary.iterdir()) == []


def test_nothing_is_left_of_a_pool_whose_build_is_killed(slow: Workspace, temporary: Path) -> None:
    with start_builder(slow, temporary, workers="2") as builder:
        assert wait_until(lambda: len(begun(slow)) == 2, seconds=60)
        assert len(processes(temporary)) > 5
        builder.kill()
    assert left_over(temporary) == []
    assert [Store(slow).current(name) for name in "abcde"] == [""] * 5


# Many

MANY, FAIL = 200, range(7, 200, 20)


@pytest.mark.many
def test_of_200_reports_10_fail_and_nothing_is_mixed(tmp_path: Path, temporary: Path) -> None:
    workspace = make_workspace(tmp_path)
    figure = "dict(number=dict(text=f'{n * 37:,}', target=f'#claim-{n}', number=True), label=f'arrests of {n}')"
    row = "dict(anchor=f'claim-{n}', cells=[dict(inlines=[dict(kind='text', text=f'country {n}')])])"
    write_notebook(
        workspace,
        "n: int = 0",
        f"{SHOW}\nshow(dict(kind='title', title=f'Number {{n}}'))\nshow(dict(kind='key_figures', figures=[{figure}]))\n"
        f"if n in {list(FAIL)}:\n    raise ValueError(f'nothing about {{n}}')",
        f"show(dict(kind='table', name='t', caption=f'Of {{n}}', columns=[dict(label='Country')], rows=[{row}], "
        "csv=f'n\\n{n}\\n'))",
    )
    values = ", ".join(map(str, range(MANY)))
    write_catalogue(workspace, {"of-{n}": f'title = "Number {{n}}"\nfor_each = {{ n = [{values}] }}'})
    with start_builder(workspace, temporary, workers="2") as builder:
        built = outcome(builder)
        builder.stdin.close()
    assert [(name, error) for name, state, error in built if state != "built"] == [
        (f"of-{n}", f"notebooks/tiny.ipynb, cell 2: ValueError: nothing about {n}") for n in FAIL
    ]
    for n in range(MANY):
        edition = is_whole(workspace, f"of-{n}")
        assert bool(edition) == (n not in FAIL)
        if edition:
            folder = workspace.published / f"of-{n}/editions" / edition
            page, manifest = ((folder / name).read_text("utf-8") for name in ("report.html", "manifest.json"))
            assert set(re.findall(r"arrests of (\d+)|[Cc]ountry (\d+)|Number (\d+)", page)) == {
                (f"{n}", "", ""),
                ("", f"{n}", ""),
                ("", "", f"{n}"),
            }
            assert [key["number"]["text"] for key in json.loads(manifest)["key_figures"]] == [f"{n * 37:,}"]
            assert (folder / "tables/t.csv").read_text("utf-8-sig") == f"n\n{n}\n"
    assert len(list((workspace.reports / "logs").iterdir())) == len(FAIL)
