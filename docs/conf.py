"""How Sphinx builds the site: `make docs` writes it into docs/_build/html."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
os.environ["MPLBACKEND"] = "agg"
os.environ["LIBERTERRA_WORKSPACE"] = str(HERE.parent)

from pages import write_pages  # noqa: E402 - it stands beside this file

from liberterra_analysis import __version__  # noqa: E402

write_pages(HERE / "made")

project = "liberterra_analysis"
author = "The liberterra_analysis developers"
version = release = __version__
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "made/hedges.md", "made/comparability.md", "made/cli.md", "made/catalogue.md"]
exclude_patterns += ["made/dictionary.md", "made/gallery.md"]
napoleon_google_docstring = False
suppress_warnings = ["mystnb.unknown_mime_type"]  # blocks, which only the report engine reads
default_role = "code"  # docstrings mark code with one backtick
myst_heading_anchors = 3
nb_execution_mode = "force"  # a cache would not see a change of the code
nb_execution_raise_on_error = True
autodoc_typehints_format = "short"
add_module_names = False

html_theme = "pydata_sphinx_theme"
html_title = "liberterra_analysis"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_sidebars = {"made/tutorial": [], "faq": []}  # they stand alone
html_context = {"default_mode": "auto"}
html_theme_options = {
    "navigation_with_keys": False,
    "show_prev_next": False,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}
copyright = "The liberterra_analysis developers"  # noqa: A001 - Sphinx calls it so
