"""Put the example, which is the ledger and the notebooks of this repository, into the wheel."""

from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

EXAMPLE = ("data/*.csv", "data/datapackage.json", "notebooks/*.ipynb", "notebooks/*.txt", "reports/reports.toml")
ROOT = Path(__file__).parent


class BuildWithExample(build_py):
    """Build the package, and copy the example into it unless the package is installed for editing."""

    def run(self) -> None:
        """Copy the files after the package's own."""
        super().run()
        for path in () if self.editable_mode else (path for pattern in EXAMPLE for path in ROOT.glob(pattern)):
            to = Path(self.build_lib, "liberterra_analysis/example", path.relative_to(ROOT))
            self.mkpath(str(to.parent))
            self.copy_file(str(path), str(to))


setup(cmdclass={"build_py": BuildWithExample})
