"""Vintages of data sets on disk, the tidy frames made from them, and what their publishers revised.

`data/context/NAME/VINTAGE/` holds the publisher's file, never edited; `source.json` with its origin, date and SHA-256;
and a Parquet file of its tidy rows, rebuilt when the code that reads it changes.
"""

import datetime as dt
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from itertools import chain, count
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from liberterra_analysis.datasets.reading import read_rows
from liberterra_analysis.datasets.registry import COUNTS_OF, DATASETS, Dataset, find_dataset
from liberterra_analysis.errors import DataError, Problem, UsageError, require_known
from liberterra_analysis.files import hash_bytes, hash_file, locked, sync_file, sync_folder
from liberterra_analysis.hedges import Interval
from liberterra_analysis.workspace import WorkspaceLike, look_for, to_workspace

RECORD = "source.json"

MAY = {
    "redistribute": "rows may be passed on if the source is named",
    "aggregate": "sums may be shown, rows not passed on",
    "incident": "sums may be shown; rows are single incidents and are not",
}
MEASURES = frozenset({"lower", "upper", "published", "doubt", "dataset", "vintage", "downloaded"})
"""Columns that a revision may change; all others describe what a row counts."""

_STAGED = ".new-"
_DAY = re.compile(r"(20\d\d)[-_]?(0[1-9]|1[0-2])[-_]?(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, slots=True)
class Vintage:
    """One file of a data set as published.

    `vintage` is the date of publication, or of download if the server states none; a later file of one day ends in
    `-2`, `-3`. `url` is a file name if the file was at hand; `downloaded` an ISO 8601 date; `etag` and `last_modified`
    are as the server sent them, or "".
    """

    dataset: str
    vintage: str
    file: str
    url: str
    sha256: str
    bytes: int
    downloaded: str
    etag: str = ""
    last_modified: str = ""


def find_folder(name: str, workspace: WorkspaceLike) -> Path:
    """Return the folder of a data set; UsageError if the data set is unknown."""
    return to_workspace(workspace).data / "context" / find_dataset(name).name


def list_vintages(name: str, *, workspace: WorkspaceLike = None) -> list[Vintage]:
    """Return the vintages of a data set that are held, the earliest first.

    UsageError if the data set is unknown, DataError if a record is not as `fetch` writes it.
    """
    held, problems = read_vintages(find_folder(name, workspace))
    if problems:
        raise DataError(problems)
    return held


def read_vintages(folder: Path) -> tuple[list[Vintage], list[Problem]]:
    """Return the vintages that the folder of a data set holds, the earliest first, and problems with other records."""
    from pydantic import TypeAdapter

    held, problems = [], []
    for path in look_for(folder).glob(f"[!.]*/{RECORD}"):
        try:
            one = TypeAdapter(Vintage).validate_json(path.read_bytes(), strict=True)
            if one.vintage != path.parent.name:
                raise ValueError(f"it is of {one.vintage!r}")
            held.append(one)
        except (OSError, ValueError):
            message = "cannot be read as the record of a vintage; remove that folder, and fetch the data set again"
            problems.append(Problem(f"data/context/{folder.name}/{path.parent.name}/{RECORD}", message))
    # The tenth file of a day comes after the second.
    return sorted(held, key=lambda one: (one.vintage[:10], len(one.vintage), one.vintage)), problems


def find_vintage(name: str, vintage: str = "", *, workspace: WorkspaceLike = None) -> Vintage:
    """Return a vintage that is held, by default the latest; UsageError if it is not held."""
    held = {one.vintage: one for one in list_vintages(name, workspace=workspace)}
    if not held:
        raise UsageError(f"No vintage of {name!r} is held. Run '{find_dataset(name).command}'.")
    vintage = vintage or [*held][-1]
    require_known("vintage", vintage, held)
    return held[vintage]


def add_file(name: str, file: Path, *, vintage: str = "", workspace: WorkspaceLike = None) -> tuple[Vintage, bool]:
    """Store a local file as a vintage, and return the vintage held and whether it is new.

    `vintage` is the date of publication; by default the date in the file's name, else today's. DataError if the file is
    not the data set's, UsageError if there is none or `vintage` is no date.
    """
    dataset, folder = find_dataset(name), find_folder(name, workspace)
    if not file.is_file():
        raise UsageError(f"There is no file {str(file)!r}.")
    if vintage and find_day(vintage) != vintage:
        raise UsageError(f"vintage {vintage!r} is no date; write it as 2026-05-06.")
    origin = {"vintage": find_day(vintage, file.name), "url": file.name}
    with stage_folder(folder) as staged:
        return store_file(dataset, folder, Path(shutil.copyfile(file, staged / file.name)), origin)


def list_datasets(*, workspace: WorkspaceLike = None) -> list[dict[str, Any]]:
    """Return the data sets with their terms, their bias, the vintages held, and `problems` with vintages.

    >>> [row["dataset"] for row in list_datasets()][:3]
    ['missing-migrants', 'glotip', 'frontex']
    """
    return [_describe(one, *read_vintages(find_folder(one.name, workspace))) for one in DATASETS.values()]


def _describe(dataset: Dataset, held: list[Vintage], problems: list[Problem]) -> dict[str, Any]:
    plain = ("title", "publisher", "licence", "unit", "page", "bias")
    kept = ("vintage", "bytes", "downloaded", "sha256")
    return {
        "dataset": dataset.name,
        **{name: getattr(dataset, name) for name in plain},
        "may": MAY["incident" if dataset.row_level else dataset.may],
        "vintages": [{name: getattr(one, name) for name in kept} for one in held],
        "problems": list(map(str, problems)),
    }


@contextmanager
def stage_folder(folder: Path, wait: float = inf, tell: Callable[[str], None] = lambda _: None) -> Iterator[Path]:
    """Yield a new folder in which one command at a time prepares a vintage, and remove it."""
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / ".lock", wait=wait, tell=tell):
        for left in folder.glob(f"{_STAGED}*"):  # by a command that was killed
            shutil.rmtree(left, ignore_errors=True)
        with tempfile.TemporaryDirectory(prefix=_STAGED, dir=folder, ignore_cleanup_errors=True) as staged:
            vintage = Path(staged) / "vintage"
            vintage.mkdir()
            yield vintage


def store_file(dataset: Dataset, folder: Path, file: Path, origin: Mapping[str, str]) -> tuple[Vintage, bool]:
    """Make a vintage of a staged file, in one step; return the vintage that holds its bytes, and whether it is new."""
    digest = hash_file(file)
    same = [one for one in read_vintages(folder)[0] if one.sha256 == digest]
    if same:
        return same[-1], False
    names = chain([origin["vintage"]], (f"{origin['vintage']}-{number}" for number in count(2)))
    free = next(name for name in names if not (folder / name).exists())
    about = {**origin, "vintage": free, "file": file.name, "sha256": digest, "downloaded": today()}
    new = Vintage(dataset.name, bytes=file.stat().st_size, **about)
    (file.parent / RECORD).write_text(json.dumps(asdict(new), indent=2) + "\n", "utf-8")
    _ensure_tidy(dataset, new, file.parent)
    for path in file.parent.iterdir():
        sync_file(path)
    file.parent.rename(folder / new.vintage)
    sync_folder(folder)
    return new, True


def load_dataset(
    name: str, *, vintage: str = "", columns: Iterable[str] = (), workspace: WorkspaceLike = None
) -> pd.DataFrame:
    """Load a public data set: one row is one count that its publisher states, in the publisher's order.

    `vintage` is the latest held by default, and `columns` all of them.

    Columns: `dataset`; `series`, what is counted; `start` and `end`, both days included; `country_iso3`, where, or who
    reports; `nationality_iso3`; `nationality` as published; `place`; the data set's own breakdowns; `unit` in words;
    `lower` and `upper`, the interval of the count, never missing, `inf` for an open end; `published`, the count as
    printed; `split`, by what the row is a part; `is_total`, whether other rows are parts of it; `doubt`, why it cannot
    be true; `vintage` and `downloaded`. All but dates, numbers and flags are categories; a blank is "not stated". Parts
    stand beside their totals; `add_up` refuses to mix them. Source, licence and known bias are in `DATASETS`.

    UsageError if the data set, vintage or column is unknown, or nothing is held; DataError if the file cannot be read.

    >>> import tempfile
    >>> load_dataset("nrm", workspace=tempfile.mkdtemp())
    Traceback (most recent call last):
    liberterra_analysis.errors.UsageError: No vintage of 'nrm' is held. Run 'liberterra fetch nrm --from FILE'.
    """
    dataset = find_dataset(name)
    wanted = list(columns) or list(dataset.columns)
    for column in wanted:
        require_known("column", column, dataset.columns)
    held = find_vintage(name, vintage, workspace=workspace)
    tidy = _ensure_tidy(dataset, held, find_folder(name, workspace) / held.vintage)
    # A folder called "a=b" above the file is no column of it.
    rows = pd.read_parquet(tidy, columns=wanted, partitioning=None)
    rows.attrs[COUNTS_OF] = name
    return rows


def compare_vintages(name: str, *, workspace: WorkspaceLike = None) -> pd.DataFrame:
    """Return the counts that the publisher changed between the two latest vintages held.

    One row for each thing counted, sorted: the columns that describe it, and `was` and `now`, its counts added up, in
    words, blank where there is none. Empty if one vintage is held; UsageError if none is.
    """
    keys = [column for column in find_dataset(name).columns if column not in MEASURES]
    held = list_vintages(name, workspace=workspace) or [find_vintage(name, workspace=workspace)]
    sides = []
    for side, one in (("was", held[-2:][0]), ("now", held[-1])):
        rows = load_dataset(name, vintage=one.vintage, columns=[*keys, "lower", "upper"], workspace=workspace)
        rows = rows.astype(dict.fromkeys(rows.select_dtypes("category"), object))
        sides.append(rows.groupby(keys)[["lower", "upper"]].sum().add_prefix(f"{side}_"))
    both = sides[0].join(sides[1], how="outer")
    both = both[(both["was_lower"] != both["now_lower"]) | (both["was_upper"] != both["now_upper"])]
    ends = {side: both[[f"{side}_lower", f"{side}_upper"]].to_numpy() for side in ("was", "now")}
    words = {
        side: ["" if np.isnan(one).any() else Interval(*one).format("table") for one in of_side]
        for side, of_side in ends.items()
    }
    return pd.DataFrame(words, index=both.index).reset_index()


def _ensure_tidy(dataset: Dataset, held: Vintage, folder: Path) -> Path:
    """Write the Parquet file of a vintage if it is missing; return its path."""
    raw = look_for(folder / held.file)  # each time, so that a report depends on it whether the rows are made or found
    tidy = folder / f"tidy-{_hash_reader()}.parquet"
    if tidy.is_file():
        return tidy
    if hash_file(raw) != held.sha256:
        message = f"is not the file that was fetched (its SHA-256 differs); fetch {dataset.name!r} again"
        raise DataError([Problem(str(raw), message)])
    same = {"dataset": held.dataset, "vintage": held.vintage, "downloaded": held.downloaded}
    rows = read_rows(dataset, raw).assign(**same).astype(dict.fromkeys(same, "category"))
    with tempfile.TemporaryDirectory(prefix=".", dir=folder) as made:
        rows[list(dataset.columns)].to_parquet(Path(made) / tidy.name, compression="zstd", index=False)
        (Path(made) / tidy.name).replace(tidy)
    for other in folder.glob("tidy-*.parquet"):
        if other != tidy:  # which another process may have made at the same time
            other.unlink(missing_ok=True)
    return tidy


@cache
def _hash_reader() -> str:
    """Hash the code of this folder, so that rows read by earlier code do not pass for current."""
    files = sorted(path for path in Path(__file__).parent.iterdir() if path.suffix in {".py", ".toml"})
    return hash_bytes(b"".join(path.read_bytes() for path in files))[:12]


def find_day(*texts: str) -> str:
    """Return the first ISO 8601 date in texts, with or without separators, or today's."""
    found = next(filter(None, map(_DAY.search, texts)), None)
    return "-".join(found.groups()) if found else today()


def today() -> str:
    """Return the date in UTC, for downloads; reports never take the clock."""
    return dt.datetime.now(dt.UTC).date().isoformat()
