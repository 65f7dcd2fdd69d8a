"""What a warm kernel has loaded before its notebook asks for it. Imported by the server that forks kernels, only there.

Besides the libraries of the notebooks these are the parts of the kernel itself that it loads as it starts, and the
ledger, parsed and validated once for all kernels of a build.
"""

from __future__ import annotations

import gc
import importlib
import os
from importlib import metadata
from pathlib import Path

from liberterra_analysis.report.kernels import LEDGER
from liberterra_analysis.workspace import Workspace

os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # the debugger, where one is wanted, would warn on every terminal
os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")

LIBRARIES = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "babel.dates",
    "babel.numbers",
    "faulthandler",
    "importlib.readers",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "liberterra_analysis.report.reads",
    "matplotlib.backends.backend_svg",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "numpy.char",
    "pandas",
    "pandera.accessors.pandas_accessor",
    "pandera.backends.pandas.builtin_checks",  # pandera loads its checks, and hypothesis with them, at first use
    "pandera.backends.pandas.register",
    "pandera.pandas",
    "psutil",
    "seaborn",
    "sqlite3",
    "tornado.platform.asyncio",
)
"""Libraries to load."""

FURTHER = "liberterra_analysis.preload"
"""Group of the entry points of what is loaded besides: modules, and functions that load data of a workspace."""

for _name in LIBRARIES:
    importlib.import_module(_name)

_root = os.environ.pop(LEDGER, "")
for _entry in metadata.entry_points(group=FURTHER):
    _loaded = _entry.load()
    if _root and callable(_loaded):
        _loaded(Workspace(Path(_root)))

# What is loaded lives as long as the server: the collector need not look at it, and pages stay shared after the fork.
gc.collect()
gc.freeze()
