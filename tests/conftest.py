"""What all tests share: how Hypothesis looks for examples; figures are drawn without a screen and closed again."""

import csv
import gc
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import settings

from liberterra_analysis import cli
from liberterra_analysis.report.execute import server
from liberterra_analysis.report.execute.server import Servers
from liberterra_analysis.report.publish import build, draft, job
from liberterra_analysis.workspace import VARIABLE, Workspace
from tests.ledger import Copy, copy_of_the_ledger

# Derandomized, so that a run says of the code what the last one said; timings are for tests/benchmarks/.
settings.register_profile("liberterra", deadline=None, derandomize=True, max_examples=60, database=None)
settings.load_profile("liberterra")

# A shell that starts the tests in the background, or `nohup`, has them ignore these, and what they start inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

os.environ["MPLBACKEND"] = "agg"  # before anything imports matplotlib
gc.set_threshold(100_000)  # to look for garbage among all that is imported took a tenth of the time
sys.modules["rfc3987_syntax"] = None  # with which jsonschema builds a grammar that no test needs, in a second


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    if "matplotlib.pyplot" in sys.modules:  # tests that draw nothing need not pay for the import
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.fixture(autouse=True)
def _limit_cells() -> Iterator[None]:
    limit = csv.field_size_limit()
    yield
    csv.field_size_limit(limit)  # frictionless raises it for the whole process


@pytest.fixture
def ledger(tmp_path: Path) -> Copy:
    return copy_of_the_ledger(tmp_path)


class Said(NamedTuple):
    """What a call said, and its exit code."""

    code: int
    out: str
    err: str


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    """Call the command in this process."""
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("COLUMNS", "160")  # what the help prints must not depend on the terminal

    def run(*arguments: object) -> Said:
        monkeypatch.setattr(sys, "argv", ["liberterra", *map(str, arguments)])
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        captured = capfd.readouterr()
        return Said(code, captured.out, captured.err)

    return run


@pytest.fixture(scope="session")
def _one_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    place = Workspace(tmp_path_factory.mktemp("server"))
    place.notebooks.mkdir()
    with Servers(place) as owners:
        yield owners


@pytest.fixture(scope="module")
def quick_servers(request: pytest.FixtureRequest, _one_server: Servers) -> Iterator[None]:
    """Have all builds of this process fork from one server: each takes two seconds to start.

    It has no libraries loaded, unless the module says that its notebooks need them.
    """
    from tests.reports.stage import lend_servers

    full = getattr(request.module, "NOTEBOOKS_NEED_LIBRARIES", False)
    lend = partial(lend_servers, _one_server.full if full else _one_server.bare, _one_server.bare)
    with pytest.MonkeyPatch.context() as patch:
        for module in (build, draft, job, server):
            patch.setattr(module, "Servers", lend)
        if not full:
            patch.setattr(server, "LIBRARIES", ())
        yield


def pytest_xdist_auto_num_workers() -> int:
    """Return one process more than there are processors, for a seventh of the time each waits for what it started."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long tests first, so that no worker is left alone with them at the end."""
    items.sort(key=lambda item: {"reports", "commands"}.isdisjoint(item.path.parts))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print one line for each reason why tests were skipped."""
    reasons = Counter(str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []))
    for reason, number in reasons.items():
        terminalreporter.write_line(f"Not tested ({number}): {reason.removeprefix('Skipped: ')}")
