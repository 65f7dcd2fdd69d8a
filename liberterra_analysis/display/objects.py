"""Any object of a notebook with what a report needs to show it: a title, a source, and words for a picture."""

import base64
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from IPython.core.formatters import DisplayFormatter
from IPython.core.getipython import get_ipython
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from liberterra_analysis import document as doc
from liberterra_analysis.display.charts import draw_chart
from liberterra_analysis.display.csvtext import to_csv
from liberterra_analysis.display.shown import LABELS, Shown
from liberterra_analysis.errors import UsageError, one_of, require_known
from liberterra_analysis.wording.sentences import to_inlines

DIGITS = 6
"""Most digits of a fraction that a table shows: of the largest number of a column."""

GROUPED = 10_000
"""Number from which on the numbers of a column have separators, which years have not."""

_LINK = re.compile(r"\[([^]]*)\]\([^)]*\)")

PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif"}


@dataclass(frozen=True, slots=True)
class Labelled:
    """An object of a library, as it shows itself, with its labels."""

    data: dict[str, Any]
    labels: dict[str, str]

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        return self.data, {LABELS: self.labels}


def show(thing: Any, *, title: str = "", source: str = "", alt: str = "", name: str = "") -> Shown | Labelled:
    """Return any object with its title, its source and, of a picture, what it shows in words.

    A frame becomes a table whose cells `ref` can quote, with its data as CSV; axes and figures of matplotlib, which are
    closed, and paths of pictures become pictures; a string is Markdown; other objects appear as they show themselves.
    What a function of `plots` drew keeps its title, its subtitle, its words and its data where none are passed.
    `source` may hold a link, as `[Port log](https://example.org)`; `name` is the anchor, by default the title's words.

    >>> show(pd.Series({"Mombasa": 1250}, name="kg"), title="Seizures").block.rows[0].anchor
    'seizures--mombasa'
    """
    anchor = doc.to_slug(name) or doc.to_slug(title) or doc.UNNAMED
    given = {"title": title, "source": source, "alt": alt, "label": name}
    labels = {key: text for key, text in given.items() if text}
    # A report reads the label, with its links; a notebook and a saved picture show this.
    cited = {"source": to_inlines(_LINK.sub(r"\1", f"Source: {source}"))} if source else {}
    if isinstance(thing, pd.DataFrame | pd.Series):
        return Shown(_tabulate(thing, title, anchor).model_copy(update=cited), labels | {"label": ""})
    if isinstance(thing, Axes | Drawing):
        drawn = draw_chart(thing, anchor, title=title, alt=alt)
        return Shown(drawn.model_copy(update=cited), labels | {"label": ""})
    if isinstance(thing, str):
        return Labelled({"text/markdown": thing}, labels)
    if isinstance(thing, Path):
        return Labelled(_read_picture(thing), labels)
    shell = get_ipython()
    formatter = shell.display_formatter if shell else DisplayFormatter()
    return Labelled(formatter.format(thing)[0], labels)


def _read_picture(path: Path) -> dict[str, Any]:
    if path.suffix.lower() == ".svg":
        return {"image/svg+xml": path.read_text("utf-8")}
    if path.suffix.lower() not in PICTURES:
        raise UsageError(f"{path}: the ending {one_of(path.suffix, [*PICTURES, '.svg'])}")
    return {PICTURES[path.suffix.lower()]: base64.b64encode(path.read_bytes()).decode()}


def _tabulate(thing: pd.DataFrame | pd.Series, title: str, name: str) -> doc.Table:
    frame = _flatten(thing.to_frame(thing.name or "value") if isinstance(thing, pd.Series) else thing)
    columns = [frame.iloc[:, at] for at in range(frame.shape[1])]
    cells = ([*map(to_inlines, _write_column(column))] for column in columns)
    rows = [*zip(*cells, strict=True)]
    slugs = [doc.to_slug(doc.plain(row[0])) for row in rows]
    keys = slugs if len({*slugs}) == len(slugs) and all(slugs) else map(str, range(len(rows)))
    return doc.Table(
        name=name,
        title=title,
        columns=tuple(
            doc.Column(label=label, align="right" if pd.api.types.is_numeric_dtype(column) else "left")
            for label, column in zip(frame.columns, columns, strict=True)
        ),
        rows=tuple(doc.Row(cells=row, anchor=f"{name}{doc.ROW}{key}") for row, key in zip(rows, keys, strict=True)),
        csv=to_csv(frame.rename(columns={"": "index"})),
    )


def _flatten(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with one header, and its index, unless that only counts rows, as its first columns."""
    labels = [", ".join(map(str, filter(None, one))) if isinstance(one, tuple) else str(one) for one in frame.columns]
    flat, index = frame.set_axis(labels, axis=1), frame.index
    if isinstance(index, pd.RangeIndex) and index.name is None:
        return flat
    return flat.reset_index(names=[str(one or "") for one in index.names], allow_duplicates=True)


def _write_column(column: pd.Series) -> Iterator[Any]:
    """Yield the cells of a column: numbers with as many decimals as they need, and days without a time."""
    if pd.api.types.is_datetime64_any_dtype(column) and (column.dropna() == column.dropna().dt.normalize()).all():
        yield from column.dt.strftime("%Y-%m-%d")
    elif pd.api.types.is_bool_dtype(column) or not isinstance(column.dtype, np.dtype) or column.dtype.kind not in "iuf":
        yield from column
    else:
        largest = max((abs(one) for one in column if math.isfinite(one)), default=0)
        places = _count_decimals(column, max(DIGITS - 1 - math.floor(math.log10(largest or 1)), 0))
        mark = "," if largest >= GROUPED else ""
        yield from ("" if math.isnan(one) else f"{one:{mark}.{places}f}" for one in column)


def _count_decimals(column: pd.Series, most: int) -> int:
    texts = (np.format_float_positional(one, precision=most, trim="-") for one in column if math.isfinite(one))
    return max((len(text.partition(".")[2]) for text in texts), default=0)


def ref(table: Shown | Labelled, row: object, column: str) -> doc.Link:
    """Return the cell of a `table` that `show` made, as a link for a sentence; as a string it is a link in Markdown.

    `row` is the text in the first column of a row, or its place from 0; UsageError with what there is, if it is not.

    >>> table = show(pd.DataFrame({"port": ["Mombasa"], "kg": [1250]}), title="Seizures")
    >>> str(ref(table, "Mombasa", "kg"))
    '[1250](#seizures--mombasa)'
    """
    block = table.block if isinstance(table, Shown) else None
    if not isinstance(block, doc.Table) or block.name == doc.UNNAMED:
        raise UsageError("display.ref quotes a table that display.show made with a title; this is none.")
    labels, names = [one.label for one in block.columns], [doc.plain(one.cells[0]) for one in block.rows]
    require_known("column", column, labels)
    if str(row) not in names and not (isinstance(row, int) and -len(names) <= row < len(names)):
        raise UsageError(f"row {one_of(str(row), names)}")
    found = block.rows[names.index(str(row)) if str(row) in names else int(str(row))]
    return doc.Link(
        text=doc.plain(found.cells[labels.index(column)]), target=f"#{found.anchor or block.name}", number=True
    )
