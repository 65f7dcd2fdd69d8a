"""Vintages of data sets on disk, and the tidy frames made from them.

`data/context/NAME/VINTAGE/` holds the publisher's file, never edited; `source.json` with its origin, date and SHA-256;
and a Parquet file of its tidy rows, rebuilt when the code that reads it changes.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from itertools import chain, count
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from liberterra_analysis.datasets import dataset as _dataset
from liberterra_analysis.datasets import files as _files
from liberterra_analysis.datasets import workbook
from liberterra_analysis.datasets.dataset import COUNTS_OF, MEASURES, Dataset
from liberterra_analysis.datasets.files import tidy_chunks
from liberterra_analysis.datasets.registry import find_dataset
from liberterra_analysis.errors import DataError, Problem, UsageError, WorkspaceError, one_of
from liberterra_analysis.files import locked, sync_file, sync_folder
from liberterra_analysis.workspace import Workspace, find_workspace, look_for

RECORD = "source.json"
STAGED = ".new-"
_VINTAGE = re.compile(r"\d{4}-\d{2}-\d{2}(-\d+)?")


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


def _folder(name: str, workspace: Workspace | None) -> Path:
    return (workspace or find_workspace()).data / "context" / find_dataset(name).name


def vintages(name: str, *, workspace: Workspace | None = None) -> list[Vintage]:
    """Return the vintages of a data set that are held, the earliest first.

    UsageError if the data set is unknown, DataError if a record is not as `fetch` writes it.
    """
    held, problems = read_vintages(name, workspace=workspace)
    if problems:
        raise DataError(problems)
    return held


def read_vintages(name: str, *, workspace: Workspace | None = None) -> tuple[list[Vintage], list[Problem]]:
    """Return the vintages held, the earliest first, and the problems with the records of others."""
    held, problems = [], []
    for path in look_for(_folder(name, workspace)).glob(f"[!.]*/{RECORD}"):
        try:
            held.append(_read_record(path))
        except (OSError, ValueError) as error:
            why = f"cannot be read: {error.strerror}" if isinstance(error, OSError) else str(error)
            problems.append(Problem(f"data/context/{name}/{path.parent.name}/{RECORD}", f"{why}; {_MEND}"))
    return sorted(held, key=lambda one: _sort_key(one.vintage)), problems


_MEND = "remove that folder, and fetch the data set again"


def _read_record(path: Path) -> Vintage:
    from pydantic import TypeAdapter, ValidationError

    try:
        found = TypeAdapter(Vintage).validate_json(path.read_bytes(), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = "".join(f"{part!r}: " for part in first["loc"])
        raise ValueError(f"is not a record of a vintage ({field}{first['msg']})") from None
    if found.vintage != path.parent.name or not _VINTAGE.fullmatch(found.vintage):
        raise ValueError(f"is of vintage {found.vintage!r}, which its folder is not called")
    return found


def _sort_key(vintage: str) -> tuple[str, int]:
    """Return a key that sorts the second file of a day after the first, and the tenth after the second."""
    return vintage[:10], int(vintage[11:] or 0)


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Raise a WorkspaceError that names the folder if the system refuses to write to it."""
    try:
        yield
    except OSError as error:
        why = error.strerror or error
        raise WorkspaceError(f"{folder} cannot be written: {why}. What it held is as it was.") from error


def keep(
    dataset: Dataset,
    file: Path,
    record: dict[str, str],
    *,
    workspace: Workspace | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> tuple[Vintage, bool]:
    """Store a file as a vintage, all or nothing; return the vintage that holds its bytes, and whether it is new.

    `record` holds `vintage`, `url`, `downloaded`, and `etag` and `last_modified` if known. DataError if the file cannot
    be read as the data set, WorkspaceError if it cannot be stored.
    """
    folder = _folder(dataset.name, workspace)
    digest = _sha256(file)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / ".lock", tell=tell):
            for left in folder.glob(f"{STAGED}*"):  # by a command that was killed
                shutil.rmtree(left, ignore_errors=True)
            same = [one for one in read_vintages(dataset.name, workspace=workspace)[0] if one.sha256 == digest]
            return (same[-1], False) if same else (_store(dataset, file, record | {"sha256": digest}, folder), True)


def _store(dataset: Dataset, file: Path, record: dict[str, str], folder: Path) -> Vintage:
    day = record["vintage"]
    name = next(name for name in chain([day], (f"{day}-{n}" for n in count(2))) if not (folder / name).exists())
    new = Vintage(dataset.name, file=file.name, bytes=file.stat().st_size, **record | {"vintage": name})
    staged = Path(tempfile.mkdtemp(prefix=STAGED, dir=folder))
    try:
        shutil.copyfile(file, staged / file.name)
        (staged / RECORD).write_text(json.dumps(asdict(new), indent=2) + "\n", "utf-8")
        _ensure_tidy(dataset, new, staged)
        staged.chmod(0o755)
        for path in staged.iterdir():
            sync_file(path)
        staged.rename(folder / name)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    sync_folder(folder)
    return new


def load_dataset(
    name: str,
    *,
    vintage: str = "",
    columns: Iterable[str] = (),
    since: str = "",
    until: str = "",
    workspace: Workspace | None = None,
) -> pd.DataFrame:
    """Load a public data set: one row is one count that its publisher gives, in the publisher's order.

    `vintage` is the latest held by default, and `columns` all; `since` and `until` (ISO 8601) keep periods that start
    on or after the one day and end on or before the other.

    Columns: `dataset`; `series`, what is counted; `start` and `end`, both days included; `country_iso3`, where, or who
    reports; `nationality_iso3`; `nationality` as published; `place`; the data set's own breakdowns; `unit` in words;
    `lower` and `upper`, the interval of the count, never missing, `inf` for an open end; `published`, the count as
    printed; `split`, by what the row is a part; `is_total`, whether other rows are parts of it; `doubt`, why it cannot
    be true; `vintage` and `downloaded`. All but dates, numbers and flags are categories; a blank is "not stated". Parts
    stand beside their totals; `add_up` refuses to mix them. Source, licence and known bias are in `DATASETS`.

    UsageError if the data set, vintage or column is unknown, or nothing is held; DataError if the file cannot be read.

    >>> import tempfile
    >>> load_dataset("nrm", workspace=Workspace(Path(tempfile.mkdtemp())))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    liberterra_analysis.errors.UsageError: No vintage of 'nrm' is held. Run 'liberterra fetch nrm', ...
    """
    pa = _files.load_arrow()
    dataset = find_dataset(name)
    wanted = list(columns) or list(dataset.columns)
    unknown = [column for column in wanted if column not in dataset.columns]
    if unknown:
        raise UsageError(f"column {one_of(unknown[0], dataset.columns)}")
    held = find_vintage(name, vintage, workspace=workspace)
    tidy = _ensure_tidy(dataset, held, _folder(name, workspace) / held.vintage)
    limits = [("start", ">=", pd.Timestamp(since))] if since else []
    limits += [("end", "<=", pd.Timestamp(until))] if until else []
    same = {"dataset": held.dataset, "vintage": held.vintage, "downloaded": held.downloaded}
    stored = [column for column in wanted if column not in same]
    table = pa.parquet.read_table(tidy, columns=stored, filters=limits or None, partitioning=None)
    frame = table.unify_dictionaries().to_pandas()
    once = np.zeros(len(frame), dtype=np.int8)
    constant = {column: pd.Categorical.from_codes(once, pd.Index([text])) for column, text in same.items()}
    found: pd.DataFrame = frame.assign(**{column: constant[column] for column in wanted if column in same})
    found = found[wanted]
    found.attrs[COUNTS_OF] = name
    return found


def find_vintage(name: str, vintage: str = "", *, workspace: Workspace | None = None) -> Vintage:
    """Return a vintage that is held, by default the latest; UsageError if it is not held."""
    held = {one.vintage: one for one in vintages(name, workspace=workspace)}
    if not held:
        raise UsageError(
            f"No vintage of {name!r} is held. Run 'liberterra fetch {name}', "
            f"or 'liberterra fetch {name} --from FILE' with a file you have."
        )
    if vintage and vintage not in held:
        raise UsageError(f"vintage {one_of(vintage, held)}")
    return held[vintage] if vintage else list(held.values())[-1]


def revisions(name: str, old: str = "", new: str = "", *, workspace: Workspace | None = None) -> pd.DataFrame:
    """Compare two vintages, by default the latest held, and return the counts that the publisher changed.

    Counts of the same thing are added up within each vintage first. One row for each change: `change` (`revised`,
    `added`, `removed`), the columns that define what is counted, and `was_lower`, `was_upper`, `now_lower`, `now_upper`
    (NaN where there is no count); sorted by change, then period. UsageError if fewer than two vintages are held, or not
    these.
    """
    held = [one.vintage for one in vintages(name, workspace=workspace)]
    if len(held) < 2:  # noqa: PLR2004
        raise UsageError(f"Fewer than two vintages of {name!r} are held: there is nothing to compare.")
    keys = [column for column in find_dataset(name).columns if column not in {*MEASURES, "dataset"}]
    sides = []
    for vintage, side in ((old or held[-2], "was"), (new or held[-1], "now")):
        frame = load_dataset(name, vintage=vintage, columns=[*keys, "lower", "upper"], workspace=workspace)
        frame = frame.astype(dict.fromkeys(frame.select_dtypes("category"), "object"))
        ends = {f"{side}_{end}": (end, "sum") for end in ("lower", "upper")}
        sides.append(frame.groupby(keys, sort=False).agg(**ends).reset_index())
    both = sides[0].merge(sides[1], on=keys, how="outer", indicator="change", validate="one_to_one")
    names = {"both": "revised", "left_only": "removed", "right_only": "added"}
    both["change"] = both["change"].astype(str).map(names)
    same = (both["was_lower"] == both["now_lower"]) & (both["was_upper"] == both["now_upper"])
    return both[~same].sort_values(["change", "start", *keys], ignore_index=True)[["change", *both.columns[:-1]]]


def _ensure_tidy(dataset: Dataset, held: Vintage, folder: Path) -> Path:
    """Write the Parquet file of a vintage, chunk by chunk, if it is missing; return its path."""
    raw = look_for(folder / held.file)  # each time, so that a report depends on it whether the rows are made or found
    tidy = folder / f"tidy-{_hash_reader(dataset)}.parquet"
    if tidy.is_file():
        return tidy
    if _sha256(raw) != held.sha256:
        message = f"is not the file that was fetched (its SHA-256 differs); fetch {dataset.name!r} again"
        raise DataError([Problem(str(raw), message)])
    made = folder / f".{os.getpid()}-{tidy.name}"
    try:
        with writing(folder):
            _write_parquet(dataset, raw, made)
            made.replace(tidy)
    finally:
        with suppress(OSError):
            made.unlink(missing_ok=True)
    for other in folder.glob("tidy-*.parquet"):
        if other != tidy:
            other.unlink(missing_ok=True)
    return tidy


def _write_parquet(dataset: Dataset, raw: Path, path: Path) -> None:
    pa = _files.load_arrow()
    columns = [name for name in dataset.columns if name not in {"dataset", "vintage", "downloaded"}]
    kinds = {"start": pa.timestamp("s"), "end": pa.timestamp("s"), "is_total": pa.bool_()}
    kinds |= {"lower": pa.float64(), "upper": pa.float64()}
    text = pa.dictionary(pa.int32(), pa.string())
    schema = pa.schema([(name, kinds.get(name, text)) for name in columns])

    def array(column: pd.Series) -> Any:
        if column.name in kinds:
            return pa.array(column, kinds[str(column.name)])
        # Each chunk has its own texts; the width of their codes must not vary with their number.
        codes = pa.array(column.cat.codes.to_numpy("int32"))
        return pa.DictionaryArray.from_arrays(codes, pa.array(column.cat.categories.astype(object), pa.string()))

    with pa.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for chunk in tidy_chunks(dataset, raw):
            writer.write_table(pa.table([array(chunk[name]) for name in columns], schema=schema))


def _hash_reader(dataset: Dataset) -> str:
    """Hash the code that reads a data set, so that rows read by earlier code do not pass for current."""
    tidy = getattr(dataset.tidy, "func", dataset.tidy)
    parts = (_dataset, _files, workbook, sys.modules[tidy.__module__])
    return hashlib.sha256("".join(map(inspect.getsource, parts)).encode()).hexdigest()[:12]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
