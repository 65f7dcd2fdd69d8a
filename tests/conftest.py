"""What all tests share: how Hypothesis looks for examples; figures are drawn without a screen and closed again."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import settings

# Derandomized, so that a run says of the code what the last one said; timings are for tests/benchmarks/.
settings.register_profile("liberterra", deadline=None, derandomize=True, max_examples=60, database=None)
settings.load_profile("liberterra")

# A shell that starts the tests in the background, or `nohup`, has them ignore these, and what they start inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

os.environ["MPLBACKEND"] = "agg"  # before anything imports matplotlib


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    if "matplotlib.pyplot" in sys.modules:  # tests that draw nothing need not pay for the import
        sys.modules["matplotlib.pyplot"].close("all")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print one line for each reason why tests were skipped."""
    reasons = Counter(str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []))
    for reason, number in reasons.items():
        terminalreporter.write_line(f"Not tested ({number}): {reason.removeprefix('Skipped: ')}")
