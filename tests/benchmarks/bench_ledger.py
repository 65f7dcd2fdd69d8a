"""A ledger of many claims, to time how long it takes to load and validate.

The claims are those of `data/`, copied under new keys with their parts and wholes into one operation, so that every
rule has work to do.
"""

import csv
from itertools import count, islice
from pathlib import Path

from liberterra_analysis.ledger import load, load_claims
from liberterra_analysis.workspace import Workspace

CLAIMS = 100_000
TARGET = 2.0
OF = "lucero"


def many_claims(data: Path, wanted: int) -> None:
    """Write copies of all claims below the claims, each with its own key and its own whole."""
    path = data / "claims.csv"
    with path.open(encoding="utf-8", newline="") as file:
        claims = list(csv.DictReader(file))
    copies = (
        row
        | {name: row[name] and f"{row[name]}-copy-{number}" for name in ("claim_id", "subset_of")}
        | {"operation_id": OF}
        for number in count(1)
        for row in claims
    )
    # Whole copies only: a part of a copy cut off would refer to nothing.
    number = -(-(wanted - len(claims)) // len(claims)) * len(claims)
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, list(claims[0]), lineterminator="\n").writerows(islice(copies, number))


def load_anew(workspace: Workspace) -> None:
    """Read and validate everything, as a new process does."""
    load._PARSED.clear()
    load_claims(workspace=workspace)
