"""The table of public data sets, `registry.toml`."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from liberterra_analysis.errors import UsageError, one_of

PATH = Path(__file__).with_name("registry.toml")

WHAT = ("dataset", "series", "start", "end", "country_iso3", "nationality_iso3", "nationality", "place")
COUNT = ("unit", "lower", "upper", "published", "split", "is_total", "doubt", "vintage", "downloaded")
"""Columns of every data set, in two groups; the columns of its breakdown stand between them."""

COUNTS_OF = "counts_of"
"""Key of a frame's `attrs` that names the data set whose counts it holds, until they are protected."""

THRESHOLD = 5
"""Smallest count of persons that is shown, unless a data set declares another."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One public data set.

    `may` is `redistribute` if rows may be published with their source, or `aggregate` if only sums may, because the
    terms forbid more or were not found; with `row_level` a row is one incident or person, and only sums are shown.
    `threshold` is the smallest count of persons that an edition may show, 0 if nobody could be singled out.

    `page` describes the data set; `url` is its file, or `link` a pattern of the file's address on that page, where
    the last in alphabetical order is the latest. Each of `layouts` is one generation of the file's header: all columns
    that it needs, as the publisher prints them, with the names that they have here; `optional` are columns that not
    every file has. Each of `measures` is a column of counts, and becomes a series of its own; `breakdown` names the
    columns of the tidy rows beyond the common ones.

    `unit` is what one count is, in words, unless `units` has another for its series: never "migrants" for events.
    `minimum` counts are open upwards, and no true one exceeds `ceiling`. `bias` is what a reader must know before any
    comparison. `country` is the one country in which everything is counted, or ""; `region` the M49 code of the region
    in which it counts by nationality and month, or "". `whole` is the `split` of the rows that count everything once;
    None if the data set is not held against operations.
    """

    name: str
    title: str
    publisher: str
    licence: str
    may: Literal["redistribute", "aggregate"]
    page: str
    unit: str
    bias: Sequence[str]
    layouts: Sequence[Mapping[str, str]]
    optional: Mapping[str, str] = field(default_factory=dict)
    measures: Sequence[str] = ()
    breakdown: Sequence[str] = ()
    series: str = ""
    units: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    link: str = ""
    country: str = ""
    region: str = ""
    whole: str | None = None
    threshold: int = THRESHOLD
    row_level: bool = False
    minimum: bool = False
    ceiling: float = 1_000_000.0

    @property
    def command(self) -> str:
        """The command that fetches the data set."""
        return f"liberterra fetch {self.name}{'' if self.url or self.link else ' --from FILE'}"

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, in order."""
        return (*WHAT, *self.breakdown, *COUNT)


DATASETS: Mapping[str, Dataset] = MappingProxyType(
    {name: Dataset(name, **table) for name, table in tomllib.loads(PATH.read_text("utf-8")).items()}
)
"""All data sets by name."""


def find_dataset(name: str) -> Dataset:
    """Return the data set of that name; UsageError if there is none."""
    if name not in DATASETS:
        raise UsageError(f"data set {one_of(name, DATASETS, most=len(DATASETS))}")
    return DATASETS[name]
