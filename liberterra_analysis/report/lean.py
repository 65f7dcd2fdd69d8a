"""Imported before papermill: loads jsonschema without a grammar that takes longer to build than all else to load.

jsonschema, which nbformat imports, checks addresses (IRIs) against a grammar where `rfc3987_syntax` is installed, as it
is with JupyterLab. Building it takes over a second in each process, and no schema of notebooks asks for it. A kernel
forgets this jsonschema, so that a notebook which imports it has all of it.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

GRAMMAR, CHECKER = "rfc3987_syntax", "jsonschema"

_modules: dict[str, Any] = sys.modules  # None stands for what is not to be found
if CHECKER not in _modules and GRAMMAR not in _modules:
    _modules[GRAMMAR] = None
    try:
        importlib.import_module(CHECKER)
    finally:
        del _modules[GRAMMAR]
