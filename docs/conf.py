"""How Sphinx builds the site: `make docs` writes it into docs/_build/html."""

from __future__ import annotations

import sys
from pathlib import Path

from liberterra_analysis import __version__

sys.path.insert(0, str(Path(__file__).parent))

project = "liberterra_analysis"
author = "The liberterra_analysis developers"
version = release = __version__
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
nitpicky = False

html_theme = "pydata_sphinx_theme"
html_title = "liberterra_analysis"
html_copy_source = False
html_show_sourcelink = False
