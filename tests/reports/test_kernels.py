"""Warm kernels: a notebook cannot see that it has one, and has an ordinary one where there is no other way."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import Any

import psutil
import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning import KernelProvisionerFactory

from liberterra_analysis.report import kernels
from liberterra_analysis.report.execute import execute
from liberterra_analysis.report.kernels import LAUNCHER, PROVISIONER, WarmProvisioner
from liberterra_analysis.report.run import Settings
from liberterra_analysis.workspace import Workspace
from tests.reports.stage import surroundings, wait_until

FACTS = """
import asyncio, gc, json, locale, logging, multiprocessing, os, random, signal, subprocess, sys, tempfile
signals = [signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGPIPE]
print(json.dumps({
    "argv": [word.replace(os.environ["LIBERTERRA_READS_LOG"].removesuffix("reads.log"), "") for word in sys.argv],
    "path": sys.path, "flags": str(sys.flags), "executable": sys.executable, "name": __name__,
    "main": sorted(name for name in globals() if not name.startswith("_")), "file": globals().get("__file__"),
    "process": multiprocessing.current_process().name, "parent": multiprocessing.parent_process(),
    "daemon": multiprocessing.current_process().daemon, "start method": multiprocessing.get_start_method(True),
    "signals": [str(signal.getsignal(number)) for number in signals], "handlers": len(logging.root.handlers),
    "collector": gc.isenabled(), "recursion": sys.getrecursionlimit(), "locale": locale.getlocale(),
    "streams": [type(stream).__module__ for stream in (sys.stdout, sys.stderr, sys.stdin)],
    "hash": hash("a"), "folder": os.getcwd(), "session": os.getsid(0) == os.getpid(), "umask": os.umask(0o22),
    "environment": sorted(name for name in os.environ if name not in ("JPY_PARENT_PID", "PYDEVD_USE_FRAME_EVAL")),
    "zone": [os.environ["TZ"], __import__("time").tzname],
}, sort_keys=True))
"""
CELLS = (
    FACTS,
    "import matplotlib.pyplot as plt\nprint(plt.get_backend(), dict(plt.rcParams))",
    "await asyncio.sleep(0)\nasync def late():\n    await asyncio.sleep(0.01)\n    return 7\nawait late()",
    "%%capture said\nprint('captured')",
    "print(said.stdout, get_ipython().run_line_magic('pwd', ''))\n!echo from a shell",
    "os.system('echo from the system')\n_ = os.write(1, b'raw bytes')\nprint(subprocess.check_output(['echo', 'x']))",
    "def square(x):\n    return x * x\nfrom concurrent.futures import ProcessPoolExecutor\n"
    "with ProcessPoolExecutor(2) as pool:\n    print(list(pool.map(square, [1, 2, 3])))",
    "with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context('forkserver')) as pool:\n"
    "    print(list(pool.map(abs, [-1, -2])))",
    "%matplotlib inline\nplt.plot([1, 2]);",
    "print('x' * 20_000_000)",
    "try:\n    input('more?')\nexcept Exception as error:\n    print(type(error).__name__)",
)


def run(workspace: Workspace, *sources: str) -> list[list[Any]]:
    """Execute cells and give what each puts out: text in one piece, which a busy machine sends in several."""
    cells = [{"cell_type": "code", "metadata": {}, "source": source, "outputs": []} for source in sources]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    done = execute(notebook, {}, name="n.ipynb", workspace=workspace, settings=Settings(cell_limit=60))
    given = []
    for cell in done.notebook.cells:
        streams = groupby(cell.outputs, key=lambda output: output.get("name", id(output)))
        outputs = [list(group) for _, group in streams]
        given.append([group[0].get("data") or "".join(output["text"] for output in group) for group in outputs])
    return given


def test_a_notebook_cannot_see_the_difference(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    (workspace.notebooks / "beside.py").touch()
    how = "print('ipykernel_launcher' in sys.orig_argv)"
    warm = run(workspace, *CELLS, how)
    monkeypatch.setattr(kernels, "can_fork", lambda: False)
    ordinary = run(workspace, *CELLS, how)
    assert (warm.pop(), ordinary.pop()) == (["False\n"], ["True\n"]), "one was forked, the other was not"
    facts, expected = (json.loads(run[0][0]) for run in (warm, ordinary))
    assert facts == expected
    assert warm[1:] == ordinary[1:]
    assert warm[2] == [{"text/plain": "7"}]
    assert [len(text) for text in warm[9]] == [20_000_001]
    assert warm[10] == ["StdinNotImplementedError\n"]


def test_each_kernel_is_a_process_with_a_name_space_and_random_states_of_its_own(workspace: Workspace) -> None:
    cells = (
        "import os, random, numpy as np\nprint(os.getpid(), random.random(), np.random.rand(), "
        "np.random.default_rng().random(), 'leftover' in globals(), 'leftover' in dir(os))",
        "leftover = os.leftover = 1\nos.environ['LEFTOVER'] = '1'\nos.chdir('/')\nimport pandas as pd\n"
        "pd.set_option('display.max_rows', 3)",
        "print(pd.get_option('display.max_rows'))",
    )
    before = pandas_rows(workspace)
    first, second = (run(workspace, *cells) for _ in range(2))
    (one,), (other,) = first[0], second[0]
    assert all(mine != yours for mine, yours in zip(one.split()[:4], other.split()[:4], strict=True)), (one, other)
    assert one.split()[4:] == other.split()[4:] == ["False", "False"]
    assert first[2] == ["3\n"]
    assert pandas_rows(workspace) == before != "3\n"


def pandas_rows(workspace: Workspace) -> str:
    ((text,),) = run(
        workspace, "import os, pandas\nprint(pandas.get_option('display.max_rows'), os.environ.get('LEFTOVER'))"
    )
    return str(text)


# Kernels as JupyterLab uses them


class Manager(KernelManager):
    """What JupyterLab makes of the packaged kernel spec."""

    @property
    def kernel_spec(self) -> KernelSpec:
        folder = resources.files("liberterra_analysis.report") / "kernelspec"
        return KernelSpec.from_resource_dir(str(folder))


@pytest.fixture(scope="module")
def manager() -> Iterator[Manager]:
    started = Manager()
    started.start_kernel()
    yield started
    started.shutdown_kernel(now=True)
    started.context.destroy(linger=0)


def test_jupyter_finds_the_provisioner_by_its_entry_point(manager: Manager) -> None:
    factory = KernelProvisionerFactory.instance()
    assert factory.is_provisioner_available(manager.kernel_spec)
    assert factory._get_provisioner_config(manager.kernel_spec)["provisioner_name"] == PROVISIONER
    assert type(manager.provisioner) is WarmProvisioner
    assert manager.kernel_spec.display_name == "Liberterra (warm)"
    kernel = manager.provisioner.pid
    assert wait_until(lambda: os.getsid(kernel) == kernel), "a Ctrl-C at the terminal is not for it"
    assert LAUNCHER not in " ".join(psutil.Process(kernel).cmdline())


def test_an_interrupt_stops_the_cell_and_leaves_the_kernel(manager: Manager) -> None:
    client = manager.client()
    client.start_channels()
    client.wait_for_ready(timeout=30)
    try:
        asked = client.execute("import time\nbegun = True\nprint('begun')\ntime.sleep(60)")
        assert wait_until(lambda: client.get_iopub_msg(timeout=10)["content"].get("text") == "begun\n")
        manager.interrupt_kernel()
        reply = client.get_shell_msg(timeout=10)
        while reply["parent_header"].get("msg_id") != asked:
            reply = client.get_shell_msg(timeout=10)
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        assert client.execute_interactive("assert begun", timeout=10)["content"]["status"] == "ok"
    finally:
        client.stop_channels()


def test_restarting_gives_another_process(manager: Manager) -> None:
    before = manager.provisioner.pid
    manager.restart_kernel(now=True)
    assert manager.provisioner.pid != before
    assert wait_until(lambda: not psutil.pid_exists(before) or psutil.Process(before).status() == "zombie")


# Where an ordinary kernel must be started


def test_a_fork_stands_in_for_this_python_and_this_launcher_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rest = ["-f", "c.json"]
    assert kernels._arguments([sys.executable, "-m", LAUNCHER, *rest]) == rest
    beside = Path(sys.executable).with_name("python3")
    assert kernels._arguments([str(beside), "-m", LAUNCHER, *rest]) == rest
    assert kernels._arguments([sys.executable, "-m", "other_launcher", *rest]) is None
    assert kernels._arguments([sys.executable, "-X", LAUNCHER, *rest]) is None
    assert kernels._arguments(["/usr/bin/env", "-m", LAUNCHER, *rest]) is None
    venv.create(tmp_path / "other", symlinks=True, with_pip=False)
    other = tmp_path / "other/bin/python"
    assert os.path.realpath(other) == os.path.realpath(sys.executable), "another environment of the same interpreter"
    assert kernels._arguments([str(other), "-m", LAUNCHER, *rest]) is None
    monkeypatch.setattr(kernels, "can_fork", lambda: False)
    assert kernels._arguments([sys.executable, "-m", LAUNCHER, *rest]) is None


def test_without_fork_nothing_is_warmed_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "can_fork", lambda: False)
    monkeypatch.setattr(kernels, "forkserver", lambda preload: pytest.fail("a server is started"))
    kernels.warm_up()


# The ledger that is loaded ahead

LOADER = """
import sys
from pathlib import Path
sys.path.append(sys.argv[1])
from tests.reports.test_kernels import run
from liberterra_analysis.report.kernels import warm_up
from liberterra_analysis.workspace import Workspace
place = Workspace(Path(sys.argv[2]))
warm_up(root=str(place.root))
COUNT = '''
import os
import liberterra_analysis as lt
from liberterra_analysis.ledger.load import _parse
before = _parse.cache_info().misses
print(len(lt.load_claims()), _parse.cache_info().misses - before)
print(sorted(os.path.basename(line) for line in open(os.environ["LIBERTERRA_READS_LOG"]).read().split()))
print("LIBERTERRA_PRELOADED_LEDGER" in os.environ)
'''
print(run(place, COUNT)[0][0])
claims = place.data / "claims.csv"
claims.write_text("".join(claims.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
print(run(place, COUNT)[0][0])
"""


def test_a_ledger_loaded_ahead_is_still_read_and_parsed_again_once_it_changed(temporary: Path) -> None:
    project = Path(__file__).parents[2]
    shutil.copytree(project / "data", temporary / "place" / "data")
    (temporary / "place" / "notebooks").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", LOADER, project, temporary / "place"],
        env=surroundings(temporary), cwd=temporary, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    first, tables, told, blank, then, again, *_ = done.stdout.split("\n")
    rows = len((project / "data" / "claims.csv").read_text("utf-8").splitlines()) - 1
    assert (first, told, blank) == (f"{rows} 0", "False", "")
    assert "claims.csv" in tables, "what is loaded ahead is an input all the same"
    assert "sources.csv" in tables
    assert (then, again) == (f"{rows - 1} 1", tables)


# What becomes of kernels

OWNER = """
import sys
sys.path.append(sys.argv[1])
from tests.reports.test_kernels import Manager
manager = Manager()
manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=30)
client.execute_interactive("import os, subprocess\\nchild = subprocess.Popen(['sleep', '600'])\\n"
                           "print(os.getpid(), child.pid, hash('a'))")
sys.stdout.flush()
input()
"""


@pytest.mark.parametrize("seed", ["1", "random"])
def test_a_kernel_and_what_it_started_end_when_its_owner_is_killed(temporary: Path, seed: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, Path(__file__).parents[2]],
        env=surroundings(temporary, PYTHONHASHSEED=seed),
        cwd=temporary,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as owner:
        kernel, child, hashed = map(int, owner.stdout.readline().split())
        assert psutil.pid_exists(kernel)
        assert psutil.pid_exists(child)
        owner.kill()
    assert wait_until(lambda: not psutil.pid_exists(kernel))
    assert wait_until(lambda: not psutil.pid_exists(child))
    assert hashed == hash_with_seed_0("a"), "whatever the owner's seed: what a notebook prints must not depend on it"


def hash_with_seed_0(text: str) -> int:
    return int(
        subprocess.check_output(
            [sys.executable, "-c", f"print(hash({text!r}))"], env={**os.environ, "PYTHONHASHSEED": "0"}
        )
    )


def test_a_kernel_ends_when_it_is_asked_to(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    forced: list[str] = []
    for how in ("terminate", "kill"):

        async def force(self: Any, *arguments: Any, how: str = how, **options: Any) -> None:
            forced.append(how)
            await getattr(super(WarmProvisioner, self), how)(*arguments, **options)

        monkeypatch.setattr(WarmProvisioner, how, force, raising=False)
    for _ in range(8):
        run(workspace, "print(1)")
    assert forced.count("terminate") <= 1, "on a busy machine one may be slow; ipykernel itself waits in every third"
