"""Workers: how many, what becomes of a report whose worker dies, and of builds that are interrupted or killed."""

import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from liberterra_analysis.errors import UsageError
from liberterra_analysis.report.execute.fingerprint import find_versions, hash_package
from liberterra_analysis.report.execute.run import Run
from liberterra_analysis.report.execute.server import Failed
from liberterra_analysis.report.publish import pool
from liberterra_analysis.report.publish.build import Options, build
from liberterra_analysis.report.publish.job import Job, make_report, pack_data
from liberterra_analysis.report.publish.pool import choose_workers
from liberterra_analysis.report.publish.store import Store
from liberterra_analysis.workspace import Workspace
from tests.reports.stage import (
    MURDER,
    OVERVIEW,
    SHOW,
    TITLE,
    is_whole,
    left_over,
    make_inputs,
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

KILLS = 4
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


TWO = {"cgroup": "0::/a/b\n", "a/b/cpu.max": "max 100000\n", "a/cpu.max": "150000 100000\n"}
ONE = {
    "cgroup": "4:memory:/docker/x\n3:cpu,cpuacct:/docker/x\n",
    "cpu,cpuacct/cpu.cfs_quota_us": "300000\n",
    "cpu,cpuacct/cpu.cfs_period_us": "100000\n",
}
QUOTAS = {
    "nothing is limited": ({}, 64),
    "two: processors": (TWO, 1),
    "two: memory": (
        {
            "cgroup": "0::/\n", "memory.max": f"{pool.MEMORY * 4}\n", "memory.current": f"{pool.MEMORY * 3}\n",
            "memory.stat": f"anon 1\ninactive_file {pool.MEMORY * 2}\n",
        },
        3,
    ),
    "two: no limit": ({"cgroup": "0::/\n", "cpu.max": "max 100000\n", "memory.max": "max\n"}, 64),
    "one: processors, as a container sees them": (ONE, 3),
    "one: no limit": (ONE | {"cpu,cpuacct/cpu.cfs_quota_us": "-1\n"}, 64),
    "one: memory": (
        {
            "cgroup": "4:memory:/x\n", "memory/x/memory.limit_in_bytes": f"{pool.MEMORY * 2 + 1}\n",
            "memory/x/memory.usage_in_bytes": "1\n", "memory/memory.limit_in_bytes": "9223372036854771712\n",
        },
        2,
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", QUOTAS)
def test_auto_respects_the_quotas_of_a_container(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files, expected = QUOTAS[case]
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    memory = psutil.virtual_memory()._replace(available=2**60)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(64)), raising=False)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)
    monkeypatch.setattr(pool, "CONTROL_GROUPS", tmp_path)
    monkeypatch.setattr(pool, "OWN_GROUPS", tmp_path / "cgroup")
    assert choose_workers("auto", 100) == expected
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory._replace(available=pool.MEMORY - 1))
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 5}, raising=False)
    assert choose_workers("auto", 100) == 1


# One job


INPUTS = make_inputs(package=hash_package(), versions=find_versions())
RUN = Run("notebooks/a.ipynb", {"nbformat": 4, "cells": []})


def test_a_fault_of_ours_is_told_and_not_raised(workspace: Workspace) -> None:
    failed = make_report(Job(str(workspace.root), RUN, INPUTS))
    assert isinstance(failed, Failed)
    assert failed.message.startswith("AttributeError: ")
    assert "Traceback (most recent call last)" in failed.log


def test_another_version_refuses_a_job_and_names_both(workspace: Workspace) -> None:
    versions = INPUTS.versions | {"pandas": "2.9.9"}
    other = INPUTS.model_copy(update={"package": "0123456789abcdef", "versions": versions})
    failed = make_report(Job(str(workspace.root), RUN, other))
    assert isinstance(failed, Failed)
    assert failed.message == (
        f"it was not made: the process that was to make it has liberterra_analysis {hash_package()[:12]} instead of "
        f"0123456789ab, pandas {find_versions()['pandas']} instead of 2.9.9; install the same version for all workers "
        "and start them again."
    )


def test_the_ledger_is_packed_without_what_is_not_ours(workspace: Workspace) -> None:
    for name in ("texts/held.txt", ".adding/claims.csv", ".hidden", "context/.part/x"):
        path = workspace.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    assert pack_data(workspace) == (
        ("data/claims.csv", b"claim_id\n1\n"),
        ("data/operations.csv", b"operation_id,name\none,One\ntwo,Two\n"),
    )


# Workers that die


def test_a_report_whose_worker_dies_is_tried_again(tmp_path: Path, temporary: Path) -> None:
    workspace = make_workspace(tmp_path)
    show = f"{SHOW}\nshow(dict(kind='title', title=name))"
    write_notebook(workspace, "name: str = ''", show, "import time; time.sleep(0.2)", name="calm")
    once = MURDER.format(condition="not pathlib.Path(f'{name}.died').exists()")
    write_notebook(workspace, "name: str = ''", show, once, name="once")
    write_notebook(workspace, "name: str = ''", show, MURDER.format(condition="True"), name="always")
    kinds = {"a": "calm", "b": "once", "c": "calm", "d": "always"}
    write_catalogue(
        workspace, {name: f'notebook = "{kind}"\nparameters = {{ name = "{name}" }}' for name, kind in kinds.items()}
    )
    with start_builder(workspace, temporary, workers="2") as builder:
        built = {name: (state, error) for name, state, error in outcome(builder)}
        builder.stdin.close()
    told = "notebooks/always.ipynb, cell 3: its process ended with signal SIGKILL. This happened twice."
    died = ("failed", told)
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
    "import pathlib, time\nif not pathlib.Path('go').exists():\n    hold = pathlib.Path(f'{name}.hold')\n"
    "    hold.touch()\n    pathlib.Path(f'{name}.begun').touch()\n    while hold.exists():\n        time.sleep(0.02)",
)


@pytest.fixture
def slow(tmp_path: Path) -> Workspace:
    """Make a workspace of five reports that wait until a file of theirs is gone, and the real ledger."""
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
        for held in slow.notebooks.glob("*.hold"):
            held.unlink()
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
    assert list(temporary.iterdir()) == []
    assert [one.state for one in build(slow)] == ["built"] * 5
    assert {path.name for path in slow.published.iterdir()} == {".lock", *"abcde", *OVERVIEW}


ALONE = """
import os, time
os.close(os.open("lock", os.O_CREAT | os.O_EXCL))
time.sleep(0.3)
os.remove("lock")
"""


def test_no_more_notebooks_run_at_a_time_than_there_are_workers(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path)
    write_notebook(workspace, "n: int = 0", f"{SHOW}\nshow(dict(kind='title', title=f'Number {{n}}'))", ALONE)
    write_catalogue(workspace, {name: f"parameters = {{ n = {n} }}" for n, name in enumerate("abcd")})
    built = build(workspace, options=Options(workers="1"))
    assert [(one.report, one.state, one.error) for one in built] == [(name, "built", "") for name in "abcd"]


# A build that is killed

VICTIM = """
import os, sys
sys.path.append(sys.argv[2])
from pathlib import Path
import liberterra_analysis.report.render.html, liberterra_analysis.report.render.pdf
from liberterra_analysis.report.execute import server
from liberterra_analysis.report.publish.build import Options, build
from liberterra_analysis.workspace import Workspace
server.LIBRARIES = ()
for line in sys.stdin:
    pid = os.fork()
    if not pid:
        build(Workspace(Path(sys.argv[1])), options=Options(force=True, workers=line.strip()))
        sys.exit()
    print(pid, flush=True)
    os.waitpid(pid, 0)
    print("ended", flush=True)
"""


@pytest.fixture
def victim(tmp_path: Path, temporary: Path) -> Iterator[tuple[Workspace, subprocess.Popen[str]]]:
    """Start a process that forks builds, so that only what a build does itself takes time."""
    workspace = make_workspace(tmp_path)
    write_notebook(workspace, "n: int = 0", f"{SHOW}\nshow(dict(kind='title', title=f'Number {{n}}'))")
    with subprocess.Popen(
        [sys.executable, "-c", VICTIM, tmp_path, Path(__file__).parents[2]],
        cwd=temporary,
        env=surroundings(temporary),
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
    for number in range(4 * KILLS):
        if number >= KILLS and len(seen) > 1 and clutter:
            break
        # Every other one while it publishes, which takes few milliseconds here and more elsewhere: ever later.
        aimed = number % 2 == 1
        after = 0.002 * 3 ** (number // 2) if aimed else chance.uniform(0, takes)
        one_build(number % 3, kill_after=after, publishing=aimed)
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
    assert len(Store(workspace).editions("a").kept) == 2
    process.stdin.close()
    process.wait(10)
    assert list(temporary.iterdir()) == []


def test_nothing_is_left_of_a_pool_whose_build_is_killed(slow: Workspace, temporary: Path) -> None:
    with start_builder(slow, temporary, workers="2") as builder:
        assert wait_until(lambda: len(begun(slow)) == 2, seconds=60)
        assert len(processes(temporary)) == 4, "the build, its server and two reports"
        builder.kill()
    assert left_over(temporary) == []
    assert [Store(slow).current(name) for name in "abcde"] == [""] * 5
