"""`manifest.json`: what an edition is made from, what it holds, and what moved since the edition before.

A field that comes later needs a default: readers still hold editions of older versions. What a manifest of a newer one
holds more is left out.
"""

from typing import Any

from pydantic import BaseModel, ConfigDict

from liberterra_analysis.document import KeyFigure
from liberterra_analysis.files import hash_json
from liberterra_analysis.report.execute.run import Warnings
from liberterra_analysis.report.publish.changes import FigureChange
from liberterra_analysis.report.render.imprint import Site
from liberterra_analysis.report.render.lint import Evidence

MANIFEST = "manifest.json"
ID_LENGTH = 12


class Inputs(BaseModel):
    """All that decides the contents of an edition; the clock is not part of it.

    `cells` are the hashes of the kind, source and tags of each cell, `site` is the table of the catalogue, `package`
    the hash of the package's files, and `versions` the versions of the rendering libraries, both where it was made.
    `data` holds the fingerprint of each path that the notebook read or asked for, relative to the workspace, None where
    nothing was there; `untracked` is why it includes `**`, every file of the workspace.
    """

    model_config = ConfigDict(frozen=True)

    report: str
    title: str
    cells: tuple[str, ...]
    parameters: dict[str, Any]
    formats: tuple[str, ...]
    evidence: Evidence = "claims"
    warnings: Warnings = "log"
    site: Site = Site()
    package: str
    versions: dict[str, str]
    data: dict[str, str | None] = {}
    untracked: tuple[str, ...] = ()

    @property
    def setting(self) -> str:
        """Return the hash of all but the data."""
        return self.model_copy(update={"data": {}, "untracked": ()}).edition

    @property
    def edition(self) -> str:
        """Return the id of the edition: the same inputs make the same edition."""
        return hash_json(self.model_dump(mode="json"))[:ID_LENGTH]

    @property
    def home(self) -> str:
        """Return the address of the report, whatever its edition, or "" where the site has none."""
        return f"{self.site.address}{self.report}/" if self.site.address else ""

    @property
    def address(self) -> str:
        """Return the address of the edition's folder, or "" where the site has none."""
        return self.home and f"{self.home}editions/{self.edition}/"


class Manifest(BaseModel):
    """The content of `manifest.json`.

    `checked` is the newest day on which one of the sources was looked up, and `finding` the result in one sentence,
    each "" if there is none; `topics` and `words` are what the report is found by. `previous` is the id of the edition
    before, or "", and `moved` what moved since; `key_figures` have intervals, whose open ends are None. `gaps` are
    what is shown without a source or alternative text. `content` is the SHA-256 of the document, without what is added
    about its origin; `outputs` is that of each file, and `sizes` its bytes.
    """

    model_config = ConfigDict(frozen=True)

    edition: str
    date: str
    checked: str = ""
    inputs: Inputs
    finding: str = ""
    topics: dict[str, tuple[str, ...]] = {}
    words: str = ""
    previous: str = ""
    moved: tuple[FigureChange, ...] = ()
    key_figures: tuple[KeyFigure, ...] = ()
    gaps: tuple[str, ...] = ()
    content: str = ""
    outputs: dict[str, str]
    sizes: dict[str, int]

    @property
    def day(self) -> str:
        """Return the day of the edition: when its sources were last checked, or else the date of its data, or ""."""
        return self.checked or self.date

    @property
    def folder(self) -> str:
        """Return the address of the edition's folder, seen from the index of all reports."""
        return f"{self.inputs.report}/editions/{self.edition}/"

    @property
    def page(self) -> str:
        """Return the address of what a reader opens, seen from the index of all reports."""
        return f"{self.folder}report.{'html' if 'html' in self.inputs.formats else 'pdf'}"
