"""Load texts with their labels: from `labels.csv` beside them, or from a `NAME.gold.json` for each."""

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from liberterra_analysis.hedges import parse

HERE = Path(__file__).parent
SPLITS = (HERE / "develop", HERE / "held-out")
COLUMNS = "text start as_printed value high hedge kind metric accept unit status country_iso3 part optional".split()
KINDS = frozenset("outcome comparison other_operation unlisted background plan".split())
KINDS |= frozenset("age date duration name percentage price sentence".split())
"""What a figure can be; README.md says what the kinds mean."""

_NO_RESULT = {"age", "price", "duration_days", "duration_weeks", "sentence_years"}
_OLD_NAMES = {
    "accounts_frozen": "accounts",
    "arrests_ht_ms": "arrests",
    "boats": "vessels",
    "documents": "documents_seized",
    "drugs_kg": "drugs",
    "groups_dismantled": "groups",
    "money_eur": "money",
    "money_usd": "money",
    "smuggled_persons": "migrants_smuggled",
    "supporting_units": "units",
    "victims_minor": "victims",
}
"""Metrics that the ledger has under another name."""


@dataclass(frozen=True)
class Label:
    """A labelled figure; `beside` holds its unit, status, country and "yes" for a part, where they are labelled."""

    start: int
    as_printed: str
    value: float | None
    high: float | None
    hedge: str
    kind: str
    metric: str
    accept: frozenset[str]
    optional: bool
    beside: Mapping[str, str]

    @property
    def end(self) -> int:
        """Where the label ends in its text."""
        return self.start + len(self.as_printed)


@dataclass(frozen=True)
class Text:
    """A text with its labels in text order; `kind` is the house it is written in the manner of."""

    name: str
    kind: str
    words: str
    labels: tuple[Label, ...]


def load_texts(folder: Path) -> list[Text]:
    """Load the labelled texts of a folder, by name."""
    labels: dict[str, list[Label]] = {path.stem: [] for path in sorted(folder.glob("*.txt"))}
    words = {name: (folder / f"{name}.txt").read_text(encoding="utf-8") for name in labels}
    if (folder / "labels.csv").exists():
        with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                labels[row["text"]].append(_from_row(row))
    else:
        golds = {name: folder / f"{name}.gold.json" for name in labels}
        labels = {name: [*_from_gold(path, words[name])] for name, path in golds.items() if path.exists()}
    return [Text(name, name.rsplit("-", 1)[0], words[name], tuple(found)) for name, found in labels.items()]


def _from_row(row: Mapping[str, str]) -> Label:
    return Label(
        start=int(row["start"]),
        as_printed=row["as_printed"],
        value=_number(row["value"]),
        high=_number(row["high"]),
        hedge=row["hedge"],
        kind=row["kind"],
        metric=row["metric"],
        accept=frozenset(row["accept"].split(";")),
        optional=row["optional"] == "yes",
        beside={name: row[name] for name in ("unit", "status", "country_iso3", "part") if row[name]},
    )


def _number(printed: str) -> float | None:
    return float(printed) if printed else None


def _from_gold(path: Path, words: str) -> Iterator[Label]:
    """Yield the labels of a file; a quote without a place is the next one of its words."""
    after: dict[str, int] = {}
    for claim in json.loads(path.read_text(encoding="utf-8"))["claims"]:
        quote = claim["quote"]
        start = claim["start"] if "start" in claim else words.index(quote, after.get(quote, 0))
        after[quote] = start + len(quote)
        if claim["value"] is not None:
            yield _from_claim(claim, start)


def _from_claim(claim: Mapping[str, Any], start: int) -> Label:
    counts = claim.get("outcome", claim["metric"] not in _NO_RESULT and "not_an_outcome" not in claim["status"])
    return Label(
        start=start,
        as_printed=claim["quote"],
        value=claim["value"],
        high=claim.get("high"),
        hedge=claim["hedge"],
        kind="outcome" if counts else "background",
        metric=_OLD_NAMES.get(claim["metric"], claim["metric"]),
        accept=frozenset(_OLD_NAMES.get(name, name) for name in claim.get("accept", ())),
        optional="optional" in claim["status"],
        beside={},
    )


_SHORT = {"b": "background", "c": "comparison", "o": "other_operation", "p": "plan", "a": "age", "$": "price"}
_SHORT |= {"d": "duration", "%": "percentage", "s": "sentence", "u": "unlisted"}
_MARKED = re.compile(r"\[([^\]|\n]+)\|([^\]\n]+)\]")


def load_practice(folder: Path) -> list[Text]:
    """Load texts with their labels inside: "police arrested [12|arrests/detained_or_arrested] men aged [20|a]"."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        for number, part in enumerate(path.read_text(encoding="utf-8").split("=== ")[1:], 1):
            kind, _, marked = part.partition("\n")
            words, labels, at = "", [], 0
            for match in _MARKED.finditer(marked):
                words += marked[at : match.start()]
                labels.append(_from_mark(match[1], match[2], len(words)))
                words, at = words + match[1], match.end()
            found.append(Text(f"{path.stem}-{number}", kind, words + marked[at:], tuple(labels)))
    return found


def _from_mark(printed: str, mark: str, start: int) -> Label:
    name, _, accept = mark.partition("/")
    kind, read = _SHORT.get(name, "outcome"), parse(printed)
    metric = name if kind == "outcome" else ""
    optional = kind in {"unlisted", "other_operation"}
    return Label(
        start, printed, read.value, read.high, str(read.hedge), kind, metric, frozenset(accept.split(";")), optional, {}
    )
