"""A real Dask cluster: a scheduler and a worker, each a process, on this machine."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from distributed import LocalCluster

from liberterra_analysis.errors import UsageError
from liberterra_analysis.report.publish import pool
from liberterra_analysis.report.publish.build import Options, build
from liberterra_analysis.report.publish.pool import open_cluster
from liberterra_analysis.report.publish.store import Store
from liberterra_analysis.workspace import Workspace
from tests.reports.stage import (
    MURDER,
    SHOW,
    contents,
    is_whole,
    left_over,
    make_workspace,
    rewrite,
    surroundings,
    wait_until,
    write_catalogue,
    write_lender,
    write_notebook,
)

DASK = str(Path(sys.executable).with_name("dask"))
READ = (
    f"{SHOW}\nimport pathlib\nnames = pathlib.Path('../data/operations.csv').read_text()\n"
    "show(dict(kind='title', title=f'Number {n}'))\n"
    "show(dict(kind='paragraph', inlines=[dict(kind='text', text=names)]))"
)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a scheduler and a worker that makes two reports at a time; give the scheduler's address."""
    folder = tmp_path_factory.mktemp("dask")
    file, log, preload = (folder / name for name in ("scheduler.json", "worker.log", "preload.py"))
    preload.write_text(write_lender(make_workspace(folder / "place")), "utf-8")
    here = ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(file)]
    environment = surroundings(folder)
    started = [subprocess.Popen([DASK, "scheduler", "--port", "0", *here], env=environment, stderr=subprocess.DEVNULL)]
    try:
        assert wait_until(lambda: file.exists() and file.read_text("utf-8").endswith("}"), seconds=60)
        with log.open("wb") as output:
            worker = [DASK, "worker", "--nthreads", "2", "--local-directory", str(folder), "--preload", str(preload)]
            started.append(subprocess.Popen([*worker, *here], env=environment, stderr=output))
        assert wait_until(lambda: "Registered to" in log.read_text("utf-8"), seconds=120)
        yield json.loads(file.read_text("utf-8"))["address"]
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(60)
    assert left_over(folder) == []


@pytest.fixture
def three(tmp_path: Path) -> Workspace:
    """Make a workspace of three reports that read the ledger."""
    workspace = make_workspace(tmp_path / "shared")
    write_notebook(workspace, "n: int = 1", READ)
    write_catalogue(workspace, {name: f"parameters = {{ n = {number} }}" for number, name in enumerate("abc")})
    return workspace


def build_on(cluster: str, workspace: Workspace, **settings: Any) -> dict[str, tuple[str, str]]:
    built = build(workspace, options=Options(scheduler=cluster, **settings))
    return {one.report: (one.state, one.error) for one in built}


def test_a_cluster_gives_the_same_bytes_as_a_pool(cluster: str, three: Workspace) -> None:
    assert [one.state for one in build(three)] == ["built"] * 3
    before = contents(three.published)
    assert build_on(cluster, three, force=True) == dict.fromkeys("abc", ("built", ""))
    assert contents(three.published) == before


def test_a_shipped_ledger_is_read_where_the_folder_is_not_shared(cluster: str, three: Workspace) -> None:
    where = (
        f"{SHOW}\nimport os\nshow(dict(kind='title', title='shared' if os.path.exists('tiny.ipynb') else 'shipped'))"
    )
    write_notebook(three, "", SHOW, where, name="where")
    catalogue = three.catalogue.read_text("utf-8")
    three.catalogue.write_text(f'{catalogue}\n[reports.where]\ntitle = "W"\nnotebook = "where"\n', "utf-8")
    assert build_on(cluster, three, ship=True) == dict.fromkeys([*"abc", "where"], ("built", ""))
    assert "<h1>shipped</h1>" in page(three, "where")
    assert list(Store(three).read("a", is_whole(three, "a")).inputs.data) == ["data/operations.csv"]
    shipped = {name: text for name, text in contents(three.published).items() if name.startswith(("a/", "b/", "c/"))}
    build(three, options=Options(force=True))
    assert "<h1>shared</h1>" in page(three, "where")
    assert {name: contents(three.published)[name] for name in shipped} == shipped
    rewrite(three.data / "operations.csv", "Two", "Another")
    assert build_on(cluster, three, ship=True)["a"] == ("built", "")
    assert "Another" in page(three, "a")


def page(workspace: Workspace, report: str) -> str:
    folder = workspace.published / report / "editions" / is_whole(workspace, report)
    return (folder / "report.html").read_text("utf-8")


def test_a_process_that_is_killed_costs_at_most_its_report(cluster: str, tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path)
    show = f"{SHOW}\nshow(dict(kind='title', title=name))"
    conditions = {"calm": "False", "once": "not pathlib.Path(f'{name}.died').exists()", "always": "True"}
    for kind, condition in conditions.items():
        write_notebook(workspace, "name: str = ''", show, MURDER.format(condition=condition), name=kind)
    kinds = {"a": "calm", "b": "once", "c": "always", "d": "calm", "e": "calm"}
    write_catalogue(
        workspace, {name: f'notebook = "{kind}"\nparameters = {{ name = "{name}" }}' for name, kind in kinds.items()}
    )
    built = build_on(cluster, workspace)
    told = "notebooks/always.ipynb, cell 3: its process ended with signal SIGKILL. This happened twice."
    died = ("failed", told)
    assert built == dict.fromkeys(kinds, ("built", "")) | {"c": died}
    assert {path.name for path in workspace.notebooks.glob("*.died")} == {"b.died", "c.died"}
    for name in set(kinds) - {"c"}:
        assert f"<h1>{name}</h1>" in page(workspace, name)


@pytest.fixture
def mute() -> Iterator[str]:
    """Listen as a scheduler would, and never answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"


def refused(address: str) -> str:
    with pytest.raises(UsageError) as caught, open_cluster(address):
        pass
    return str(caught.value)


def test_a_scheduler_that_does_not_answer_or_has_no_workers_is_told_within_a_limit(
    mute: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "ANSWERS_WITHIN", 1)
    assert refused("foo") == "--scheduler takes an address such as 'tcp://127.0.0.1:8786'; got 'foo'."
    assert refused("tcp://127.0.0.1:1").startswith("No Dask scheduler answers at 'tcp://127.0.0.1:1': ")
    assert refused(mute).startswith(f"No Dask scheduler answers at {mute!r}: ")
    with LocalCluster(n_workers=0, processes=False, dashboard_address=":0", protocol="tcp") as cluster:
        address = cluster.scheduler_address
        assert refused(address) == (
            f"The Dask scheduler at {address!r} has had no worker for 1 s; start some: dask worker {address}"
        )
