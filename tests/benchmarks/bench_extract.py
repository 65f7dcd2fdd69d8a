"""Time how long a megabyte of text takes: announcements, and texts made to be slow."""

import time
from collections.abc import Iterator
from pathlib import Path

from liberterra_analysis.extract import extract

SIZE = 1_000_000
OWN = sorted((Path(__file__).parents[1] / "unit" / "announcements").glob("*.txt"))
HOSTILE = ("1 ", "1 a\n", "a man arrested ", "a of ", "(", "A. ", "<", "1,", "more than ", "In United States 12 men. ")


def measured() -> Iterator[tuple[str, float]]:
    """Return what was read and the seconds that it took: announcements of our own, then the slowest hostile text."""
    prose = "".join(path.read_text("utf-8") for path in OWN)
    extract(prose)  # the tables of places and numbers are read once a process
    yield "extract 1 MB of announcements", _seconds(prose)
    took, piece = max((_seconds(piece), piece) for piece in HOSTILE)
    yield f"extract 1 MB of {piece!r}, the slowest of {len(HOSTILE)}", took


def _seconds(piece: str) -> float:
    text = piece * (SIZE // len(piece))
    began = time.perf_counter()
    extract(text)
    return time.perf_counter() - began
